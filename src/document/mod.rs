//! document: to come.
