//! Minimal sets of statements that cannot all be true.
//!
//! The steps: the conflicts of a propagated network are gathered into regions that share variables; each region
//! is cut out as a small network of its own; what a conflict rests on is thinned statement by statement until
//! leaving out any one of them would make the rest consistent; and then each statement of the sets found is
//! relaxed in turn to see whether what remains still conflicts, breadth first, so that every distinct set comes
//! up once. A conflict can hide others, since what it refuses is not carried on; so the statements that most sets
//! share are set aside, and what is left is propagated once more, until it holds. The numbers of sets, of
//! relaxations and of rounds are bounded.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::bounds::Bounds;
use super::network::{Kind, Network, index};
use super::partition::Joined;
use super::propagation::{Cause, Cone, Propagation, Stop};

/// How many sets are reported of one region.
const SETS: usize = 48;
/// How many combinations of relaxed statements are tried in one region.
const RELAXATIONS: usize = 192;
/// In a region with more statements than this, conflicts are thinned but nothing is relaxed.
const LARGE: usize = 2_000;

/// How often statements are set aside to see what they hid.
const ROUNDS: usize = 8;

/// A minimal set of statements and how they clash. Variables and statements are those of the whole network.
#[derive(Clone, Debug)]
pub(super) struct Clash {
    /// The statements, in order.
    pub statements: Vec<u32>,
    /// For each, what the others together imply for its variable.
    pub implied: Vec<Bounds>,
    /// Where they clash.
    pub variable: u32,
    /// The two bounds that have nothing in common.
    pub between: [Bounds; 2],
    /// What failed.
    pub failed: Failed,
}

/// What it was that left nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Failed {
    /// An identity.
    Identity(Kind),
    /// Two statements on one variable.
    Statements,
    /// One statement that lies where its variable never can.
    Domain,
}

/// Every distinct minimal set behind the conflicts of a propagated network.
pub(super) fn clashes(network: &Network, run: &Propagation<'_>) -> Vec<Clash> {
    let mut found = of_run(network, run, &BTreeSet::new());
    let mut aside = BTreeSet::new();
    let mut before = 0;
    for _ in 0..ROUNDS {
        if found.len() == before {
            break;
        }
        set_aside(&found, &mut aside);
        before = found.len();
        let run = Propagation::run(network, Stop::AtRest, |at| !aside.contains(&at));
        for clash in of_run(network, &run, &aside) {
            if found.iter().all(|known: &Clash| known.statements != clash.statements) {
                found.push(clash);
            }
        }
    }
    found.sort_by(|a, b| (a.statements.len(), &a.statements).cmp(&(b.statements.len(), &b.statements)));
    found
}

/// Adds statements until each clash has one: from the one that is in most of those that have none; of equals the last
/// in the ledger.
fn set_aside(clashes: &[Clash], aside: &mut BTreeSet<u32>) {
    loop {
        let mut counts: BTreeMap<u32, usize> = BTreeMap::new();
        for clash in clashes.iter().filter(|clash| !clash.statements.iter().any(|at| aside.contains(at))) {
            clash.statements.iter().for_each(|at| *counts.entry(*at).or_default() += 1);
        }
        let most = counts.into_iter().max_by_key(|(at, sets)| (*sets, *at));
        match most {
            Some((statement, _)) => aside.insert(statement),
            None => return,
        };
    }
}

/// The minimal sets behind the conflicts of one propagation, which was without the statements set aside.
fn of_run(network: &Network, run: &Propagation<'_>, aside: &BTreeSet<u32>) -> Vec<Clash> {
    if run.conflicts.is_empty() {
        return Vec::new();
    }
    let cones: Vec<Cone> = run.conflicts.iter().map(|conflict| run.cone(conflict)).collect();
    let mut statements_of: BTreeMap<u32, Vec<u32>> =
        cones.iter().flat_map(|cone| &cone.variables).map(|variable| (*variable, Vec::new())).collect();
    for (at, statement) in network.statements.iter().enumerate() {
        if aside.contains(&index(at)) {
            continue;
        }
        if let Some(list) = statements_of.get_mut(&statement.variable) {
            list.push(index(at));
        }
    }
    let mut found = Vec::new();
    for variables in regions(&cones) {
        let lists: Vec<Vec<u32>> =
            variables.iter().map(|v| statements_of.get(v).cloned().unwrap_or_default()).collect();
        let (part, originals) = network.part(&variables, &lists);
        let region = Region { network: &part };
        for set in region.minimal_sets() {
            if let Some(mut clash) = region.clash(&set) {
                clash.statements = set.iter().map(|at| originals[*at as usize]).collect();
                clash.variable = variables[clash.variable as usize];
                found.push(clash);
            }
        }
    }
    found
}

/// The variables of cones that share some, together, in order.
fn regions(cones: &[Cone]) -> Vec<Vec<u32>> {
    let mut joined = Joined::singles(cones.len());
    let mut first: BTreeMap<u32, usize> = BTreeMap::new();
    for (at, cone) in cones.iter().enumerate() {
        for variable in &cone.variables {
            let first = *first.entry(*variable).or_insert(at);
            joined.join(first, at);
        }
    }
    let mut regions: BTreeMap<usize, BTreeSet<u32>> = BTreeMap::new();
    for (at, cone) in cones.iter().enumerate() {
        regions.entry(joined.root(at)).or_default().extend(&cone.variables);
    }
    regions.into_values().map(|variables| variables.into_iter().collect()).collect()
}

/// A part of the network around conflicts.
struct Region<'n> {
    network: &'n Network,
}

impl<'n> Region<'n> {
    fn minimal_sets(&self) -> Vec<Vec<u32>> {
        let mut sets: Vec<Vec<u32>> = Vec::new();
        let mut tried: BTreeSet<Vec<u32>> = BTreeSet::new();
        let mut queue: VecDeque<Vec<u32>> = VecDeque::from([Vec::new()]);
        while let Some(relaxed) = queue.pop_front() {
            if tried.len() >= RELAXATIONS || sets.len() >= SETS || !tried.insert(relaxed.clone()) {
                continue;
            }
            let before = sets.len();
            let run = Propagation::run(self.network, Stop::AtRest, |at| relaxed.binary_search(&at).is_err());
            for conflict in &run.conflicts {
                let cone: Vec<u32> = run.cone(conflict).statements.into_iter().collect();
                let known = |set: &Vec<u32>| set.iter().all(|at| cone.binary_search(at).is_ok());
                if sets.len() < SETS && !sets.iter().any(known) {
                    sets.extend(self.minimal(cone).filter(|set| !sets.contains(set)));
                }
            }
            if self.network.statements.len() > LARGE {
                break;
            }
            let mut members: BTreeSet<u32> = sets[before..].iter().flatten().copied().collect();
            if !run.conflicts.is_empty() {
                // What still conflicts may be known already; relaxing its members leads on all the same.
                let left = |set: &&Vec<u32>| set.iter().all(|at| relaxed.binary_search(at).is_err());
                members.extend(sets[..before].iter().filter(left).flatten());
            }
            for member in members {
                let mut next = relaxed.clone();
                if let Err(at) = next.binary_search(&member) {
                    next.insert(at, member);
                    queue.push_back(next);
                }
            }
        }
        // A set may have been found before a smaller one within it.
        let all = sets.clone();
        let holds = |set: &[u32], other: &[u32]| other.iter().all(|at| set.binary_search(at).is_ok());
        sets.retain(|set| !all.iter().any(|other| other.len() < set.len() && holds(set, other)));
        sets
    }

    /// Thins statements that cannot all be true until none can be spared. None if propagation of these alone
    /// stops short of the conflict.
    fn minimal(&self, statements: Vec<u32>) -> Option<Vec<u32>> {
        let mut set = self.conflict_within(&statements)?;
        let mut at = set.len();
        while at > 0 {
            at -= 1;
            let spared = set[at];
            let rest: Vec<u32> = set.iter().copied().filter(|statement| *statement != spared).collect();
            if let Some(smaller) = self.conflict_within(&rest) {
                // All behind this one cannot be spared, so they are in any smaller set too.
                at = smaller.partition_point(|statement| *statement < spared);
                set = smaller;
            }
        }
        Some(set)
    }

    /// Those of some statements, in order, that a conflict among them rests on.
    fn conflict_within(&self, statements: &[u32]) -> Option<Vec<u32>> {
        let run = self.run(statements);
        let conflict = run.conflicts.first()?;
        Some(run.cone(conflict).statements.into_iter().collect())
    }

    fn run(&self, statements: &[u32]) -> Propagation<'n> {
        Propagation::run(self.network, Stop::AtConflict, |at| statements.binary_search(&at).is_ok())
    }

    /// How the statements of a minimal set clash; statements and variable are the region's.
    fn clash(&self, set: &[u32]) -> Option<Clash> {
        let run = self.run(set);
        let conflict = run.conflicts.first()?;
        let failed = match conflict.cause {
            Cause::Identity(identity) => Failed::Identity(self.network.identities[identity as usize].kind),
            Cause::Statement(_) if set.len() == 1 => Failed::Domain,
            Cause::Statement(_) => Failed::Statements,
        };
        let implied = set.iter().map(|left_out| {
            let rest: Vec<u32> = set.iter().copied().filter(|at| at != left_out).collect();
            self.run(&rest).bounds[self.network.statements[*left_out as usize].variable as usize]
        });
        Some(Clash {
            statements: set.to_vec(),
            implied: implied.collect(),
            variable: conflict.variable,
            between: [conflict.held, conflict.other],
            failed,
        })
    }
}
