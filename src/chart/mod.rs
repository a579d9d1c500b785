//! chart: to come.
