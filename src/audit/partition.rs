//! The parts of a ledger that have nothing to do with each other: sets of series that no reported quantity joins.
//!
//! Each is audited on its own. Conversions join series only through exchange rates, which [`super::peers`] settles
//! beforehand, so that a currency does not make one part of everything.

use indexmap::IndexMap;
use rustc_hash::FxBuildHasher;

use super::network::index;
use crate::model::{Ledger, SeriesId};

/// The reported quantities of each part, by their indices, in order.
pub(super) fn parts(ledger: &Ledger) -> Vec<Vec<u32>> {
    let series: IndexMap<&SeriesId, (), FxBuildHasher> =
        ledger.each_series().map(|series| (&series.id, ())).collect();
    let mut joined = Joined::singles(series.len());
    let mut principal = Vec::new();
    for (quantity, _) in ledger.reports() {
        let mut first = None;
        quantity.each_series(&mut |id| {
            let Some(at) = series.get_index_of(id) else { return };
            match first {
                None => first = Some(at),
                Some(first) => joined.join(first, at),
            }
        });
        principal.push(first);
    }
    let mut parts: IndexMap<usize, Vec<u32>, FxBuildHasher> = IndexMap::default();
    for (report, series) in principal.into_iter().enumerate() {
        if let Some(series) = series {
            parts.entry(joined.root(series)).or_default().push(index(report));
        }
    }
    parts.into_values().collect()
}

/// Disjoint sets.
pub(super) struct Joined(Vec<usize>);

impl Joined {
    /// So many sets of one.
    pub fn singles(count: usize) -> Self {
        Joined((0..count).collect())
    }

    /// The member that stands for the set of one.
    pub fn root(&mut self, mut at: usize) -> usize {
        while self.0[at] != at {
            self.0[at] = self.0[self.0[at]];
            at = self.0[at];
        }
        at
    }

    /// Makes one set of two; the smaller root stands for it.
    pub fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.root(a), self.root(b));
        self.0[a.max(b)] = a.min(b);
    }
}
