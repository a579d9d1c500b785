//! Places, records and first times.

use waybill::audit::{Rates, audit};

use super::{found, ledger};

/// A series of amounts of source `a`, with more keys.
fn amounts(name: &str, values: &str, more: &str) -> String {
    format!(
        "{name}: {{ title: Amounts, unit: CNY, scale: billion, kind: flow, source: a, values: {{ {values} }}, {more} }}\n"
    )
}

#[test]
fn orderings_that_hold_are_silent() {
    let record = "rank: [ { among: years, period: 2025-S1, value: 1 } ]";
    // No smaller than what rounding leaves of any other; another half of the year does not count.
    assert_eq!(found(&amounts("x", "2023-S1: 9.9, 2024-S1: 10.0, 2024-S2: 12, 2025-S1: 10.0", record)), "");
    let first = "times_over: [ { over: 500, period: 2025, value: 1 } ]";
    assert_eq!(found(&amounts("x", "2023: 357.33, 2024: 500, 2025: 520.37", first)), "");
    assert_eq!(
        found(&amounts("x", "2023: 510, 2024: 490, 2025: 520", &first.replace("value: 1", "value: 2"))),
        ""
    );
    let second = "rank: [ { among: [y, z], period: 2025, value: 2 } ]";
    let others = amounts("y", "2025: 12", "") + &amounts("z", "2025: 9", "");
    assert_eq!(found(&(amounts("x", "2025: 10", second) + &others)), "");
    let fewest = "rank: [ { among: periods, order: ascending, period: 2025-02, value: 1 } ]";
    assert_eq!(found(&amounts("x", "2025-01: 12, 2025-02: 9", fewest)), "");
}

#[test]
fn orderings_are_propagated_and_those_that_fail_are_in_the_smallest_set() {
    let fewest = "rank: [ { among: periods, order: ascending, period: 2025-02, value: 1 } ]";
    let any = "rank: [ { among: periods, period: 2025-S1, value: 1 } ]";
    let fallen =
        "rank: [ { among: years, period: 2025, value: 1 } ], growth: [ { period: 2025, value: -3 } ]";
    let first = "times_over: [ { over: 500, period: 2025, value: 1 } ]";
    let not_above = "times_over: [ { over: 500, period: 2025, value: 1 } ]";
    let of_growth = "growth: [ { period: 2025, value: 12 } ], \
                     rank: [ { of: growth(g), among: [growth(h), others], period: 2025, value: 1 } ]";
    let by_share = "share: [ { in: whole, period: 2025, value: 20 } ], \
                    rank: [ { among: [q, others], period: 2025, value: 1 } ]";
    let series = amounts("lowest", "2025-01: 8, 2025-02: 9", fewest)
        + &amounts("record", "2024-S2: 12, 2025-S1: 10", any)
        + &amounts("fallen", "", fallen)
        + &amounts("first", "2023: 510, 2025: 520", first)
        + &amounts("below", "2025: 480", not_above)
        + &amounts("g", "", of_growth)
        + &amounts("h", "", "growth: [ { period: 2025, value: 15 } ]")
        + &amounts("p", "", by_share)
        + &amounts("q", "", "share: [ { in: whole, period: 2025, value: 30 } ]")
        + &amounts("whole", "", "")
        + &amounts("last", "2025: 10", "rank: [ { among: [r], period: 2025, value: 2 } ]")
        + &amounts("r", "2025: 9", "");
    insta::assert_snapshot!(found(&series));
}

#[test]
fn what_an_ordering_leaves_is_derived_with_what_it_follows_from() {
    // No source prints the year before; that 2025 was the first over 500 says that it was not above.
    let series = "x: { title: X, unit: CNY, scale: billion, kind: flow, source: a, \
                  observations: [ { period: 2025, value: 500, qualifier: over }, { period: 2023, value: 400 } ], \
                  times_over: [ { over: 500, period: 2025, value: 1 } ], \
                  growth: [ { period: 2024, value: 10, qualifier: at-least } ] }\n";
    let ledger = ledger(series);
    let audit = audit(&ledger, &Rates::default());
    let derived: Vec<String> = audit
        .derived
        .iter()
        .flat_map(|part| part.iter())
        .map(|d| format!("{} {}: {}", d.quantity, d.period, d.span))
        .collect();
    insta::assert_snapshot!(derived.join("\n"), @"x 2024: 439 to 500 billion CNY");
}
