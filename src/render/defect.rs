//! A panic as a diagnostic: a defect in the program is told as what it is, and takes down nothing else.

use std::any::Any;
use std::sync::Arc;

use crate::diag::{Diagnostic, Place};

/// What is told of a panic: what the program did then, and the file that it was about.
pub fn defect(doing: &str, path: &Arc<str>, panic: &(dyn Any + Send)) -> Diagnostic {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    let text = text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("no message");
    let message = format!("Waybill failed while it {doing}: {text}");
    Diagnostic::error("program-defect", Place::file(path.clone()), message)
        .hint("this is a defect of the program, not of the site: report it with the files that lead to it")
}
