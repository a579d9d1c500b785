//! Changes for a terminal: a line each, the figure as it was and as it is.

use std::fmt::Write as _;

use super::{Change, Changes, reprinted};

/// The changes as text, with a line end.
pub fn to_text(changes: &Changes) -> String {
    let mut out = String::new();
    if changes.is_empty() {
        let _ = writeln!(out, "No figure differs between {} and {}.", changes.old, changes.new);
        write_reprinted(changes.reprinted, &mut out);
        return out;
    }
    let lists = [
        ("Corrected: the site's record of what a source prints", &changes.corrected),
        ("Revised: an authority prints another figure than before", &changes.revised),
        ("Added", &changes.added),
        ("Withdrawn", &changes.withdrawn),
    ];
    for (title, list) in lists.into_iter().filter(|(_, list)| !list.is_empty()) {
        let _ = writeln!(out, "{title}");
        list.iter().for_each(|change| write_change(change, &mut out));
        out.push('\n');
    }
    if changes.reprinted > 0 {
        write_reprinted(changes.reprinted, &mut out);
        out.push('\n');
    }
    if changes.pages.is_empty() {
        out.push_str("No page shows what changed.\n");
    } else {
        out.push_str("Pages that show what changed, or what follows from it\n");
        for page in &changes.pages {
            let path = if page.path.is_empty() { "/" } else { &page.path };
            let _ = writeln!(out, "  {path}  {}", page.title);
        }
    }
    out
}

fn write_reprinted(count: usize, out: &mut String) {
    if count > 0 {
        let _ = writeln!(out, "{}", reprinted(count));
    }
}

fn write_change(change: &Change, out: &mut String) {
    let Change { quantity, period, source, locator, was, is, difference, percent, shown, .. } = change;
    let figure = match (was, is) {
        (Some(was), Some(is)) => {
            let sizes: Vec<&str> = [difference, percent].into_iter().flatten().map(String::as_str).collect();
            let sizes = if sizes.is_empty() { String::new() } else { format!(" ({})", sizes.join(", ")) };
            format!("{was} -> {is}{sizes}")
        }
        (Some(one), None) | (None, Some(one)) => one.clone(),
        (None, None) => String::new(),
    };
    let at = locator.as_ref().map(|locator| format!(", {locator}")).unwrap_or_default();
    let aside = if *shown { "" } else { "; pages show another report" };
    let _ = writeln!(out, "  {quantity} @ {period}: {figure}");
    let _ = writeln!(out, "    {source}{at}{aside}");
}
