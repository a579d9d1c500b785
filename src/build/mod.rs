//! build: to come.
