//! The colours of charts, and the style sheet that gives them to roles.

/// The style sheet of charts: light, dark by preference or by `data-theme`, and print.
pub const STYLE: &str = include_str!("chart.css");
