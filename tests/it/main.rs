//! Integration tests: one binary, a module per feature.

#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "tests fail by panicking, and prepare the disk"
)]

mod audit;
mod chart;
mod cli;
mod derivation;
mod diagnostics;
mod document;
mod escaping;
mod explain;
mod external;
mod imports;
mod incremental;
mod map;
mod multiples;
mod pictures;
#[cfg(feature = "print")]
mod print;
mod properties;
mod prose;
mod publishing;
mod renditions;
mod revision;
mod serve;
mod site;
mod site_build;
mod start;
mod table_periods;
mod tables;
mod warm;
mod write;
