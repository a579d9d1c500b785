//! load: to come.

pub mod yaml;
