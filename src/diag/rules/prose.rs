//! Rules about words and numbers that stand beside figures, or in their place.

use super::{Rule, Severity};

pub(super) const RULES: &[Rule] = &[
    Rule {
        name: "unbound-number",
        severity: Severity::Warning,
        summary: "A number in prose is typed instead of bound, and no convention says that it needs no papers.",
        why: "What is typed has no source that a reader could reach, and stays as it is when the data change. Number \
              words count too: a third, doubled, twenty-two countries. Dates, years, ordinals in names, numbers of \
              figures, pages, versions and the like are conventions and are passed over.",
        example: "Trade reached 280.8 billion yuan.",
        remedy: "Write the binding that the hint suggests; or name the convention in site.yaml under `conventions`, \
                 with the reason why such numbers need no papers.",
    },
    Rule {
        name: "bad-convention",
        severity: Severity::Warning,
        summary: "A pattern of `conventions` in site.yaml matches no number, so it excepts nothing.",
        why: "An exception that does nothing hides what its author meant to say.",
        example: "a convention whose pattern is `Belt and Road`",
        remedy: "Write the number with the words about it as they stand in the text; `#` is any number.",
    },
    Rule {
        name: "verb-against-figure",
        severity: Severity::Warning,
        summary: "A word says that something rose where its figure says that it fell, or the reverse.",
        why: "Figures follow the data and words do not: after a revision the sentence may say the opposite of what \
              it shows.",
        example: "Trade fell by {{ growth(of=\"trade.total\", at=\"2025\") }}, where the figure is 28 %",
        remedy: "Write the sentence again, or correct the figure that it quotes.",
    },
    Rule {
        name: "unit-after-figure",
        severity: Severity::Warning,
        summary: "A unit that is typed after a bound figure repeats the figure's own, or is another.",
        why: "A figure brings its unit along. A reader would see it twice, or see two that differ.",
        example: "{{ growth(of=\"trade.total\", at=\"2025\") }} percent",
        remedy: "Remove the typed unit; `unit=` and `scale=` in the call choose how the figure's own is written.",
    },
    Rule {
        name: "period-against-figure",
        severity: Severity::Warning,
        summary: "A sentence names one period, and the one figure in it is of another.",
        why: "A reader takes the figure for one of the period that the sentence names.",
        example: "In 2023, trade reached {{ value(of=\"trade.total\", at=\"2024\") }}.",
        remedy: "Correct the period in the call or in the sentence.",
    },
];
