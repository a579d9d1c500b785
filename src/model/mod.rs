//! The vocabulary of figures: periods, values, intervals, units, series, quantities, and how each is written.
//!
//! Names are SDMX's. Nothing here reads a file or knows of a page.

pub mod period;

pub use period::Period;
