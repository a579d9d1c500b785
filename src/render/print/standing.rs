//! Between which headings charts stand, so that the press can tell where they may.

use crate::print::Called;

/// The charts and headings of texts, as they are written one after another.
#[derive(Debug, Default)]
pub(super) struct Standing {
    charts: Vec<Called>,
    /// How many headings and ends of texts there are.
    ends: usize,
    /// The charts whose section has not ended, with the level of its heading.
    open: Vec<(usize, u8)>,
    /// The level of the heading above; 0 above the first.
    level: u8,
    /// The first of the headings that nothing has followed yet.
    headings: Option<usize>,
    /// How many charts the blocks have that are complete.
    complete: usize,
    /// Whether the block that is being written is a heading.
    in_heading: bool,
}

impl Standing {
    /// Adds a chart; its number.
    pub(super) fn chart(&mut self) -> usize {
        let chart = self.charts.len();
        self.charts.push(Called { under: self.headings, ends_at: 0, followed: false, last: false });
        self.open.push((chart, self.level));
        chart
    }

    /// Begins a heading; its number among headings and ends.
    pub(super) fn heading(&mut self, level: u8) -> usize {
        // What stands above the first heading ends with it.
        let number = self.end(|above| above == 0 || above >= level, false);
        self.level = level;
        self.headings = self.headings.or(Some(number));
        self.in_heading = true;
        number
    }

    /// Ends a text; its number among headings and ends.
    pub(super) fn end_of_text(&mut self) -> usize {
        let number = self.end(|_| true, true);
        (self.level, self.headings) = (0, None);
        number
    }

    /// Ends a block of the text.
    pub(super) fn block(&mut self) {
        if self.charts.len() == self.complete {
            for (chart, _) in &self.open {
                self.charts[*chart].followed = true;
            }
        }
        if !std::mem::take(&mut self.in_heading) {
            self.headings = None;
        }
        self.complete = self.charts.len();
    }

    pub(super) fn charts(&self) -> &[Called] {
        &self.charts
    }

    /// How many charts there are, and how many headings and ends.
    pub(super) fn count(&self) -> (usize, usize) {
        (self.charts.len(), self.ends)
    }

    /// Ends the sections below headings of such levels.
    fn end(&mut self, ended: impl Fn(u8) -> bool, last: bool) -> usize {
        let number = self.ends;
        self.ends += 1;
        let charts = &mut self.charts;
        self.open.retain(|(chart, level)| {
            if ended(*level) {
                let chart = &mut charts[*chart];
                (chart.ends_at, chart.last) = (number, last);
            }
            !ended(*level)
        });
        number
    }
}
