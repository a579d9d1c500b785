//! Rules about the form of YAML: data files, charts, `site.yaml` and front matter.

use super::{Rule, Severity};

pub(super) const RULES: &[Rule] = &[
    Rule {
        name: "yaml-syntax",
        severity: Severity::Error,
        summary: "A file or a front matter is no YAML.",
        why: "What cannot be read is not there. Where a text only lacks its quotes, the rest of the file is checked all the same.",
        example: "summary: {{ growth(of=\"trade.total\", at=\"2025\") }} more than a year before",
        remedy: "Put a text in quotes that begins with a bracket, a brace, `-`, `%`, `@`, `*`, `&`, `!`, `|`, `>` or a quotation mark, or that \
                 holds a colon and a space; single ones where it holds a call. Indent with spaces; close brackets and quotes.",
    },
    Rule {
        name: "unknown-key",
        severity: Severity::Error,
        summary: "A record has a key that means nothing there.",
        why: "A misspelt key that were passed over would leave out what it says: a qualifier, a source, a note.",
        example: "qualifer: over",
        remedy: "Correct the spelling; the hint names the key that was probably meant, or those that are known.",
    },
    Rule {
        name: "unknown-value",
        severity: Severity::Error,
        summary: "A key that takes one of a few words has another.",
        why: "Each of the words decides how a figure is read or shown; there is no safe guess.",
        example: "kind: flows",
        remedy: "Write one of the words that the hint names.",
    },
    Rule {
        name: "missing-key",
        severity: Severity::Error,
        summary: "A record lacks a key that it must have.",
        why: "Without it the record cannot be shown or compared: a series without a unit is only numbers.",
        example: "a series with `title` and `observations` but without `unit`",
        remedy: "Add the key.",
    },
    Rule {
        name: "duplicate-key",
        severity: Severity::Error,
        summary: "A record has the same key twice.",
        why: "One of the two would silently win.",
        example: "{ period: 2025, value: 1, value: 2 }",
        remedy: "Keep one of the two; two reports of one figure are two entries, each with its source.",
    },
    Rule {
        name: "wrong-type",
        severity: Severity::Error,
        summary: "A key has a value of the wrong sort: a list where a text belongs, a mapping where a number does.",
        why: "What it was meant to say cannot be told.",
        example: "title: {{ value(of=\"trade.total\", at=\"2025\") }}",
        remedy: "Write the value as the message says; a text that begins with a brace needs quotes.",
    },
    Rule {
        name: "bad-value",
        severity: Severity::Error,
        summary: "A value has the right sort and a form or content that cannot be used.",
        why: "Periods, figures, ids and addresses are checked where they enter, so that nothing after that has to \
              doubt them.",
        example: "period: 2025-H1",
        remedy: "Write it in the form that the message or the hint shows: 2025-S1 for the first half of 2025.",
    },
    Rule {
        name: "cut-by-comment",
        severity: Severity::Warning,
        summary: "A `#` after a space, with a letter or a digit right behind it, ends a text in YAML.",
        why: "What follows is a comment to YAML and, as it is written, mostly a part of the text to its author: it would be missing \
              on the page, and nothing would say so.",
        example: "title: Bulletin #4 on rail freight",
        remedy: "Put the text in quotes; a comment begins with `#` and a space.",
    },
    Rule {
        name: "misplaced-key",
        severity: Severity::Error,
        summary: "A key stands where it has no meaning, although it has one elsewhere.",
        why: "It says something that nothing would heed.",
        example: "`in:` in a report under `growth:`; a `noun:` for a series in tonnes",
        remedy: "Move it to where it belongs, or remove it.",
    },
];
