//! Rules about charts.

use super::{Rule, Severity};

pub(super) const RULES: &[Rule] = &[
    Rule {
        name: "unknown-chart",
        severity: Severity::Error,
        summary: "A text or a front matter names a chart that is not in data/charts.",
        why: "The page would have a gap in its place.",
        example: "{{ chart(id=\"total\") }} where the file is data/charts/totals.yaml",
        remedy: "Correct the name, or add the chart.",
    },
    Rule {
        name: "missing-alt",
        severity: Severity::Warning,
        summary: "A chart or a picture has no description for those who do not see it.",
        why: "For a chart a generated text stands in, which lists what is drawn and cannot say what is to be seen; a picture \
              is passed over.",
        example: "a file of data/charts/ without `alt:`",
        remedy: "Say in a sentence or two what the chart shows; figures in it are bound as elsewhere.",
    },
    Rule {
        name: "missing-picture-glyph",
        severity: Severity::Warning,
        summary: "The picture of a chart, or the card of a page, has a character that none of its fonts has.",
        why: "Pages show it in a font of the reader's; in a picture it is an empty box. Pictures have Latin, Cyrillic and \
              simplified Chinese.",
        example: "a chart whose title is in Arabic",
        remedy: "Write it in one of these scripts in the chart and in the names of its series.",
    },
    Rule {
        name: "two-units",
        severity: Severity::Error,
        summary: "The series of a chart are in different units or multipliers.",
        why: "One axis has one unit; lengths that mean different things cannot be compared.",
        example: "series: [trade.total, trains]",
        remedy: "Make two charts, or show growth or shares, which are both in percent.",
    },
    Rule {
        name: "mark-refuses",
        severity: Severity::Error,
        summary: "A chart asks its mark for what it cannot draw, or does not heed.",
        why: "A setting without effect misleads whoever reads the file, and a mark without its figures shows nothing.",
        example: "mark: line with stack: stacked",
        remedy: "Remove the setting, or take a mark that heeds it.",
    },
    Rule {
        name: "undrawable-chart",
        severity: Severity::Error,
        summary: "The figures of a chart do not suit its mark.",
        why: "A drawing that leaves something out, or compares what does not compare, would mislead its readers.",
        example: "mark: dumbbell of one series with periods: [2023, 2024, 2025], which make no pairs",
        remedy: "Choose other periods or series, or another mark; the hint says which.",
    },
    Rule {
        name: "bad-map",
        severity: Severity::Error,
        summary: "A map cannot be drawn: its base map, projection, extent, sizes or routes make none.",
        why: "A projection with other parallels or an extent that is turned round shows another part of the globe, or nothing.",
        example: "parallels: [40, -40], which make a cylinder",
        remedy: "Name a TopoJSON file below data/, two parallels on one side of the equator, and west, south, east and north.",
    },
    Rule {
        name: "missing-location",
        severity: Severity::Error,
        summary: "A map or a route names an entity without the location or the routes that it needs.",
        why: "It would be missing from the drawing, and nobody would notice.",
        example: "places: [northgate], where northgate has no location:",
        remedy: "Give its record a location with a source, or its routes; or take it out of the map.",
    },
];
