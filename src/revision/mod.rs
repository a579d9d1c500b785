//! What changed between two states of a site's data: `waybill diff`.
//!
//! Official statistics keep two things apart, and so does this. A **revision** is better data: an authority prints
//! another figure for what it has printed before. A **correction** mends an error of the site's own record: the same
//! place of the same source is recorded otherwise than it was. What is neither is added or withdrawn. What another
//! release of an authority prints again, to the digit, is neither: it is counted. A release that is older than what was
//! there revises nothing.
//!
//! Observations are matched by quantity, period, source and place in the source; what is left by quantity, period
//! and source. [`text`] and [`note`] lay the result out. How the states are read is left to `source`.

mod note;
mod text;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rust_decimal::Decimal;
use serde::Serialize;

use crate::check::Checked;
use crate::document::{Node, TableOf};
use crate::load::{Page, Site};
use crate::model::ledger::Measure;
use crate::model::{Figure, Ledger, Observation, Period, Quantity, Sign, Style, rounded};
use crate::render::{Edition, World, papers, wording, writer};

pub use note::to_markdown;
pub use text::to_text;

/// What changed.
#[derive(Debug, Default, Serialize)]
pub struct Changes {
    /// The older state, as it was asked for.
    pub old: String,
    /// The newer state, as it was asked for.
    pub new: String,
    /// The site's record of the same place of a source is another.
    pub corrected: Vec<Change>,
    /// An authority prints another figure than it did.
    pub revised: Vec<Change>,
    /// Figures that were not there.
    pub added: Vec<Change>,
    /// Figures that are not there any more.
    pub withdrawn: Vec<Change>,
    /// How many figures another release of the same authority prints as they were.
    pub reprinted: usize,
    /// The pages that quote, tabulate or draw what changed, or what follows from it.
    pub pages: Vec<PageUse>,
}

/// A figure that changed.
#[derive(Debug, Serialize)]
pub struct Change {
    /// The quantity's expression.
    pub quantity: String,
    /// What it is called in full.
    pub title: String,
    /// The period as data files write it.
    pub period: String,
    /// The period in words.
    pub period_name: String,
    /// Who prints it now, or printed it if it is withdrawn: the id.
    pub source: String,
    /// The same by name.
    pub source_name: String,
    /// Where in the source.
    pub locator: Option<String>,
    /// The figure as it was.
    pub was: Option<String>,
    /// The figure as it is.
    pub is: Option<String>,
    /// How much more it is than it was, in its unit.
    pub difference: Option<String>,
    /// The same in per cent of what it was.
    pub percent: Option<String>,
    /// True if it is the figure that pages show, or was.
    pub shown: bool,
    /// The paths of the pages that quote it, or what follows from it.
    pub pages: Vec<String>,
}

/// A page on which something changed.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct PageUse {
    /// Its path in `content` without `.md`.
    pub path: String,
    /// Its title.
    pub title: String,
}

impl Changes {
    /// True if no figure changed.
    pub fn is_empty(&self) -> bool {
        [&self.corrected, &self.revised, &self.added, &self.withdrawn].iter().all(|list| list.is_empty())
    }
}

/// Compares two states; none if figures cannot be written in the language of the newer one. The names are those that
/// the states were asked for by.
pub fn compare(old: Checked, new: Checked, names: [&str; 2]) -> Option<Changes> {
    let new = Edition::to_ask(new, None)?;
    let old = Edition::to_ask(old, Some(&new))?;
    let comparison = Comparison {
        old: &old.plan().checked.site,
        new: &new.plan().checked.site,
        before: old.world(),
        after: new.world(),
    };
    let [old, new] = names.map(str::to_owned);
    let mut changes = Changes { old, new, ..Changes::default() };
    let mut pages = BTreeSet::new();
    for quantity in comparison.quantities() {
        comparison.quantity(quantity, &mut changes, &mut pages);
    }
    changes.pages = pages.into_iter().filter_map(|path| comparison.page(&path)).collect();
    Some(changes)
}

struct Comparison<'a> {
    old: &'a Site,
    new: &'a Site,
    before: World<'a>,
    after: World<'a>,
}

/// An observation before and after; at least one of the two is there.
type Pair<'a> = (Option<&'a Observation>, Option<&'a Observation>);

impl<'a> Comparison<'a> {
    /// Everything that either state reports, in the order of the quantities.
    fn quantities(&self) -> BTreeSet<&'a Quantity> {
        let of = |site: &'a Site| site.ledger.reports().map(|(quantity, _)| quantity);
        of(self.old).chain(of(self.new)).collect()
    }

    fn quantity(&self, quantity: &Quantity, changes: &mut Changes, pages: &mut BTreeSet<String>) {
        let by_period = |ledger: &'a Ledger| {
            let mut periods: BTreeMap<Period, Vec<&'a Observation>> = BTreeMap::new();
            for observation in ledger.observations(quantity) {
                periods.entry(observation.period).or_default().push(observation);
            }
            periods
        };
        let (old, new) = (by_period(&self.old.ledger), by_period(&self.new.ledger));
        let periods: BTreeSet<Period> = old.keys().chain(new.keys()).copied().collect();
        for period in periods {
            let of =
                |all: &BTreeMap<Period, Vec<&'a Observation>>| all.get(&period).cloned().unwrap_or_default();
            for (kind, pair) in self.matched(&of(&old), &of(&new)) {
                if matches!(kind, Sort::Reprinted) {
                    changes.reprinted += 1;
                    continue;
                }
                let change = self.change(quantity, period, pair);
                pages.extend(change.pages.iter().cloned());
                let list = match kind {
                    Sort::Corrected => &mut changes.corrected,
                    Sort::Revised => &mut changes.revised,
                    Sort::Added => &mut changes.added,
                    Sort::Withdrawn | Sort::Reprinted => &mut changes.withdrawn,
                };
                list.push(change);
            }
        }
    }

    /// What became of the observations of one quantity in one period.
    fn matched(&self, all_old: &[&'a Observation], all_new: &[&'a Observation]) -> Vec<(Sort, Pair<'a>)> {
        let (mut old, mut new) = (all_old.to_vec(), all_new.to_vec());
        let of_source = |a: &Observation, b: &Observation| a.source == b.source;
        // The same figure is the same, wherever in the source it is said to stand now.
        take_pairs(&mut old, &mut new, |a, b| of_source(a, b) && same_figure(a, b));
        let mut corrected =
            take_pairs(&mut old, &mut new, |a, b| of_source(a, b) && a.locator() == b.locator());
        corrected.extend(take_pairs(&mut old, &mut new, of_source));
        let mut found: Vec<(Sort, Pair<'a>)> =
            corrected.into_iter().map(|(a, b)| (Sort::Corrected, (Some(a), Some(b)))).collect();
        for observation in new {
            let before = self.earlier(all_old, observation);
            old.retain(|other| !before.is_some_and(|before| std::ptr::eq(before, *other)));
            let reprinted = match before {
                Some(before) => same_figure(before, observation),
                None => all_old
                    .iter()
                    .any(|other| self.same_authority(other, observation) && same_figure(other, observation)),
            };
            found.push(match before {
                _ if reprinted => (Sort::Reprinted, (before, Some(observation))),
                Some(before) => (Sort::Revised, (Some(before), Some(observation))),
                None => (Sort::Added, (None, Some(observation))),
            });
        }
        found.extend(old.into_iter().map(|observation| (Sort::Withdrawn, (Some(observation), None))));
        found
    }

    /// What the authority of an observation printed last before it, in another document, which may stay in the data. None
    /// if it has printed a figure since: a release that is older than that revises nothing.
    fn earlier(&self, all_old: &[&'a Observation], observation: &Observation) -> Option<&'a Observation> {
        let published = |site: &'a Site, of: &Observation| site.ledger.source(&of.source)?.published;
        let same = |other: &&Observation| {
            other.source != observation.source && self.same_authority(other, observation)
        };
        let last = all_old.iter().copied().filter(same).max_by_key(|other| published(self.old, other))?;
        let day = published(self.new, observation);
        day.is_none_or(|day| published(self.old, last).is_none_or(|last| last <= day)).then_some(last)
    }

    /// True if two documents pass on the figures of one authority, or are of one publisher.
    fn same_authority(&self, old: &Observation, new: &Observation) -> bool {
        let authority = |site: &'a Site, observation: &Observation| {
            let source = site.ledger.source(&observation.source)?;
            source.authority.as_ref().or(source.publisher.as_ref())
        };
        let (old, new) = (authority(self.old, old), authority(self.new, new));
        old.is_some() && old == new
    }

    fn change(&self, quantity: &Quantity, period: Period, (old, new): Pair<'a>) -> Change {
        let world = if new.is_some() { &self.after } else { &self.before };
        let written = |world: &World<'_>, observation: &Observation| {
            let formatter = world.formatter();
            let noun = world.measure(quantity).and_then(|measure| measure.noun);
            let measure = Measure { unit: observation.unit, scale: observation.scale, noun };
            plain(&formatter.hedged(observation.value, observation.qualifier, measure, Style::default()))
        };
        let is_shown = |world: &World<'_>, observation: &Observation| {
            world.figure_at(quantity, period).is_some_and(|figure| figure.shows(observation))
        };
        // What its authority has revised stands in the papers alone.
        let is_of_use = |world: &World<'_>, observation: &Observation| {
            world.figure_at(quantity, period).is_none_or(|figure| !figure.has_revised(observation))
        };
        let touches_pages =
            old.is_some_and(|o| is_of_use(&self.before, o)) || new.is_some_and(|o| is_of_use(&self.after, o));
        let source = new.or(old).map(|observation| observation.source.clone()).unwrap_or_default();
        let (difference, percent) = match old.zip(new) {
            Some((old, new)) => self.size(quantity, old, new),
            None => (None, None),
        };
        Change {
            quantity: quantity.to_string(),
            title: wording::quantity(world, quantity),
            period: period.to_string(),
            period_name: plain(&world.formatter().period(period)),
            source_name: papers::source_name(world, &source),
            source: source.to_string(),
            locator: new.or(old).and_then(Observation::locator).map(str::to_owned),
            was: old.map(|observation| written(&self.before, observation)),
            is: new.map(|observation| written(&self.after, observation)),
            difference,
            percent,
            shown: old.is_some_and(|o| is_shown(&self.before, o))
                || new.is_some_and(|o| is_shown(&self.after, o)),
            pages: if touches_pages { self.quoting(quantity, period) } else { Vec::new() },
        }
    }

    /// How much more the new figure is, in its unit and in per cent of the old one; rates differ in percentage points
    /// alone. None in another unit.
    fn size(
        &self,
        quantity: &Quantity,
        old: &Observation,
        new: &Observation,
    ) -> (Option<String>, Option<String>) {
        let amount =
            |observation: &Observation| observation.value.middle().checked_mul(observation.scale.factor());
        let (Some(before), Some(after)) = (amount(old), amount(new)) else { return (None, None) };
        if old.unit != new.unit || before == after {
            return (None, None);
        }
        let formatter = self.after.formatter();
        let unit = if new.unit.is_rate() { crate::model::Unit::PercentagePoint } else { new.unit };
        let noun = self.after.measure(quantity).and_then(|measure| measure.noun);
        let measure = Measure { unit, scale: new.scale, noun };
        let signed = Style { sign: Sign::Always, ..Style::default() };
        let in_scale =
            (after - before).checked_div(new.scale.factor()).map(|difference| difference.normalize());
        let difference = in_scale.map(|difference| {
            plain(&formatter.value(crate::model::Value::Number(difference), measure, signed))
        });
        let percent = (!new.unit.is_rate() && !before.is_zero())
            .then(|| (after - before).checked_div(before.abs())?.checked_mul(Decimal::ONE_HUNDRED))
            .flatten()
            .map(|percent| format!("{} %", formatter.number(rounded(percent, 1), Sign::Always)));
        (difference, percent.map(|percent| plain(&percent)))
    }

    /// The pages that quote, tabulate or draw a figure, or what follows from it, in either state: what was withdrawn
    /// is quoted in the older one.
    fn quoting(&self, quantity: &Quantity, period: Period) -> Vec<String> {
        let mut paths: BTreeSet<String> = BTreeSet::new();
        for (site, world) in [(self.old, &self.before), (self.new, &self.after)] {
            let shows = |page: &&Arc<Page>| shows(site, world, page, quantity, period);
            paths.extend(site.pages.values().filter(shows).map(|page| page.path.to_string()));
        }
        paths.into_iter().collect()
    }

    fn page(&self, path: &str) -> Option<PageUse> {
        let (world, page) = self
            .after
            .page(path)
            .map(|page| (&self.after, page))
            .or_else(|| self.before.page(path).map(|page| (&self.before, page)))?;
        Some(PageUse { path: path.to_owned(), title: plain(&writer::plain(world, &page.front.title)) })
    }
}

/// What became of an observation.
#[derive(Clone, Copy, Debug)]
enum Sort {
    Corrected,
    Revised,
    Added,
    Withdrawn,
    Reprinted,
}

/// Takes out of both lists what belongs together, in the order of the older one.
fn take_pairs<'a>(
    old: &mut Vec<&'a Observation>,
    new: &mut Vec<&'a Observation>,
    belong: impl Fn(&Observation, &Observation) -> bool,
) -> Vec<(&'a Observation, &'a Observation)> {
    let mut pairs = Vec::new();
    old.retain(|before| match new.iter().position(|after| belong(before, after)) {
        Some(at) => {
            pairs.push((*before, new.remove(at)));
            false
        }
        None => true,
    });
    pairs
}

/// True if two observations say the same, down to the digits that are printed, whatever papers they have.
fn same_figure(a: &Observation, b: &Observation) -> bool {
    let said = |o: &Observation| (o.unit, o.scale, o.qualifier, o.status);
    a.value.is_printed_as(b.value) && said(a) == said(b)
}

/// True if a page quotes a figure, or what follows from it, or shows a chart or a table with it.
fn shows(site: &Site, world: &World<'_>, page: &Page, quantity: &Quantity, period: Period) -> bool {
    let names = |other: &Quantity| {
        let mut found = false;
        quantity.each_series(&mut |id| other.each_series(&mut |other| found |= id == other));
        found
    };
    let chart = |id: &str| site.charts.get(id).is_some_and(|chart| chart.quantities.iter().any(names));
    let node = |node: &Node| match node {
        Node::Figure(call) => world.figure(call).is_some_and(|figure| follows(&figure, quantity, period)),
        Node::Chart(id) => chart(id),
        Node::Table(table) => match &table.of {
            TableOf::Chart(id) => chart(id),
            TableOf::Quantities(all) => all.iter().any(names),
        },
        _ => false,
    };
    let nodes = page.body.nodes().into_iter().chain(page.each_line().flat_map(|text| text.line.nodes()));
    page.front.chart.as_deref().is_some_and(chart) || nodes.into_iter().any(|(of, _)| node(of))
}

/// True if a figure is of the quantity and the period, or follows from one that is.
fn follows(figure: &Figure<'_>, quantity: &Quantity, period: Period) -> bool {
    (figure.quantity == *quantity && figure.period == period)
        || figure.inputs().iter().any(|input| follows(input, quantity, period))
}

/// "Another release of the same authority prints 12 figures as they were."
fn reprinted(count: usize) -> String {
    let figures = if count == 1 { "figure as it was" } else { "figures as they were" };
    format!("Another release of the same authority prints {count} {figures}.")
}

/// The text with plain spaces, as terminals and notes have them.
fn plain(text: &str) -> String {
    text.replace(['\u{a0}', '\u{202f}'], " ")
}
