//! How high the stops of a Sankey diagram lie: each near what flows into it and out of it, none over another.

use super::columns::Columns;
use crate::chart::label::dodge;

/// Between the rooms of two stops, in px.
const GAP: f64 = 12.0;
/// How often stops are drawn towards their neighbours, forth and back.
const SWEEPS: usize = 8;
/// What is lost of the scale where it turns out too large.
const SHRINK: f64 = 0.96;
/// The least of a plot's height that is left to amounts where names need much of it.
const LEAST_FOR_AMOUNTS: f64 = 0.4;
/// The least height of a node, in px.
const LEAST: f64 = 1.0;

/// The room that the name of a stop needs.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Room {
    /// Over the node, in px.
    pub over: f64,
    /// Beside the node, in px.
    pub beside: f64,
}

impl Room {
    /// Height of all of it with a node of this height, in px.
    fn height(self, node: f64) -> f64 {
        self.over + node.max(self.beside)
    }

    /// From its upper edge to that of a node of this height, which lies in the middle of what is beside it.
    fn lead(self, node: f64) -> f64 {
        self.over + ((self.beside - node) / 2.0).max(0.0)
    }
}

/// Where stops lie.
pub(super) struct Heights {
    /// Upper edge of the node at each, from the top of the plot.
    pub tops: Vec<f64>,
    /// Px for each unit of the amounts.
    pub scale: f64,
    /// Height of the plot: what was asked for, or more where names need it.
    pub height: f64,
}

impl Heights {
    /// Places stops whose names need these rooms on a plot of about this height.
    pub fn of(columns: &Columns, rooms: &[Room], asked: f64) -> Self {
        let amount = |stop: usize| columns.stops[stop].amount;
        let room = |stop: usize, scale: f64| rooms[stop].height((amount(stop) * scale).max(LEAST)) + GAP;
        let needed = |scale: f64| {
            let column =
                |column: &Vec<usize>| column.iter().map(|stop| room(*stop, scale)).sum::<f64>() - GAP;
            columns.columns.iter().map(column).fold(0.0, f64::max)
        };
        let height = asked.max(needed(0.0) + asked * LEAST_FOR_AMOUNTS);
        let sum = |column: &Vec<usize>| column.iter().map(|stop| amount(*stop)).sum::<f64>();
        let fullest = columns.columns.iter().map(sum).fold(f64::MIN_POSITIVE, f64::max);
        let mut scale = height / fullest;
        while needed(scale) > height {
            scale *= SHRINK;
        }
        let mut heights = Heights { tops: vec![0.0; columns.stops.len()], scale, height };
        // To begin with each column is spread evenly.
        for column in &columns.columns {
            let free = height + GAP - column.iter().map(|stop| room(*stop, scale)).sum::<f64>();
            let mut top = free / (column.len() + 1) as f64;
            for stop in column {
                heights.tops[*stop] = top + rooms[*stop].lead(heights.node(columns, *stop));
                top += room(*stop, scale) + free / (column.len() + 1) as f64;
            }
        }
        for sweep in 0..SWEEPS {
            let count = columns.columns.len();
            for nth in 0..count {
                let column = &columns.columns[if sweep % 2 == 0 { nth } else { count - 1 - nth }];
                heights.draw_together(columns, column, rooms);
            }
        }
        heights
    }

    /// Moves the stops of a column to where their legs run level, as near as others let them.
    fn draw_together(&mut self, columns: &Columns, column: &[usize], rooms: &[Room]) {
        let wanted: Vec<(f64, f64)> = column
            .iter()
            .map(|stop| {
                let node = self.node(columns, *stop);
                let height = rooms[*stop].height(node) + GAP;
                (self.level(columns, *stop) - rooms[*stop].lead(node) + height / 2.0, height)
            })
            .collect();
        let Some(centres) = dodge(&wanted, 0.0, self.height + GAP) else { return };
        for ((stop, centre), (_, height)) in column.iter().zip(centres).zip(wanted) {
            self.tops[*stop] = centre - height / 2.0 + rooms[*stop].lead(self.node(columns, *stop));
        }
    }

    /// Height of the node at a stop, in px.
    pub fn node(&self, columns: &Columns, stop: usize) -> f64 {
        (columns.stops[stop].amount * self.scale).max(LEAST)
    }

    /// The upper edge at which the legs of a stop would run level in the mean.
    fn level(&self, columns: &Columns, stop: usize) -> f64 {
        let own = &columns.stops[stop];
        let (mut sum, mut weight) = (0.0, 0.0);
        let both = [(&own.before, true), (&own.after, false)];
        for (legs, ends_here) in both {
            let mut below = 0.0;
            for leg in legs {
                let leg_of = &columns.legs[*leg];
                let other = if ends_here { leg_of.from } else { leg_of.to };
                let at_other = self.tops[other] + self.offset(columns, other, *leg, !ends_here);
                sum += (at_other - below) * leg_of.amount;
                weight += leg_of.amount;
                below += leg_of.amount * self.scale;
            }
        }
        if weight > 0.0 { sum / weight } else { self.tops[stop] }
    }

    /// How far below the upper edge of a stop one of its legs begins, or ends.
    pub fn offset(&self, columns: &Columns, stop: usize, leg: usize, ends_here: bool) -> f64 {
        let own = &columns.stops[stop];
        let legs = if ends_here { &own.before } else { &own.after };
        let above = legs.iter().take_while(|other| **other != leg);
        above.map(|other| columns.legs[*other].amount * self.scale).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn no_stop_lies_over_another_or_leaves_the_plot(
            amounts in prop::collection::vec(0.0..500.0_f64, 12),
            ends in prop::collection::vec((0..5_usize, 5..11_usize), 12),
            over in 0.0..34.0_f64,
        ) {
            let flows: Vec<_> = ends.iter().zip(&amounts).map(|((from, to), v)| (*from, *to, *v)).collect();
            let columns = Columns::of(11, &flows);
            let rooms = vec![Room { over, beside: 10.0 }; columns.stops.len()];
            let heights = Heights::of(&columns, &rooms, 200.0);
            for column in &columns.columns {
                let mut free = -1e-6;
                for stop in column {
                    let node = heights.node(&columns, *stop);
                    let top = heights.tops[*stop] - rooms[*stop].lead(node);
                    prop_assert!(top >= free);
                    free = top + rooms[*stop].height(node) - 1e-6;
                }
                prop_assert!(free <= heights.height + 1e-6);
            }
        }
    }
}
