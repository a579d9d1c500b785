//! Rules about series, observations, sources and entities, and about what texts ask of them.

use super::{Rule, Severity};

pub(super) const RULES: &[Rule] = &[
    Rule {
        name: "no-figure",
        severity: Severity::Error,
        summary: "A text, a table or a chart asks for figures that no source reports and that do not follow from what they report.",
        why: "A page must not have a gap where a figure belongs, and a figure is never made up.",
        example: "{{ value(of=\"trade.total\", at=\"2019\") }} where reports begin in 2023",
        remedy: "Ask for a period that the hint names, add the report with its source, or say it without the figure.",
    },
    Rule {
        name: "missing-source",
        severity: Severity::Error,
        summary: "A report names no source.",
        why: "Every figure travels with its papers. One without a source cannot be checked by anyone.",
        example: "{ period: 2025, value: 500 } in a series that says no `source:` either",
        remedy: "Say `source:` in the report, or once for the series.",
    },
    Rule {
        name: "bad-table",
        severity: Severity::Error,
        summary: "A series asks for figures of a table that has no such file, column or line, or more than one of them, or whose lines cannot \
                  be divided into its columns.",
        why: "Which figures are meant must not be guessed: a table's next edition may have another order.",
        example: "table: { file: tables/trade.csv, period: month, value: totl } where the column is called total",
        remedy: "Name the columns as the table's head does, the line of the head if it is not the first, and under \
                 `where:` what tells the lines of the series from the others. Of two columns of one name, `Total#2` is the second.",
    },
    Rule {
        name: "unread-column",
        severity: Severity::Warning,
        summary: "A column of a table with its periods across the head holds figures, and its name is no period.",
        why: "Its figures are missing from the series, and nothing else would say so.",
        example: "a head of Branch;2024;2025-1;Jan.-Mar. 25",
        remedy: "Write its name as a period if the file is yours; say under `marks:` what a mark behind a period means; name a \
                 column that is no period under `except:`.",
    },
    Rule {
        name: "unclear-decimal",
        severity: Severity::Warning,
        summary: "Every comma in the figures of a series may stand before decimals or between thousands.",
        why: "In a file whose columns semicolons or tabs divide, 7,259 may be seven thousand or seven and a quarter.",
        example: "a file with lines such as 2025-01;7,259 and no `decimal:`",
        remedy: "Say `decimal: point` or `decimal: comma` in the series' `table:`.",
    },
    Rule {
        name: "unknown-series",
        severity: Severity::Error,
        summary: "A text, a chart or a quantity names a series that is not in data/series.",
        why: "The figure cannot be found; a misspelt name must not become an empty place.",
        example: "value(of=\"trade.totl\", at=\"2025\")",
        remedy: "Correct the name; the hint has the nearest one that exists.",
    },
    Rule {
        name: "unknown-source",
        severity: Severity::Error,
        summary: "A report or a text names a source that is not in data/sources.yaml.",
        why: "A figure whose source nobody can look up has no papers.",
        example: "source: yearbok-2024",
        remedy: "Correct the name, or add the document to data/sources.yaml.",
    },
    Rule {
        name: "unknown-entity",
        severity: Severity::Error,
        summary: "A series, a text or a record names an entity that is not in data/entities.",
        why: "The link to it would lead nowhere.",
        example: "{{ entity(id=\"northgat\") }}",
        remedy: "Correct the name, or add the record.",
    },
    Rule {
        name: "unknown-name",
        severity: Severity::Error,
        summary: "A setting or a text names a kind of entity, a kind of record or a map that is not there.",
        why: "What should be shown cannot be told.",
        example: "records: [{ of: portss, path: ports }]",
        remedy: "Correct the name, or declare the kind in site.yaml under `entities`.",
    },
    Rule {
        name: "duplicate-id",
        severity: Severity::Error,
        summary: "Two records, or two headings of one page, have the same id.",
        why: "What names the id could mean either of the two.",
        example: "trade.total in data/series/trade.yaml and again in data/series/economy.yaml",
        remedy: "Give one of them another id, or merge them.",
    },
    Rule {
        name: "duplicate-period",
        severity: Severity::Error,
        summary: "The compact form of a series has two values for one period, or a series has two breaks or two stated choices there.",
        why: "The compact form is for one source, which gives a figure once; two that differ are two reports. Of two choices one would \
              hold, and nobody could say which.",
        example: "values: { 2025-03: 50.4, 2025-03: 51.0 }",
        remedy: "Keep one, or write both out under `observations:`, each with its source and its place in it.",
    },
    Rule {
        name: "idle-break",
        severity: Severity::Error,
        summary: "A series is said to break where it has no figures on one of the two sides.",
        why: "A break tells readers which figures do not compare. One that parts no figures is most likely at another period.",
        example: "breaks: { 2035: Counted by place of firm from here on }",
        remedy: "Name the first period whose figures do not compare with those before, or remove the break.",
    },
    Rule {
        name: "bad-choice",
        severity: Severity::Error,
        summary: "`preferred` chooses a source that reports no such figure for that period.",
        why: "The choice would have no effect, and its reason would stand beside another figure.",
        example: "preferred: { 2025: { source: yearbook-2024, reason: … } }",
        remedy: "Name one of the sources that report the figure, or remove the choice.",
    },
    Rule {
        name: "unknown-language",
        severity: Severity::Error,
        summary: "The site's language has no table of words for scales, units and hedges.",
        why: "Figures would be written in one language and their words in another.",
        example: "language: kk",
        remedy: "Use a language that the hint names, or add its words to src/model/words.rs.",
    },
    Rule {
        name: "unused-waiver",
        severity: Severity::Warning,
        summary: "A waiver covers nothing that the audit finds.",
        why: "The data were mended, or it names another figure than it should: then it would one day hide what nobody \
              has looked at.",
        example: "{ rule: growth, quantity: trade.total, period: 2024, … } where the growth of 2024 fits its levels",
        remedy: "Remove it, or name rule, quantity and period as `waybill check` does.",
    },
    Rule {
        name: "expired-waiver",
        severity: Severity::Warning,
        summary: "A waiver ended before the day that the site speaks of.",
        why: "What was let stand for a while has not been looked at since. It is found again until somebody decides.",
        example: "until: 2025-12-31 in data/waivers.yaml, and as_of: 2026-01-31 in site.yaml",
        remedy: "Decide again: give it a new end, or mend the data and remove it.",
    },
];
