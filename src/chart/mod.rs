//! Charts: specification → scale → mark → scene → SVG.
//!
//! A [`Spec`] says what the author wants, [`Data`] holds the figures, [`Texts`] the words, a [`Notation`]
//! writes numbers and periods. [`Chart::draw`] makes of them one SVG for one width:
//!
//! 1. `check` refuses what cannot be drawn honestly;
//! 2. the `mark` lays its page out: header, legend, remarks, axes, plot, footer, each placed under the last;
//! 3. marks are drawn through plotters' coordinates ([`plane`]) onto a [`scene`], texts by measured widths;
//! 4. [`svg`] writes the scene.
//!
//! A new kind of chart is a file in `mark` and a line in `kind`. The layer reads no ledger, no file and no template; the HTML
//! around an inline chart (figure, heading, source line, notes, table) is its caller's.

mod advances;
pub mod annotation;
mod backend;
mod calendar;
mod describe;
mod error;
mod facet;
mod kind;
mod label;
mod legend;
pub mod map;
mod mark;
mod notation;
mod page;
mod paint;
mod parts;
mod pen;
mod period_axis;
mod plane;
mod remark;
mod scale;
mod value_axis;

pub mod data;
pub mod palette;
pub mod scene;
pub mod spec;
pub mod svg;
pub mod text;

pub use data::{Beyond, Break, Data, Origin, Point, Series, Unit};
pub use error::ChartError;
pub use kind::Refusal;
pub use notation::{English, Notation, Word};
pub use palette::{Palette, STYLE};
pub use scene::Scene;
pub use spec::{Spec, Texts};
pub use svg::Svg;

use calendar::Calendar;
use kind::Kind;
use page::Page;
use scene::{Finish, Tone};
use spec::{Mark, Periods};
use svg::Medium;

/// Everything that a drawing depends on.
#[derive(Clone, Copy)]
pub struct Chart<'a> {
    /// What the author asked for.
    pub spec: &'a Spec,
    /// Its texts, resolved.
    pub texts: &'a Texts,
    /// The figures.
    pub data: &'a Data,
    /// How numbers and periods are written.
    pub notation: &'a dyn Notation,
}

/// For what room a chart is laid out.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Layout {
    /// Width in px.
    pub width: f64,
    /// What surrounds it.
    pub frame: Frame,
}

/// What surrounds a chart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Frame {
    /// A page that gives heading, notes and source line itself.
    Inline,
    /// Nothing: heading, notes and source line are part of the drawing.
    Standalone,
}

impl Layout {
    /// For a column of text.
    pub const WIDE: Layout = Layout { width: 720.0, frame: Frame::Inline };
    /// For a phone.
    pub const NARROW: Layout = Layout { width: 360.0, frame: Frame::Inline };

    /// The same width with heading, notes and source line.
    pub const fn standalone(self) -> Layout {
        Layout { frame: Frame::Standalone, ..self }
    }

    fn is_narrow(self) -> bool {
        self.width < 520.0
    }
}

impl Chart<'_> {
    /// Draws the chart as SVG; its ids begin with `prefix`, which is unique on the page.
    pub fn draw(&self, layout: Layout, prefix: &str) -> Result<Svg, ChartError> {
        let medium = if layout.frame == Frame::Standalone { Medium::File } else { Medium::Page };
        Ok(svg::write(&self.scene(layout)?, medium, prefix))
    }

    /// Draws the chart as SVG for a renderer without style sheets, as print and raster images need it: the
    /// colours of `palette` are attributes, and nothing is left to resolve.
    pub fn draw_resolved(&self, layout: Layout, prefix: &str, palette: &Palette) -> Result<Svg, ChartError> {
        Ok(svg::write(&self.scene(layout)?, Medium::Resolved(palette), prefix))
    }

    /// Lays the chart out.
    pub fn scene(&self, layout: Layout) -> Result<Scene, ChartError> {
        self.check()?;
        // A spark has its own width and no room for words.
        let spark = Layout { width: mark::spark::WIDTH, frame: Frame::Inline };
        let mut page = Page::open(self, if self.spec.mark == Mark::Spark { spark } else { layout });
        match self.spec.encoding.facet {
            Some(channel) => facet::lay_out(&mut page, channel)?,
            None => (Kind::of(self.spec.mark).lay_out)(&mut page)?,
        }
        Ok(page.close())
    }

    /// The author's description, or one made of the figures.
    pub fn alt(&self) -> String {
        match self.texts.alt.as_deref() {
            Some(alt) if !alt.is_empty() => alt.to_owned(),
            _ => self.describe(),
        }
    }

    /// A description made of the figures: kind, extent, range and trend.
    pub fn describe(&self) -> String {
        describe::describe(self)
    }

    /// What readers must be told of marks that are hollow, hatched or carry whiskers, one sentence each.
    pub fn notes(&self) -> Vec<String> {
        describe::notes(self)
    }

    fn check(&self) -> Result<(), ChartError> {
        if let Some(refusal) = kind::refusals(self.spec).into_iter().next() {
            return Err(ChartError::Refused(refusal));
        }
        if self.data.geography.is_some() {
            return Ok(());
        }
        if self.data.values().next().is_none() {
            return Err(ChartError::Empty);
        }
        if self.spec.mark == Mark::Table {
            self.check_rows()?;
        }
        if !self.spec.mark.shares_axis() {
            return Ok(());
        }
        let same = self.data.series.iter().chain(&self.data.layers);
        units_agree(same)?;
        units_agree(self.data.against.iter())
    }

    /// Refuses a row whose figures are all of another length of period than most: nothing of it would be shown.
    fn check_rows(&self) -> Result<(), ChartError> {
        let calendar = self.calendar()?;
        let empty = |series: &Series| {
            let mut known = series.known().peekable();
            known.peek().is_some() && known.all(|(point, _)| !calendar.compares(point.period))
        };
        match self.data.series.iter().enumerate().find(|(_, series)| empty(series)) {
            Some((index, series)) => Err(ChartError::Row { index, series: series.label.clone() }),
            None => Ok(()),
        }
    }

    fn calendar(&self) -> Result<Calendar, ChartError> {
        let listed = matches!(self.spec.periods, Some(Periods::List(_)));
        Calendar::of(&self.data.periods(), listed).ok_or(ChartError::Empty)
    }

    fn unit(&self) -> &str {
        self.data.series.first().map_or("", |series| series.unit.label.as_str())
    }

    /// The unit after a number with so many decimals: "train" after 1.
    fn unit_after(&self, number: f64, decimals: usize) -> &str {
        match self.data.series.first() {
            Some(series) if self.notation.is_singular(number, decimals) => &series.unit.one,
            _ => self.unit(),
        }
    }

    /// Whether all series are in one unit.
    fn one_unit(&self) -> bool {
        units_agree(self.data.series.iter()).is_ok()
    }

    /// The colour of the series at `index` where it stands by itself, and colour is left for what is highlighted.
    fn tone_alone(&self, index: usize) -> Tone {
        if self.tone(index) == Tone::Quiet { Tone::Quiet } else { Tone::Hue(0) }
    }

    /// The colour of the series at `index`: of the palette, or grey if others are highlighted.
    fn tone(&self, index: usize) -> Tone {
        let highlighted = |id: &String| self.spec.highlight.contains(id);
        match self.data.series.get(index) {
            Some(series) if !self.spec.highlight.is_empty() && !highlighted(&series.id) => Tone::Quiet,
            _ if self.spec.highlight.is_empty() => Tone::Hue(index),
            _ => {
                let before = self.data.series.iter().take(index).filter(|s| highlighted(&s.id)).count();
                Tone::Hue(before)
            }
        }
    }

    /// How a mark is filled.
    fn finish(&self, calendar: &Calendar, point: &Point) -> Finish {
        if calendar.compares(point.period) { point.finish() } else { Finish::Hatched }
    }

    /// "Series, period: value".
    fn mark_title(&self, series: &Series, point: &Point) -> String {
        format!("{}, {}: {}", series.label, self.notation.period(point.period), series.exact(point))
    }
}

/// Refuses series that are measured in different units.
fn units_agree<'s>(series: impl Iterator<Item = &'s Series>) -> Result<(), ChartError> {
    let mut units = series.map(|s| (s.label.clone(), s.unit.label.clone()));
    if let Some(first) = units.next()
        && let Some(second) = units.find(|second| second.1 != first.1)
    {
        return Err(ChartError::Units { first, second });
    }
    Ok(())
}
