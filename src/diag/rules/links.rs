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
        name: "broken-anchor",
        severity: Severity::Error,
        summary: "A link leads to a page of the site, and to a place on it that is not there.",
        why: "Readers land at the top of the page and look for what they were promised.",
        example: "[rounding](../method.md#ruonding)",
        remedy: "Name the id of a heading: its words in lower case with hyphens, or the one it is given, `## Rounding {#rounding}`.",
    },
    Rule {
        name: "large-picture",
        severity: Severity::Warning,
        summary: "A picture in a narrative has more pixels or bytes than a page can show.",
        why: "Readers on a slow line wait for what they cannot see.",
        example: "a photograph of 6000 × 4000 pixels and 8 MB",
        remedy: "Scale it down to some 2000 pixels, and save it as WebP or JPEG if it is a photograph. Of still pictures in JPEG, PNG \
                 and WebP Waybill makes smaller versions, unless `pictures: false` in site.yaml says otherwise.",
    },
    Rule {
        name: "too-many-pixels",
        severity: Severity::Error,
        summary: "A picture in a narrative has more than 100 million pixels.",
        why: "A file of a few bytes can say so. Opened, such a picture takes more memory than a browser has for a page, or \
              than a build should take.",
        example: "a PNG of 60000 × 60000 pixels",
        remedy: "Scale it down.",
    },
    Rule {
        name: "damaged-picture",
        severity: Severity::Warning,
        summary: "A picture of which smaller versions are to be made cannot be read, or ends before its last line.",
        why: "It is published as it is; browsers show part of it or nothing.",
        example: "a photograph of which half was downloaded",
        remedy: "Save it again from where it comes from.",
    },
    Rule {
        name: "dead-link",
        severity: Severity::Warning,
        summary: "An address outside the site answers that nothing is there. Asked by `check --external` alone.",
        why: "Readers who follow it find nothing, and a source that has moved can no longer be checked.",
        example: "https://example.org/no-such-page",
        remedy: "Find where it went, or link to an archived copy.",
    },
    Rule {
        name: "unanswered-link",
        severity: Severity::Information,
        summary: "An address outside the site does not say whether something is there. Asked by `check --external` alone.",
        why: "Some servers refuse programs, are busy or out of reach: the link may be right.",
        example: "https://example.org/, answering 403 Forbidden",
        remedy: "Open it in a browser.",
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
