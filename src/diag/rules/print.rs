//! Rules of what is printed.

use super::Rule;
use crate::diag::Severity;

pub(super) const RULES: &[Rule] = &[
    Rule {
        name: "nothing-to-bind",
        severity: Severity::Error,
        summary: "A section, or the site, is to be bound into one PDF, and nothing in it is printed.",
        why: "The PDF would be a cover without a book.",
        example: "print: true in content/notes/_index.md, where no note is a briefing or says print: true itself",
        remedy: "Say `print: true` in the front matter of the narratives to be bound, or leave it out in the section's.",
    },
    Rule {
        name: "missing-glyph",
        severity: Severity::Error,
        summary: "A text to be printed has a character that none of the print fonts has.",
        why: "On paper it would be an empty box, and nobody who reads it could tell what stood there.",
        example: "a Japanese name in a briefing, or in the title of a series that one quotes, with the bundled fonts",
        remedy: "Put a font that has it into templates/print/, write it in another script, or leave the PDF out with `print: false` in the front matter.",
    },
    Rule {
        name: "broken-font",
        severity: Severity::Error,
        summary: "A font file beside the print templates holds no font that can be set with.",
        why: "What was to be set in it would be set in another, and nobody told.",
        example: "templates/print/house.otf, which is a download page by that name",
        remedy: "Put the font's own file there (OpenType or TrueType; not WOFF), or take it away.",
    },
    Rule {
        name: "unprintable-content",
        severity: Severity::Error,
        summary: "Something in a narrative cannot be set in print.",
        why: "Its PDF would lack what its page shows.",
        example: "![The port](port.png), where port.png is a photograph in another format",
        remedy: "Save a picture as what its name says, or leave the PDF out with `print: false` in the front matter.",
    },
    Rule {
        name: "print-warning",
        severity: Severity::Warning,
        summary: "A PDF is set otherwise than its template asks.",
        why: "It may look unlike what its template says, and nobody would be told.",
        example: "#set text(font: \"Nonesuch\") in templates/print/briefing.typ, where no font has that name",
        remedy: "Correct the template at the place that is named.",
    },
    Rule {
        name: "print-template",
        severity: Severity::Error,
        summary: "A print template cannot be set.",
        why: "Without it the narrative has no PDF.",
        example: "#document.subtitle in templates/print/briefing.typ, where documents have no such field",
        remedy: "Correct the template; the built-in one of the same name lies in /built-in/print/.",
    },
];
