//! How much a check looked at, and how much of it holds: what is fine has a number too.

use std::ops::AddAssign;

use serde::{Deserialize, Serialize};

/// A number of things of one sort.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Held {
    /// How many were checked.
    pub checked: usize,
    /// How many of them nothing is wrong with.
    pub held: usize,
}

impl Held {
    /// One thing that was checked.
    pub fn one(holds: bool) -> Self {
        Held { checked: 1, held: usize::from(holds) }
    }
}

impl AddAssign for Held {
    fn add_assign(&mut self, other: Self) {
        self.checked += other.checked;
        self.held += other.held;
    }
}

/// What was checked of a site.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// Figures that texts quote.
    pub figures: Held,
    /// Observations; each has a quantity, a period, a unit and a source that is there.
    pub observations: usize,
    /// Links and images in texts.
    pub links: Held,
    /// Charts.
    pub charts: Held,
    /// Findings of the audit that waivers cover.
    pub waived: usize,
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.figures += other.figures;
        self.observations += other.observations;
        self.links += other.links;
        self.charts += other.charts;
        self.waived += other.waived;
    }
}
