//! Where charts stand: where the text has them, or at the top of the next page if they do not fit.
//!
//! A chart that does not fit leaves a gap, which what follows it in its section can fill. The section ends only behind its
//! charts, unless half a page would stay empty; and no chart comes before its own heading, before one that is called
//! earlier, or behind the text. The typesetter's own floats hold none of this: it knows no place between top and foot of a page,
//! and nothing of sections. Pages are known only when the charts are set, and charts change pages, so decisions are made
//! between two passes, beginning with every chart in its place. What one chart does moves only what follows it: with each
//! pass at least one more has come to rest.

use std::num::NonZeroUsize;

/// Of how many passes charts are moved. After them they only go back to their place, and so come to rest.
pub(super) const MOVING_PASSES: usize = 8;

/// How much of a sheet may stay empty below a text, its margin counted, when what follows could fill it.
const GAP: f64 = 0.25;

/// How much of a sheet may stay empty before a chart lets the next section begin.
const HALF: f64 = 0.45;

/// What the press has to know of a chart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Called {
    /// The first of the headings that it follows at once, and takes along.
    pub under: Option<usize>,
    /// The heading before which its section ends, or the end of the text, which are counted together.
    pub ends_at: usize,
    /// Whether its section goes on with something else.
    pub followed: bool,
    /// Whether its section ends with the text.
    pub last: bool,
}

/// A place on paper.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Spot {
    pub page: NonZeroUsize,
    /// From the left and the top, as shares of the sheet.
    pub x: f64,
    pub y: f64,
}

impl Spot {
    /// True if this stands below another, or beside it, in one column.
    fn is_below(self, other: Self) -> bool {
        self.is_in_column_of(other) && self.y + 1e-6 >= other.y
    }

    fn is_in_column_of(self, other: Self) -> bool {
        self.page == other.page && (self.x - other.x).abs() < 0.1
    }

    fn is_before(self, other: Self) -> bool {
        let column = |spot: Self| if self.is_in_column_of(other) { 0.0 } else { spot.x };
        (self.page, column(self), self.y) < (other.page, column(other), other.y)
    }

    /// What is left of the sheet below.
    fn room(self) -> f64 {
        1.0 - self.y
    }
}

/// Where a pass set what.
#[derive(Debug, Default)]
pub(super) struct Spots {
    /// Where the text has each chart, and where it stands; none for those that a template leaves out.
    pub charts: Vec<Option<(Spot, Spot)>>,
    /// Where each heading, or the end of a text, would begin.
    pub ends: Vec<Option<Spot>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stand {
    /// Where the text has it.
    Here,
    /// At the top of the next page, and its section does not end before it.
    Next,
    /// At the top of the next page, whatever has begun by then.
    Beyond,
}

/// What becomes of each chart, in order.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Stands<'a> {
    charts: &'a [Called],
    stands: Vec<Stand>,
    ends: usize,
}

impl<'a> Stands<'a> {
    /// Every chart in its place, in texts with so many headings and ends.
    pub fn new(charts: &'a [Called], ends: usize) -> Self {
        Stands { charts, stands: vec![Stand::Here; charts.len()], ends }
    }

    /// Decides again, now that it is known where everything stands. False if nothing need change. If charts may not be
    /// `moved`, they only go back to their place.
    pub fn revise(&mut self, spots: &Spots, moved: bool) -> bool {
        let revised: Vec<Stand> =
            (0..self.charts.len()).map(|chart| self.revised(chart, spots, moved)).collect();
        let changed = revised != self.stands;
        self.stands = revised;
        changed
    }

    fn revised(&self, at: usize, spots: &Spots, moved: bool) -> Stand {
        let (chart, stand) = (&self.charts[at], self.stands[at]);
        let Some((due, set)) = spots.charts.get(at).copied().flatten() else { return stand };
        let end = |number: usize| spots.ends.get(number).copied().flatten();
        match stand {
            // It fits, and must not stand above what it belongs to.
            Stand::Next | Stand::Beyond if set.is_in_column_of(due) => Stand::Here,
            Stand::Next if moved && !chart.last => match end(chart.ends_at) {
                Some(end) if end.is_before(set) && end.room() > HALF => Stand::Beyond,
                _ => stand,
            },
            Stand::Here if moved => {
                let from = chart.under.and_then(end).unwrap_or(due);
                if !set.is_below(from) {
                    if chart.followed && from.room() > GAP {
                        return Stand::Next;
                    }
                    if !chart.last && from.room() > HALF {
                        return Stand::Beyond;
                    }
                }
                if self.overtakes(at, due, set, spots) { Stand::Next } else { stand }
            }
            _ => stand,
        }
    }

    /// True if one that is called earlier stands after it.
    fn overtakes(&self, at: usize, due: Spot, set: Spot, spots: &Spots) -> bool {
        (0..at).any(|other| {
            let spots = spots.charts.get(other).copied().flatten();
            self.stands[other] != Stand::Here
                && spots.is_some_and(|(called, stands)| called.is_before(due) && set.is_before(stands))
        })
    }

    /// For the templates: of each chart whether it floats, and of each heading and end of a text whether those that float
    /// come before it.
    pub fn to_json(&self) -> String {
        let floats: Vec<bool> = self.stands.iter().map(|stand| *stand != Stand::Here).collect();
        let mut holds = vec![false; self.ends];
        for (chart, stand) in self.charts.iter().zip(&self.stands) {
            if let Some(holds) = holds.get_mut(chart.ends_at) {
                *holds |= chart.last || *stand == Stand::Next;
            }
        }
        format!("{{\"floats\":{floats:?},\"holds\":{holds:?}}}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spot(page: usize, y: f64) -> Spot {
        Spot { page: NonZeroUsize::new(page).unwrap(), x: 0.2, y }
    }

    fn called(ends_at: usize, followed: bool, last: bool) -> Called {
        Called { under: None, ends_at, followed, last }
    }

    /// The decisions for one chart, with the end of its section, after it was set.
    fn revised(chart: Called, due: Spot, set: &[(Spot, Spot)]) -> String {
        let charts = [chart];
        let mut stands = Stands::new(&charts, 1);
        for (set, end) in set {
            stands.revise(&Spots { charts: vec![Some((due, *set))], ends: vec![Some(*end)] }, true);
        }
        stands.to_json()
    }

    #[test]
    fn a_chart_that_fits_stays() {
        let json = revised(called(0, true, false), spot(1, 0.3), &[(spot(1, 0.32), spot(1, 0.8))]);
        assert_eq!(json, r#"{"floats":[false],"holds":[false]}"#);
    }

    #[test]
    fn what_follows_in_a_section_fills_the_gap_before_a_chart_and_the_section_ends_behind_it() {
        let in_flow = (spot(2, 0.1), spot(2, 0.7));
        let json = revised(called(0, true, false), spot(1, 0.6), &[in_flow, (spot(2, 0.1), spot(1, 0.8))]);
        assert_eq!(json, r#"{"floats":[true],"holds":[true]}"#);
        let json = revised(called(0, false, false), spot(1, 0.6), &[in_flow]);
        assert_eq!(json, r#"{"floats":[false],"holds":[false]}"#);
    }

    #[test]
    fn a_section_begins_before_a_chart_rather_than_half_a_page_stays_empty() {
        let json = revised(called(0, false, false), spot(1, 0.4), &[(spot(2, 0.1), spot(2, 0.7))]);
        assert_eq!(json, r#"{"floats":[true],"holds":[false]}"#);
        let json = revised(called(0, false, true), spot(1, 0.4), &[(spot(2, 0.1), spot(2, 0.7))]);
        assert_eq!(json, r#"{"floats":[false],"holds":[true]}"#);
    }

    #[test]
    fn a_chart_that_would_float_above_what_it_belongs_to_goes_back() {
        let passes = [(spot(2, 0.1), spot(2, 0.7)), (spot(1, 0.1), spot(1, 0.9))];
        let json = revised(called(0, true, false), spot(1, 0.6), &passes);
        assert_eq!(json, r#"{"floats":[false],"holds":[false]}"#);
    }

    #[test]
    fn charts_keep_their_order() {
        let charts = [called(0, true, false), called(0, false, false)];
        let mut stands = Stands::new(&charts, 1);
        let due = spot(1, 0.6);
        let spots = |second| Spots {
            charts: vec![Some((due, spot(2, 0.1))), Some((spot(1, 0.65), second))],
            ends: vec![Some(spot(2, 0.8))],
        };
        assert!(stands.revise(&spots(spot(2, 0.5)), true));
        assert!(stands.revise(&spots(spot(1, 0.65)), true));
        assert_eq!(stands.to_json(), r#"{"floats":[true, true],"holds":[true]}"#);
    }
}
