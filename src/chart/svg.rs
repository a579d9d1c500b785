//! Writes a scene as SVG.
//!
//! Within a page, colours come by class from [`STYLE`](super::STYLE), which the page includes. A file embeds the
//! style sheet, and carries its colours as attributes too for programs that know no custom properties. For
//! print and raster images there are attributes alone. Numbers are written to 0.1 px.

mod number;
mod steps;

use std::borrow::Cow;
use std::fmt::Write as _;

use super::paint;
use super::palette::{LIGHT, Palette, STYLE};
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

/// For whom a scene is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Medium<'a> {
    /// A page that includes the style sheet.
    Page,
    /// A file of its own.
    File,
    /// A renderer without style sheets, in these colours.
    Resolved(&'a Palette),
}

/// Writes a scene; ids begin with `prefix`.
pub fn write(scene: &Scene, medium: Medium<'_>, prefix: &str) -> Svg {
    let palette = match medium {
        Medium::Page => None,
        Medium::File => Some(&LIGHT),
        Medium::Resolved(palette) => Some(palette),
    };
    let classes = !matches!(medium, Medium::Resolved(_));
    let mut writer =
        Writer { out: String::with_capacity(4096), prefix: escaped(prefix).into_owned(), classes, palette };
    writer.document(scene, medium == Medium::File);
    Svg { markup: writer.out, width: scene.width.round() as u32, height: scene.height.round() as u32 }
}

struct Writer<'a> {
    out: String,
    prefix: String,
    /// Whether roles are written as classes.
    classes: bool,
    /// The colours that are written as attributes.
    palette: Option<&'a Palette>,
}

impl Writer<'_> {
    fn document(&mut self, scene: &Scene, styled: bool) {
        let prefix = self.prefix.clone();
        let (width, height) = (scene.width.round(), scene.height.round());
        let _ = write!(
            self.out,
            "<svg{}{} viewBox=\"0 0 {width} {height}\" \
             width=\"{width}\" height=\"{height}\" role=\"{}\" aria-labelledby=\"{prefix}-t {prefix}-d\"",
            // A page knows what an `svg` is.
            if self.palette.is_some() { " xmlns=\"http://www.w3.org/2000/svg\"" } else { "" },
            if self.classes { " class=\"chart\"" } else { "" },
            // What is in a picture cannot be reached; links can.
            if self.classes && scene.has_links() { "group" } else { "img" }
        );
        if let Some(palette) = self.palette {
            let (fonts, size) = (paint::FONTS, Role::Value.font().size);
            let _ = write!(self.out, " font-family=\"{fonts}\" font-size=\"{size}\"");
            paint::colour(&mut self.out, "fill", palette.ink);
        }
        self.out.push('>');
        self.element("title", "-t", &scene.title);
        self.element("desc", "-d", &scene.desc);
        if styled {
            // In an SVG file a `<` would end the style; the style holds none, and a test says so.
            let _ = write!(self.out, "<style>{STYLE}</style>");
        }
        if self.palette.is_some() {
            self.paper(&format!("M0 0h{width}v{height}H0z"));
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
                "<pattern id=\"{prefix}-{name}\" width=\"6\" height=\"6\" \
                 patternUnits=\"userSpaceOnUse\" patternTransform=\"rotate(45)\">"
            );
            self.paper("M0 0h6v6H0z");
            self.out.push_str("<path");
            self.class(Role::Bar, Some(*tone));
            self.out.push_str(" d=\"M0 0h3v6H0z\"/></pattern>");
        }
    }

    /// An area in the colour of the paper.
    fn paper(&mut self, outline: &str) {
        self.out.push_str("<path");
        if self.classes {
            self.out.push_str(" class=\"paper\"");
        }
        if let Some(palette) = self.palette {
            paint::colour(&mut self.out, "fill", palette.paper);
        }
        let _ = write!(self.out, " d=\"{outline}\"/>");
    }

    /// The looks of a role: as class, as attributes or both.
    fn class(&mut self, role: Role, tone: Option<Tone>) {
        if self.classes {
            self.out.push_str(" class=\"");
            self.out.push_str(role.class());
            if let Some(tone) = tone {
                self.out.push(' ');
                self.out.push_str(tone_class(tone));
            }
            self.out.push('"');
        }
        if let Some(palette) = self.palette {
            paint::of_group(&mut self.out, role, tone, palette);
        }
    }

    fn group(&mut self, group: &Group, tone: Option<Tone>) {
        // Links are for pages.
        let link = group.link.as_ref().filter(|_| self.classes);
        self.out.push_str(if link.is_some() { "<a" } else { "<g" });
        if let Some(link) = link {
            let _ = write!(self.out, " href=\"{}\"", escaped(link));
        }
        self.class(group.role, group.tone);
        let anchor = common_anchor(&group.nodes);
        if let Some(anchor) = anchor {
            self.anchor(anchor);
        }
        self.out.push('>');
        // Untitled shapes that differ in nothing share one path.
        let mut open = false;
        for node in &group.nodes {
            match node {
                Node::Shape(shape) if self.joins(shape) => {
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
        self.out.push_str(if open { "\"/>" } else { "" });
        self.out.push_str(if link.is_some() { "</a>" } else { "</g>" });
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
        let class = match shape.finish {
            Finish::Solid => "",
            Finish::Hollow => " class=\"derived\"",
            Finish::Hatched => " class=\"part\"",
        };
        self.out.push_str(if self.classes { class } else { "" });
        if let (Finish::Hatched, Role::Bar, Some(tone)) = (shape.finish, role, tone) {
            let _ = write!(self.out, " fill=\"url(#{}-{})\"", self.prefix, tone_class(tone));
        }
        if let Some(palette) = self.palette {
            paint::of_finish(&mut self.out, shape.finish, role, tone, palette);
        }
        match &shape.title {
            // No pointer reaches into a picture or a sheet of paper.
            Some(title) if self.classes => {
                let _ = write!(self.out, "><title>{}</title></{tag}>", escaped(title));
            }
            _ => self.out.push_str("/>"),
        }
    }

    /// Whether a shape differs in nothing from others of its group.
    fn joins(&self, shape: &Shape) -> bool {
        let plain = (shape.title.is_none() || !self.classes) && shape.finish == Finish::Solid;
        plain && !matches!(shape.geometry, Geometry::Circle { .. })
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
            Geometry::Path { points, closed } => steps::write(&mut self.out, points, *closed),
            Geometry::Outline { parts, closed } => {
                parts.iter().for_each(|part| steps::write(&mut self.out, part, *closed));
            }
            Geometry::Ribbon { course, thickness } => steps::write_ribbon(&mut self.out, course, *thickness),
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

    fn number(&mut self, value: f64) {
        number::write(&mut self.out, number::tenths(value));
    }
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
    const SHADES: [&str; 6] = ["h1", "h2", "h3", "h4", "h5", "h6"];
    const COUNTERS: [&str; 6] = ["c1", "c2", "c3", "c4", "c5", "c6"];
    const HUES: [&str; 8] = ["s0", "s1", "s2", "s3", "s4", "s5", "s6", "s7"];
    match tone {
        Tone::Hue(index) => HUES[index % HUES.len()],
        Tone::Quiet => "quiet",
        Tone::Shade(level) => SHADES[usize::from(level.clamp(1, 6)) - 1],
        Tone::Counter(level) => COUNTERS[usize::from(level.clamp(1, 6)) - 1],
    }
}

/// Text as it may stand in an element or an attribute. Characters that XML has no place for are left out.
fn escaped(text: &str) -> Cow<'_, str> {
    // U+FFFE and U+FFFF begin with this byte, as other characters do.
    let is_plain = |byte: u8| byte >= b' ' && !matches!(byte, b'&' | b'<' | b'>' | b'"' | 0xEF);
    if text.bytes().all(is_plain) {
        return Cow::Borrowed(text);
    }
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
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_in_texts_stays_text() {
        assert_eq!(escaped("<b a=\"1\">&\u{8}\n"), "&lt;b a=&quot;1&quot;&gt;&amp; ");
        assert!(!STYLE.contains('<') && !STYLE.contains('&'));
    }
}
