//! What is drawn, as a display list: groups, shapes and measured texts, in px.
//!
//! A scene names roles and series, never colours, so that one scene serves several writers: `svg` for the
//! web, where classes and custom properties give the colours, and others that resolve them.

use super::text::{Font, Weight};

/// A finished drawing.
#[derive(Clone, Debug, PartialEq)]
pub struct Scene {
    /// Width in px.
    pub width: f64,
    /// Height in px.
    pub height: f64,
    /// Its name for those who do not see it.
    pub title: String,
    /// What it shows for those who do not see it.
    pub desc: String,
    /// What is drawn, from back to front.
    pub groups: Vec<Group>,
}

/// Things of one role.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    /// What the things in it are.
    pub role: Role,
    /// The place in the palette; none for things that belong to no series.
    pub tone: Option<Tone>,
    /// Where it leads, if it stands in a page.
    pub link: Option<String>,
    /// From back to front.
    pub nodes: Vec<Node>,
}

/// What the things in a group are; each writer knows how each looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// The finding, over a chart that stands alone.
    Title,
    /// Measure and unit under it.
    Subtitle,
    /// What a reader must know.
    Note,
    /// Where the figures come from.
    Source,
    /// Names in a legend.
    Legend,
    /// The unit of the value axis.
    Unit,
    /// Numbers and periods along an axis.
    Tick,
    /// Names of categories along an axis.
    Category,
    /// Name of a series beside its line.
    Label,
    /// A figure beside its mark.
    Value,
    /// The text of a remark.
    Remark,
    /// From a remark to its period.
    Rule,
    /// Lines at the ticks of the value axis.
    Grid,
    /// The line that bars stand on.
    Axis,
    /// Bars.
    Bar,
    /// Areas under lines.
    Area,
    /// A stretch of time behind the marks.
    Band,
    /// A line at a value that marks are held against.
    Reference,
    /// Cells of a heat map.
    Cell,
    /// Bands of what flows between nodes.
    Flow,
    /// What flows join.
    Node,
    /// What ties a dot to zero or to another dot.
    Stem,
    /// Lines of series.
    Line,
    /// Points of series.
    Dot,
    /// The interval of sources that differ.
    Whisker,
    /// Around a whisker, to set it off from what is under it.
    Rim,
    /// From a name to the end of its line.
    Leader,
    /// Unseen, so that a pointer finds small marks.
    Target,
    /// Water.
    Water,
    /// Land.
    Land,
    /// Land that is set off.
    Region,
    /// Rivers.
    River,
    /// Lines between countries.
    Border,
    /// The edge of a map.
    Edge,
    /// What a map shows, in the small map beside it.
    Here,
    /// Routes in use.
    Route,
    /// Routes that are being built.
    Building,
    /// Routes whose course is not known.
    Schematic,
    /// Places.
    Symbol,
    /// Places whose size is a figure.
    Bubble,
    /// Places by which a reader finds the way.
    Spot,
    /// Names of places.
    Place,
    /// Names of places by which a reader finds the way.
    Context,
    /// Names of areas.
    Territory,
}

/// The colour of a series.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tone {
    /// One of the palette, counted from 0.
    Hue(usize),
    /// Grey: another series is highlighted.
    Quiet,
    /// The first hue, from 1, hardly more than paper, to 6.
    Shade(u8),
    /// The second hue in the same strengths, for what lies on the other side of zero.
    Counter(u8),
}

/// A thing in a group.
#[derive(Clone, Debug, PartialEq)]
pub enum Node {
    /// A group of its own role.
    Group(Group),
    /// Something drawn.
    Shape(Shape),
    /// A line of text.
    Text(Text),
}

/// Something drawn.
#[derive(Clone, Debug, PartialEq)]
pub struct Shape {
    /// Its outline.
    pub geometry: Geometry,
    /// How it is filled.
    pub finish: Finish,
    /// "Series, period: value".
    pub title: Option<String>,
}

/// How a mark is filled, which says what its figure is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Finish {
    /// Reported.
    #[default]
    Solid,
    /// Derived.
    Hollow,
    /// Of a period that is not as long as the others.
    Hatched,
}

/// An outline.
#[derive(Clone, Debug, PartialEq)]
pub enum Geometry {
    /// A rectangle; width and height are not negative.
    Rect {
        /// Left edge.
        x: f64,
        /// Upper edge.
        y: f64,
        /// Width.
        width: f64,
        /// Height.
        height: f64,
    },
    /// Straight lines through points.
    Path {
        /// The points.
        points: Vec<(f64, f64)>,
        /// Whether the last is joined to the first.
        closed: bool,
    },
    /// An outline of many parts, whose points lie on a grid of 0.1 px.
    Outline {
        /// Rings or lines.
        parts: Vec<Vec<(f64, f64)>>,
        /// Whether the last point of each is joined to its first.
        closed: bool,
    },
    /// A band of one thickness: level between each point of its upper edge and one of equal height, curved to others.
    Ribbon {
        /// The points of its upper edge, to the right.
        course: Vec<(f64, f64)>,
        /// How thick it is.
        thickness: f64,
    },
    /// A circle.
    Circle {
        /// Its middle.
        centre: (f64, f64),
        /// Its radius.
        radius: f64,
    },
}

/// A line of text.
#[derive(Clone, Debug, PartialEq)]
pub struct Text {
    /// Where its anchor stands.
    pub x: f64,
    /// Its baseline.
    pub y: f64,
    /// Which point of it stands there.
    pub anchor: Anchor,
    /// How it is set.
    pub font: Font,
    /// What it says.
    pub content: String,
}

/// Which point of a line of text stands at its `x`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Anchor {
    /// Its beginning.
    Start,
    /// Its middle.
    Middle,
    /// Its end.
    End,
}

/// An upright rectangle.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bounds {
    /// Left edge.
    pub left: f64,
    /// Upper edge.
    pub top: f64,
    /// Right edge.
    pub right: f64,
    /// Lower edge.
    pub bottom: f64,
}

impl Role {
    /// How texts of this role are set.
    pub const fn font(self) -> Font {
        match self {
            Role::Title => Font::semibold(19.0),
            Role::Subtitle => Font::regular(15.0),
            Role::Note | Role::Source => Font::regular(12.0),
            Role::Label | Role::Place => Font::semibold(13.0),
            Role::Context => Font::regular(12.0),
            _ => Font::regular(13.0),
        }
    }

    /// The name by which style sheets know it.
    pub const fn class(self) -> &'static str {
        match self {
            Role::Title => "title",
            Role::Subtitle => "subtitle",
            Role::Note => "note",
            Role::Source => "source",
            Role::Legend => "legend",
            Role::Unit => "unit",
            Role::Tick => "tick",
            Role::Category => "category",
            Role::Label => "label",
            Role::Value => "value",
            Role::Remark => "ann",
            Role::Rule => "rule",
            Role::Grid => "grid",
            Role::Axis => "axis",
            Role::Bar => "bar",
            Role::Area => "area",
            Role::Cell => "cell",
            Role::Flow => "flow",
            Role::Node => "node",
            Role::Band => "band",
            Role::Reference => "reference",
            Role::Stem => "stem",
            Role::Line => "line",
            Role::Dot => "dot",
            Role::Whisker => "whisker",
            Role::Rim => "rim",
            Role::Leader => "leader",
            Role::Target => "target",
            Role::Water => "water",
            Role::Land => "land",
            Role::Region => "region",
            Role::River => "river",
            Role::Border => "border",
            Role::Edge => "edge",
            Role::Here => "here",
            Role::Route => "route",
            Role::Building => "building",
            Role::Schematic => "schematic",
            Role::Symbol => "symbol",
            Role::Bubble => "bubble",
            Role::Spot => "spot",
            Role::Place => "place",
            Role::Context => "context",
            Role::Territory => "territory",
        }
    }
}

impl Text {
    /// The room that it takes.
    pub fn bounds(&self) -> Bounds {
        let width = self.font.width(&self.content);
        let left = match self.anchor {
            Anchor::Start => self.x,
            Anchor::Middle => self.x - width / 2.0,
            Anchor::End => self.x - width,
        };
        Bounds {
            left,
            top: self.y - self.font.ascent(),
            right: left + width,
            bottom: self.y + self.font.descent(),
        }
    }

    /// Whether it is set bold.
    pub fn is_bold(&self) -> bool {
        self.font.weight == Weight::Semibold
    }
}

impl Bounds {
    /// Whether some point is inside both.
    pub fn meets(&self, other: &Bounds) -> bool {
        self.left < other.right
            && other.left < self.right
            && self.top < other.bottom
            && other.top < self.bottom
    }

    /// Whether some point of the line between two points is inside.
    pub fn is_crossed(&self, from: (f64, f64), to: (f64, f64)) -> bool {
        // What is left of the line between each two edges, as parts of its length.
        let within = |(start, end): (f64, f64), at: f64, by: f64, low: f64, high: f64| {
            if by == 0.0 {
                return if low < at && at < high { (start, end) } else { (1.0, 0.0) };
            }
            let (a, b) = ((low - at) / by, (high - at) / by);
            (start.max(a.min(b)), end.min(a.max(b)))
        };
        let across = within((0.0, 1.0), from.0, to.0 - from.0, self.left, self.right);
        let (start, end) = within(across, from.1, to.1 - from.1, self.top, self.bottom);
        start < end
    }

    /// The rectangle with this much more room on each side.
    pub fn grown(self, by: f64) -> Bounds {
        Bounds { left: self.left - by, top: self.top - by, right: self.right + by, bottom: self.bottom + by }
    }
}

impl Scene {
    /// Every text, from back to front.
    pub fn texts(&self) -> Vec<&Text> {
        fn collect<'a>(group: &'a Group, into: &mut Vec<&'a Text>) {
            for node in &group.nodes {
                match node {
                    Node::Group(group) => collect(group, into),
                    Node::Text(text) => into.push(text),
                    Node::Shape(_) => {}
                }
            }
        }
        let mut texts = Vec::new();
        self.groups.iter().for_each(|group| collect(group, &mut texts));
        texts
    }

    /// Whether some group leads somewhere.
    pub fn has_links(&self) -> bool {
        fn leads(group: &Group) -> bool {
            group.link.is_some()
                || group.nodes.iter().any(|node| matches!(node, Node::Group(group) if leads(group)))
        }
        self.groups.iter().any(leads)
    }

    /// Whether some shape is filled with hatching.
    pub fn hatched_tones(&self) -> Vec<Tone> {
        fn collect(group: &Group, tone: Option<Tone>, into: &mut Vec<Tone>) {
            let tone = group.tone.or(tone);
            for node in &group.nodes {
                match (node, tone) {
                    (Node::Group(group), _) => collect(group, tone, into),
                    (Node::Shape(shape), Some(tone)) if shape.finish == Finish::Hatched => into.push(tone),
                    _ => {}
                }
            }
        }
        let mut tones = Vec::new();
        self.groups.iter().for_each(|group| collect(group, None, &mut tones));
        tones.sort();
        tones.dedup();
        tones
    }
}
