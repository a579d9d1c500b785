//! Changes as a revision note in Markdown, for readers: to publish as it is, or to write from.

use std::fmt::Write as _;

use super::{Change, Changes, reprinted};

/// The changes as Markdown, with a line end.
pub fn to_markdown(changes: &Changes) -> String {
    let mut out = String::from("# Revision note\n");
    if changes.is_empty() {
        out.push_str("\nNo figure has changed.\n");
        write_reprinted(changes.reprinted, &mut out);
        return out;
    }
    let lists = [
        ("Corrections", "Our record of what a source prints was wrong, and is mended.", &changes.corrected),
        ("Revisions", "The authority prints another figure than it did before.", &changes.revised),
        ("Added", "Figures that were not here before.", &changes.added),
        ("Withdrawn", "Figures that are not here any more.", &changes.withdrawn),
    ];
    for (title, what, list) in lists.into_iter().filter(|(.., list)| !list.is_empty()) {
        let _ = writeln!(out, "\n## {title}\n\n{what}\n");
        table(list, &mut out);
    }
    write_reprinted(changes.reprinted, &mut out);
    if !changes.pages.is_empty() {
        out.push_str("\n## Pages that show what changed\n\n");
        for page in &changes.pages {
            let address = if page.path.is_empty() { "/".to_owned() } else { format!("/{}/", page.path) };
            let _ = writeln!(out, "- [{}]({address})", escaped(&page.title));
        }
    }
    out
}

fn write_reprinted(count: usize, out: &mut String) {
    if count > 0 {
        let _ = writeln!(out, "\n{}", reprinted(count));
    }
}

fn table(list: &[Change], out: &mut String) {
    let changed = list.iter().any(|change| change.was.is_some() && change.is.is_some());
    if changed {
        out.push_str(
            "| Figure | Period | Was | Is | Change | Source |\n| --- | --- | ---: | ---: | ---: | --- |\n",
        );
    } else {
        out.push_str("| Figure | Period | Value | Source |\n| --- | --- | ---: | --- |\n");
    }
    for change in list {
        let (was, is) = (change.was.as_deref(), change.is.as_deref());
        let mut cells = vec![change.title.clone(), change.period_name.clone()];
        if changed {
            cells.extend([was.unwrap_or_default().to_owned(), is.unwrap_or_default().to_owned()]);
            let sizes: Vec<&str> =
                [&change.difference, &change.percent].into_iter().flatten().map(String::as_str).collect();
            cells.push(sizes.join(", "));
        } else {
            cells.push(is.or(was).unwrap_or_default().to_owned());
        }
        let locator = change.locator.as_ref().map(|locator| format!(", {locator}")).unwrap_or_default();
        cells.push(format!("{}{locator}", change.source_name));
        let cells: Vec<String> = cells.iter().map(|cell| escaped(cell)).collect();
        let _ = writeln!(out, "| {} |", cells.join(" | "));
    }
}

/// A text in which nothing is markup.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '\\' | '|' | '[' | ']' | '*' | '_' | '`' | '<') {
            out.push('\\');
        }
        out.push(if c == '\n' { ' ' } else { c });
    }
    out
}
