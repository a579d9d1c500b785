//! check: to come.
