//! Rules about addresses, links and names of pages and templates.

use super::{Rule, Severity};

pub(super) const RULES: &[Rule] = &[
    Rule {
        name: "broken-link",
        severity: Severity::Error,
        summary: "A link or an image leads to a page or a file of the site that is not there.",
        why: "Readers who follow it find nothing.",
        example: "[method](metod.md)",
        remedy: "Link to a file relative to the narrative (`../method.md`), or to an address of the site (`/data/`).",
    },
    Rule {
        name: "duplicate-url",
        severity: Severity::Error,
        summary: "Two pages have the same address.",
        why: "Only one of them could be published.",
        example: "content/notes.md beside content/notes/_index.md",
        remedy: "Give one of them another `slug`, or rename or move its file.",
    },
    Rule {
        name: "path-collision",
        severity: Severity::Error,
        summary: "Two files of the built site have the same path, or paths that differ only in letter case.",
        why: "One would lie on top of the other; on many disks letter case does not tell files apart.",
        example: "static/index.html beside content/_index.md",
        remedy: "Rename one of them.",
    },
    Rule {
        name: "unknown-page",
        severity: Severity::Error,
        summary: "A reference, a headline, the navigation or a front matter names a page that is not there.",
        why: "The link to it would lead nowhere.",
        example: "{{ ref(page=\"briefings/frist\") }}",
        remedy: "Name the page by its path in content/, without `.md`; a draft is there with --drafts only.",
    },
    Rule {
        name: "unknown-template",
        severity: Severity::Error,
        summary: "A page or a setting asks for a template that is neither in templates/ nor built in.",
        why: "The page cannot be written.",
        example: "template: breifing.html",
        remedy: "Correct the name, or add the file to templates/.",
    },
];
