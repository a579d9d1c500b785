//! write: to come.
