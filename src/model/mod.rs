//! The vocabulary of figures: periods, values, intervals, units, series, quantities, and how each is written.
//!
//! Names are SDMX's. Nothing here reads a file or knows of a page.

pub mod address;
mod differences;
mod digits;
pub mod format;
pub mod interval;
pub mod ledger;
pub mod observation;
pub mod ordering;
pub mod period;
pub mod printed;
pub mod quantity;
mod rounding;
mod schema;
pub mod series;
pub mod unit;
pub mod words;

pub use differences::each_difference;
pub use digits::write_plain;
pub use format::{Formatter, Sign, Style};
pub use interval::{Bound, Interval, Qualifier};
pub use ledger::{Figure, Ledger, Origin};
pub use observation::{Digits, Observation, Papers, SourceId, Status, Value};
pub use ordering::{Among, Order};
pub use period::{Frequency, Period};
pub use printed::Print;
pub use quantity::{Currency, Quantity, SeriesId};
pub use rounding::rounded;
pub use series::{Choice, Counted, Kind, Noun, Series, Source, SourceKind};
pub use unit::{Scale, Unit};
