//! The page that a chart is laid out on, from top to bottom: header, whatever the mark sets, footer.
//!
//! A page of small charts lays each of them out on a panel, a page of its own within the page.

use super::pen::Pen;
use super::scene::{Anchor, Role, Scene};
use super::{Chart, Frame, Layout, Series};

/// Room around a chart that stands alone, in px.
const PADDING: f64 = 16.0;
/// Past this many figures in a chart its marks have no titles.
const MOST_TITLED: usize = 24;
/// The baseline below the upper edge of a line of text, in em.
const FIRST_BASELINE: f64 = 0.95;

/// A page being filled.
pub(super) struct Page<'a> {
    /// What is drawn.
    pub chart: &'a Chart<'a>,
    /// For what room.
    pub layout: Layout,
    /// The hand that draws it.
    pub pen: Pen,
    /// Left edge of what is drawn.
    pub left: f64,
    /// Right edge of what is drawn.
    pub right: f64,
    /// How far it is filled.
    pub y: f64,
    /// What the value axis reaches besides the figures of the chart, so that panels compare.
    pub reach: Vec<f64>,
    /// What the axis of what series are held against reaches besides, likewise.
    pub reach_across: Vec<f64>,
    /// Whether the unit is still to be said.
    pub says_unit: bool,
    /// Whether it is one of several small charts, which is named.
    pub is_panel: bool,
}

impl<'a> Page<'a> {
    /// A page with its header set.
    pub fn open(chart: &'a Chart<'a>, layout: Layout) -> Self {
        let padding = if layout.frame == Frame::Standalone { PADDING } else { 0.0 };
        let mut page = Page {
            chart,
            layout,
            pen: Pen::new(titles_marks(chart, layout)),
            left: padding,
            right: layout.width - padding,
            y: padding,
            reach: Vec::new(),
            reach_across: Vec::new(),
            // Once is enough: a subtitle that names the unit spares the axis.
            says_unit: chart.unit() == "%" || !names(&chart.texts.subtitle, chart.unit()),
            is_panel: false,
        };
        if layout.frame == Frame::Standalone {
            let texts = chart.texts;
            page.paragraph(Role::Title, &texts.title);
            page.skip(2.0);
            page.paragraph(Role::Subtitle, &texts.subtitle);
            page.skip(10.0);
        }
        page
    }

    /// A page within this one, between two edges, for one of several small charts.
    pub fn panel<'b>(&self, chart: &'b Chart<'b>, left: f64, right: f64) -> Page<'b> {
        Page {
            chart,
            layout: Layout { width: right - left, frame: Frame::Inline },
            pen: self.pen.clone(),
            left,
            right,
            y: self.y,
            reach: self.reach.clone(),
            reach_across: self.reach_across.clone(),
            says_unit: self.says_unit,
            is_panel: true,
        }
    }

    /// Width of what is drawn.
    pub fn width(&self) -> f64 {
        self.right - self.left
    }

    /// Leaves room.
    pub fn skip(&mut self, room: f64) {
        self.y += room;
    }

    /// Sets a text over the whole width, broken into lines.
    pub fn paragraph(&mut self, role: Role, text: &str) {
        let lines = role.font().wrap(text, self.width(), usize::MAX);
        let (left, first, leading) = (self.left, self.baseline(role), role.font().leading());
        self.y += lines.len() as f64 * leading;
        self.pen.group(role, None, || {
            for (at, line) in lines.into_iter().enumerate() {
                self.pen.text(left, first + at as f64 * leading, Anchor::Start, line);
            }
        });
    }

    /// The baseline of a line of text whose upper edge is as far as the page is filled.
    pub fn baseline(&self, role: Role) -> f64 {
        self.y + role.font().size * FIRST_BASELINE
    }

    /// Sets the footer and gives the drawing away.
    pub fn close(mut self) -> Scene {
        if self.layout.frame == Frame::Standalone {
            self.skip(10.0);
            let note = self.chart.texts.note.clone().into_iter().chain(self.chart.notes());
            self.paragraph(Role::Note, &note.collect::<Vec<_>>().join(" "));
            if let Some(source) = &self.chart.texts.source {
                self.paragraph(Role::Source, source);
            }
            self.skip(PADDING - 4.0);
        }
        Scene {
            width: self.layout.width,
            height: self.y.ceil(),
            title: self.title(),
            desc: self.chart.alt(),
            groups: self.pen.take(),
        }
    }

    fn title(&self) -> String {
        if !self.chart.texts.title.is_empty() {
            return self.chart.texts.title.clone();
        }
        self.chart.data.series.iter().map(|s| s.label.as_str()).collect::<Vec<_>>().join(", ")
    }
}

/// Whether each mark of a figure has a title, which a pointer finds.
///
/// In the layout for phones, which have no pointer, and past so many figures none has: a page would carry tens of
/// kilobytes of what its table says too.
fn titles_marks(chart: &Chart<'_>, layout: Layout) -> bool {
    let figures = |series: &[Series]| series.iter().map(|series| series.points.len()).sum::<usize>();
    !layout.is_narrow() && figures(&chart.data.series) + figures(&chart.data.layers) <= MOST_TITLED
}

/// Whether a text holds another, whatever spaces they are written with.
fn names(text: &str, unit: &str) -> bool {
    let plain = |text: &str| text.replace(['\u{A0}', '\u{202F}'], " ");
    plain(text).contains(&plain(unit))
}
