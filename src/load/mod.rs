//! load: to come.
