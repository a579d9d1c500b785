//! Writes a scene as SVG for the web.
//!
//! Colours come by class from [`STYLE`](super::STYLE), which a page includes and a chart that stands alone
//! embeds. Numbers are written to 0.1 px. Nothing is styled by attribute but what a style sheet cannot know:
//! the hatching, whose id is the page's.

use std::fmt::Write as _;

use super::Frame;
use super::palette::STYLE;
use super::scene::{Anchor, Finish, Geometry, Group, Node, Role, Scene, Shape, Text, Tone};

/// An SVG document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Svg {
    /// The markup.
    pub markup: String,
    /// Width in px.
    pub width: u32,
    /// Height in px.
    pub height: u32,
}

/// Writes a scene; ids begin with `prefix`.
pub fn write(scene: &Scene, frame: Frame, prefix: &str) -> Svg {
    let mut writer = Writer { out: String::with_capacity(4096), prefix: escaped(prefix) };
    writer.document(scene, frame);
    Svg { markup: writer.out, width: scene.width.round() as u32, height: scene.height.round() as u32 }
}

struct Writer {
    out: String,
    prefix: String,
}

impl Writer {
    fn document(&mut self, scene: &Scene, frame: Frame) {
        let prefix = self.prefix.clone();
        let (width, height) = (scene.width.round(), scene.height.round());
        let _ = write!(
            self.out,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"chart\" viewBox=\"0 0 {width} {height}\" \
             width=\"{width}\" height=\"{height}\" role=\"img\" aria-labelledby=\"{prefix}-t {prefix}-d\">"
        );
        self.element("title", "-t", &scene.title);
        self.element("desc", "-d", &scene.desc);
        if frame == Frame::Standalone {
            // In an SVG file a `<` would end the style; the style holds none, and a test says so.
            let _ = write!(self.out, "<style>{STYLE}</style>");
            let _ = write!(self.out, "<path class=\"paper\" d=\"M0 0h{width}v{height}H0z\"/>");
        }
        self.hatchings(&scene.hatched_tones());
        for group in &scene.groups {
            self.group(group, group.tone);
        }
        self.out.push_str("</svg>");
    }

    fn element(&mut self, name: &str, id: &str, text: &str) {
        let (prefix, text) = (&self.prefix, escaped(text));
        let _ = write!(self.out, "<{name} id=\"{prefix}{id}\">{text}</{name}>");
    }

    /// Stripes in the colour of each series that has a hatched mark.
    fn hatchings(&mut self, tones: &[Tone]) {
        for tone in tones {
            let (prefix, name) = (&self.prefix, tone_class(*tone));
            let _ = write!(
                self.out,
                "<pattern id=\"{prefix}-{name}\" class=\"hatch {name}\" width=\"6\" height=\"6\" \
                 patternUnits=\"userSpaceOnUse\" patternTransform=\"rotate(45)\">\
                 <path class=\"paper\" d=\"M0 0h6v6H0z\"/><path d=\"M0 0h3v6H0z\"/></pattern>"
            );
        }
    }

    fn group(&mut self, group: &Group, tone: Option<Tone>) {
        self.out.push_str("<g class=\"");
        self.out.push_str(group.role.class());
        if let Some(tone) = group.tone {
            self.out.push(' ');
            self.out.push_str(tone_class(tone));
        }
        self.out.push('"');
        let anchor = common_anchor(&group.nodes);
        if let Some(anchor) = anchor {
            self.anchor(anchor);
        }
        self.out.push('>');
        // Untitled shapes that differ in nothing share one path.
        let mut open = false;
        for node in &group.nodes {
            match node {
                Node::Shape(shape) if joins(shape) => {
                    self.out.push_str(if open { "" } else { "<path d=\"" });
                    open = true;
                    self.path(&shape.geometry);
                    continue;
                }
                _ if open => self.out.push_str("\"/>"),
                _ => {}
            }
            open = false;
            match node {
                Node::Group(group) => self.group(group, group.tone.or(tone)),
                Node::Shape(shape) => self.shape(shape, group.role, tone),
                Node::Text(text) => self.text(text, anchor.is_none()),
            }
        }
        self.out.push_str(if open { "\"/></g>" } else { "</g>" });
    }

    fn shape(&mut self, shape: &Shape, role: Role, tone: Option<Tone>) {
        let tag = match &shape.geometry {
            Geometry::Circle { centre: (x, y), radius } => {
                self.attribute("<circle cx=\"", *x);
                self.attribute("\" cy=\"", *y);
                self.attribute("\" r=\"", *radius);
                "circle"
            }
            outline => {
                self.out.push_str("<path d=\"");
                self.path(outline);
                "path"
            }
        };
        self.out.push('"');
        match (shape.finish, tone) {
            (Finish::Solid, _) => {}
            (Finish::Hollow, _) => self.out.push_str(" class=\"derived\""),
            (Finish::Hatched, Some(tone)) if role == Role::Bar => {
                let _ =
                    write!(self.out, " class=\"part\" fill=\"url(#{}-{})\"", self.prefix, tone_class(tone));
            }
            (Finish::Hatched, _) => self.out.push_str(" class=\"part\""),
        }
        match &shape.title {
            Some(title) => {
                let _ = write!(self.out, "><title>{}</title></{tag}>", escaped(title));
            }
            None => self.out.push_str("/>"),
        }
    }

    fn path(&mut self, geometry: &Geometry) {
        match geometry {
            Geometry::Rect { x, y, width, height } => {
                self.point('M', *x, *y);
                self.attribute("h", *width);
                self.attribute("v", *height);
                self.attribute("h", -*width);
                self.out.push('z');
            }
            Geometry::Path { points, closed } => {
                let mut last = None;
                for (x, y) in points {
                    match last {
                        None => self.point('M', *x, *y),
                        Some((_, above)) if tenths(above) == tenths(*y) => self.attribute("H", *x),
                        Some((before, _)) if tenths(before) == tenths(*x) => self.attribute("V", *y),
                        Some(_) => self.point('L', *x, *y),
                    }
                    last = Some((*x, *y));
                }
                self.out.push_str(if *closed { "z" } else { "" });
            }
            Geometry::Circle { .. } => {}
        }
    }

    fn point(&mut self, command: char, x: f64, y: f64) {
        self.out.push(command);
        self.number(x);
        if y >= 0.0 {
            self.out.push(' ');
        }
        self.number(y);
    }

    fn attribute(&mut self, lead: &str, value: f64) {
        self.out.push_str(lead);
        self.number(value);
    }

    fn text(&mut self, text: &Text, own_anchor: bool) {
        self.attribute("<text x=\"", text.x);
        self.attribute("\" y=\"", text.y);
        self.out.push('"');
        if own_anchor {
            self.anchor(text.anchor);
        }
        self.out.push('>');
        self.out.push_str(&escaped(&text.content));
        self.out.push_str("</text>");
    }

    fn anchor(&mut self, anchor: Anchor) {
        self.out.push_str(match anchor {
            Anchor::Start => "",
            Anchor::Middle => " text-anchor=\"middle\"",
            Anchor::End => " text-anchor=\"end\"",
        });
    }

    /// A number with at most one decimal.
    fn number(&mut self, value: f64) {
        let tenths = tenths(value);
        if tenths < 0 {
            self.out.push('-');
        }
        // A drawing is mostly numbers, and the formatter takes three times as long for them.
        let digit = |n: u64| char::from(b'0' + (n % 10) as u8);
        let (whole, tenth) = (tenths.unsigned_abs() / 10, tenths.unsigned_abs() % 10);
        let mut power = 1;
        while whole / power >= 10 {
            power *= 10;
        }
        while power > 0 {
            self.out.push(digit(whole / power));
            power /= 10;
        }
        if tenth > 0 {
            self.out.push('.');
            self.out.push(digit(tenth));
        }
    }
}

fn tenths(value: f64) -> i64 {
    (value * 10.0).round() as i64
}

fn joins(shape: &Shape) -> bool {
    let plain = shape.title.is_none() && shape.finish == Finish::Solid;
    plain && !matches!(shape.geometry, Geometry::Circle { .. })
}

/// The anchor of all texts of a group, if they have one in common.
fn common_anchor(nodes: &[Node]) -> Option<Anchor> {
    let mut anchors = nodes.iter().filter_map(|node| match node {
        Node::Text(text) => Some(text.anchor),
        _ => None,
    });
    let first = anchors.next()?;
    anchors.all(|anchor| anchor == first).then_some(first)
}

/// The class of a colour; `palette` has a name for each of the hues.
fn tone_class(tone: Tone) -> &'static str {
    const HUES: [&str; 8] = ["s0", "s1", "s2", "s3", "s4", "s5", "s6", "s7"];
    match tone {
        Tone::Hue(index) => HUES[index % HUES.len()],
        Tone::Quiet => "quiet",
    }
}

/// Text as it may stand in an element or an attribute. Characters that XML has no place for are left out.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\t' | '\n' | '\r' => out.push(' '),
            '\0'..='\u{1F}' | '\u{FFFE}' | '\u{FFFF}' => {}
            _ => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_one_decimal_at_most() {
        let number = |value: f64| {
            let mut writer = Writer { out: String::new(), prefix: String::new() };
            writer.number(value);
            writer.out
        };
        assert_eq!(
            [12.0, 12.04, -0.05, -0.01, 3.96, -2.5].map(number),
            ["12", "12", "-0.1", "0", "4", "-2.5"]
        );
    }

    #[test]
    fn markup_in_texts_stays_text() {
        assert_eq!(escaped("<b a=\"1\">&\u{8}\n"), "&lt;b a=&quot;1&quot;&gt;&amp; ");
        assert!(!STYLE.contains('<') && !STYLE.contains('&'));
    }
}
