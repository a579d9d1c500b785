//! The nodes of a Sankey diagram in columns, ordered so that few flows cross.
//!
//! After Sugiyama, Tagawa and Toda, "Methods for visual understanding of hierarchical system structures" (1981): a node
//! stands one column after the last of those that flow into it; a flow that passes a column by has a stop of its own in
//! it, so that it runs between the nodes there; and columns are sorted by the means of their neighbours, back and forth,
//! as long as that uncrosses flows.

use crate::chart::spec::Flow;

/// How often columns are sorted forth and back.
const SWEEPS: usize = 6;

/// A node in its column, or where a flow passes a column by.
pub(super) struct Stop {
    /// Which node; none for a flow that passes by.
    pub node: Option<usize>,
    /// The greater of what flows in and what flows out.
    pub amount: f64,
    /// The legs that end here, from the top.
    pub before: Vec<usize>,
    /// The legs that begin here, from the top.
    pub after: Vec<usize>,
}

/// A flow from one column to the next.
pub(super) struct Leg {
    /// The stop where it begins.
    pub from: usize,
    /// The stop where it ends.
    pub to: usize,
    /// How much flows.
    pub amount: f64,
}

/// All stops and legs.
pub(super) struct Columns {
    /// Every stop, in no order that matters.
    pub stops: Vec<Stop>,
    /// Every leg.
    pub legs: Vec<Leg>,
    /// The stops of each column, from the top.
    pub columns: Vec<Vec<usize>>,
    /// The legs of each flow, from its beginning.
    pub routes: Vec<Vec<usize>>,
}

/// The names of nodes, in the order in which flows name them.
pub(super) fn names(flows: &[Flow]) -> Vec<&str> {
    let mut names: Vec<&str> = Vec::new();
    for name in flows.iter().flat_map(|flow| [&*flow.from, &*flow.to]) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

/// The first flow that leads back to where others came from.
pub(in crate::chart) fn circular(flows: &[Flow]) -> Option<usize> {
    (0..flows.len()).find(|at| {
        let (mut reached, mut next) = (vec![&*flows[*at].to], 0);
        while let Some(name) = reached.get(next).copied() {
            for flow in flows[..*at].iter().filter(|flow| flow.from == name) {
                if !reached.contains(&&*flow.to) {
                    reached.push(&flow.to);
                }
            }
            next += 1;
        }
        reached.contains(&&*flows[*at].from)
    })
}

impl Columns {
    /// The columns of nodes between which these amounts flow; no flow leads back to where it came from.
    pub fn of(nodes: usize, flows: &[(usize, usize, f64)]) -> Self {
        let places = places(nodes, flows);
        let count = places.iter().max().map_or(0, |last| last + 1);
        let mut all = Columns {
            stops: (0..nodes).map(|node| Stop::of(Some(node), node_amount(node, flows))).collect(),
            legs: Vec::new(),
            columns: vec![Vec::new(); count],
            routes: Vec::new(),
        };
        for (node, column) in places.iter().enumerate() {
            all.columns[*column].push(node);
        }
        for (from, to, amount) in flows {
            let mut route = Vec::new();
            let mut last = *from;
            for column in places[*from] + 1..places[*to] {
                let stop = all.stops.len();
                all.stops.push(Stop::of(None, *amount));
                all.columns[column].push(stop);
                route.push(all.join(last, stop, *amount));
                last = stop;
            }
            route.push(all.join(last, *to, *amount));
            all.routes.push(route);
        }
        all.uncross();
        all.sort_legs();
        all
    }

    fn join(&mut self, from: usize, to: usize, amount: f64) -> usize {
        let leg = self.legs.len();
        self.legs.push(Leg { from, to, amount });
        self.stops[from].after.push(leg);
        self.stops[to].before.push(leg);
        leg
    }

    /// Sorts columns forth and back, and keeps the best of what comes of it; the author's order unless another is better.
    fn uncross(&mut self) {
        let mut best = (self.crossings(), self.columns.clone());
        for sweep in 0..SWEEPS {
            if best.0 == 0.0 {
                break;
            }
            let forth = sweep % 2 == 0;
            let order: Vec<usize> = if forth {
                (1..self.columns.len()).collect()
            } else {
                (0..self.columns.len() - 1).rev().collect()
            };
            for column in order {
                self.sort_column(column, forth);
            }
            let crossings = self.crossings();
            if crossings < best.0 {
                best = (crossings, self.columns.clone());
            }
        }
        self.columns = best.1;
    }

    /// Sorts a column by the means of where its legs come from, or else go to.
    fn sort_column(&mut self, column: usize, forth: bool) {
        let rows = self.rows();
        let mean = |stop: &usize| {
            let legs = if forth { &self.stops[*stop].before } else { &self.stops[*stop].after };
            let ends = legs.iter().map(|leg| &self.legs[*leg]);
            let (sum, weight) = ends.fold((0.0, 0.0), |(sum, weight), leg| {
                let row = rows[if forth { leg.from } else { leg.to }];
                (sum + row as f64 * leg.amount, weight + leg.amount)
            });
            // One that nothing leads to keeps its row.
            if weight > 0.0 { sum / weight } else { rows[*stop] as f64 }
        };
        let mut sorted: Vec<(f64, usize)> =
            self.columns[column].iter().map(|stop| (mean(stop), *stop)).collect();
        sorted.sort_by(|a, b| a.0.total_cmp(&b.0));
        self.columns[column] = sorted.into_iter().map(|(_, stop)| stop).collect();
    }

    /// The row of each stop in its column.
    fn rows(&self) -> Vec<usize> {
        let mut rows = vec![0; self.stops.len()];
        for column in &self.columns {
            column.iter().enumerate().for_each(|(row, stop)| rows[*stop] = row);
        }
        rows
    }

    /// How much crosses: of each two legs that do, the lesser amount.
    fn crossings(&self) -> f64 {
        let rows = self.rows();
        let mut crossings = 0.0;
        for column in &self.columns {
            let legs: Vec<&Leg> =
                column.iter().flat_map(|stop| &self.stops[*stop].after).map(|leg| &self.legs[*leg]).collect();
            for (at, a) in legs.iter().enumerate() {
                for b in &legs[at + 1..] {
                    let (from, to) = (rows[a.from].cmp(&rows[b.from]), rows[a.to].cmp(&rows[b.to]));
                    if from != std::cmp::Ordering::Equal && from.reverse() == to {
                        crossings += a.amount.min(b.amount);
                    }
                }
            }
        }
        crossings
    }

    /// Sorts the legs of each stop by where they come from or go to, so that none crosses another of its stop.
    fn sort_legs(&mut self) {
        let rows = self.rows();
        let legs = &self.legs;
        for stop in &mut self.stops {
            stop.before.sort_by_key(|leg| rows[legs[*leg].from]);
            stop.after.sort_by_key(|leg| rows[legs[*leg].to]);
        }
    }
}

impl Stop {
    fn of(node: Option<usize>, amount: f64) -> Self {
        Stop { node, amount, before: Vec::new(), after: Vec::new() }
    }
}

/// The greater of what flows into a node and what flows out of it.
fn node_amount(node: usize, flows: &[(usize, usize, f64)]) -> f64 {
    let sum = |end: fn(&(usize, usize, f64)) -> usize| -> f64 {
        flows.iter().filter(|flow| end(flow) == node).map(|flow| flow.2).sum()
    };
    sum(|flow| flow.0).max(sum(|flow| flow.1))
}

/// The column of each node: one after the last of those that flow into it; what nothing flows out of stands in the last.
fn places(nodes: usize, flows: &[(usize, usize, f64)]) -> Vec<usize> {
    let mut places = vec![0_usize; nodes];
    // No way has more flows than there are nodes.
    for _ in 0..nodes {
        for (from, to, _) in flows {
            places[*to] = places[*to].max(places[*from] + 1);
        }
    }
    let last = places.iter().copied().max().unwrap_or(0);
    for (node, place) in places.iter_mut().enumerate() {
        if !flows.iter().any(|(from, _, _)| *from == node) {
            *place = last;
        }
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    fn flow(from: &str, to: &str) -> Flow {
        Flow { from: from.to_owned(), to: to.to_owned(), series: String::new() }
    }

    #[test]
    fn a_circle_is_found_at_the_flow_that_closes_it() {
        let line = [flow("a", "b"), flow("b", "c"), flow("a", "c")];
        assert_eq!(circular(&line), None);
        assert_eq!(circular(&[flow("a", "b"), flow("b", "c"), flow("c", "a"), flow("x", "y")]), Some(2));
        assert_eq!(circular(&[flow("a", "a")]), Some(0));
    }

    #[test]
    fn flows_are_uncrossed_and_pass_nodes_by() {
        // Two that cross as they are written, and one from the first column to the third.
        let flows = [(0, 3, 5.0), (1, 2, 4.0), (2, 4, 4.0), (3, 5, 5.0), (0, 5, 1.0)];
        let columns = Columns::of(6, &flows);
        assert_eq!(columns.crossings(), 0.0);
        assert_eq!(columns.columns.len(), 3);
        assert_eq!(columns.columns[1].len(), 3, "two nodes and a flow that passes by");
        assert_eq!(columns.routes[4].len(), 2);
        assert_eq!(columns.stops[0].amount, 6.0);
    }

    #[test]
    fn the_order_of_the_author_stays_where_nothing_crosses() {
        let columns = Columns::of(4, &[(0, 2, 1.0), (1, 2, 9.0), (1, 3, 1.0)]);
        assert_eq!(columns.columns, [vec![0, 1], vec![2, 3]]);
    }
}
