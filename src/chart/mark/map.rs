//! Maps; how they are laid out is said in [`map`](crate::chart::map).

use crate::chart::describe;
use crate::chart::kind::{Key, Kind, Signs};
use crate::chart::map;

/// What a map heeds.
pub(in crate::chart) const KIND: Kind = Kind {
    called: "Map",
    series: 0..=8,
    heeds: &[Key::Height, Key::Map],
    stacks: &[],
    signs: Signs { spread: None, ..Signs::POINTS },
    sum_up: describe::courses,
    lay_out: map::lay_out,
};
