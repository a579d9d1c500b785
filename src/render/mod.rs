//! render: to come.
