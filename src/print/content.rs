//! The tree as Typst content.
//!
//! The words that it uses (`callout`, `sheet`, `task` …) are defined by the print template `elements.typ`, which
//! gives them their looks.

use super::script::Script;
use crate::diag::Place;
use crate::document::{
    Alignment, Block, BlockKind, Cell, Code, Document, Footnote, Heading, Inline, InlineKind, Item, Link,
    List, Node, Span, Table,
};

/// What the writer asks of the site.
pub trait Embed {
    /// Writes a node as content.
    fn node(&mut self, node: &Node, span: Span, around: Around, script: &mut Script);

    /// A line of text without its markup.
    fn plain(&mut self, content: &[Inline]) -> String;

    /// Where a link leads.
    fn link(&mut self, destination: &str, span: Span) -> Leads;

    /// The path in the composition of a picture; none if there is no such picture.
    fn picture(&mut self, destination: &str, span: Span) -> Option<String>;

    /// A place in the file that is written.
    fn place(&self, span: Span) -> Place;

    /// What labels of this text begin with, where several stand in one PDF.
    fn prefix(&self) -> &str;

    /// Whether HTML in the text is markup, which paper cannot show, or text like any other.
    fn html_is_markup(&self) -> bool;

    /// Takes a block of the document, one after another.
    fn block(&mut self, block: Script);
}

/// Where a link leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Leads {
    /// To nothing that paper can lead to.
    Nowhere,
    /// To an address on the web.
    Web(String),
    /// To a label in this PDF.
    Within(String),
}

/// What a node stands in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Around {
    /// In a heading, which is repeated in contents and running heads: no notes.
    pub heading: bool,
    /// In a link.
    pub link: bool,
}

/// Writes a document, each of its blocks by itself; its headings begin at level `top`.
pub fn write_document(document: &Document, top: u8, embed: &mut impl Embed) {
    let mut levels = Vec::new();
    for block in &document.blocks {
        let mut script = Script::new();
        let mut writer = Writer {
            embed,
            script: &mut script,
            footnotes: &document.footnotes,
            around: Around::default(),
            top,
            levels,
            last: None,
        };
        writer.blocks(std::slice::from_ref(block));
        levels = writer.levels;
        embed.block(script);
    }
}

/// Writes a line of text.
pub fn write_line(content: &[Inline], around: Around, script: &mut Script, embed: &mut impl Embed) {
    let mut writer = Writer { embed, script, footnotes: &[], around, top: 1, levels: Vec::new(), last: None };
    writer.inlines(content);
}

struct Writer<'a, E> {
    embed: &'a mut E,
    script: &'a mut Script,
    footnotes: &'a [Footnote],
    around: Around,
    top: u8,
    /// The levels of the headings that the text is below, as the author wrote them.
    levels: Vec<u8>,
    /// The last character of the text so far, within a paragraph.
    last: Option<char>,
}

impl<E: Embed> Writer<'_, E> {
    fn blocks(&mut self, blocks: &[Block]) {
        for block in blocks {
            let place = self.embed.place(block.span);
            let start = self.script.here();
            self.block(block);
            self.script.came_from(start, place);
        }
    }

    fn block(&mut self, block: &Block) {
        self.last = None;
        match &block.kind {
            BlockKind::Paragraph(content) | BlockKind::Plain(content) => {
                self.inlines(content);
                self.script.code("\n\n");
            }
            BlockKind::Heading(heading) => self.heading(heading),
            BlockKind::List(list) => self.list(list),
            BlockKind::Quote(blocks) => {
                self.script.code("#quote(block: true)[");
                self.blocks(blocks);
                self.script.code("];\n\n");
            }
            BlockKind::Callout(callout, blocks) => {
                self.script.code(&format!("#callout(\"{}\")[", callout.as_str()));
                self.blocks(blocks);
                self.script.code("];\n\n");
            }
            BlockKind::Code(code) => self.listing(code, block.span),
            BlockKind::Table(table) => self.table(table),
            BlockKind::Rule => self.script.code("#pause();\n\n"),
            BlockKind::Html(content) => {
                if !self.embed.html_is_markup() {
                    self.inlines(content);
                    self.script.code("\n\n");
                }
            }
            BlockKind::Node(node) => {
                self.embed.node(node, block.span, self.around, self.script);
                self.script.code("\n\n");
            }
        }
    }

    /// Levels are those of the outline: the first is the top one, and none is left out on the way down.
    fn heading(&mut self, heading: &Heading) {
        while self.levels.last().is_some_and(|level| *level >= heading.level) {
            self.levels.pop();
        }
        let level = usize::from(self.top) + self.levels.len();
        self.levels.push(heading.level);
        let label = format!("{}{}", self.embed.prefix(), heading.id);
        self.script.code(&format!("#heading(level: {level})["));
        let outer = self.around;
        self.around.heading = true;
        self.inlines(&heading.content);
        self.around = outer;
        self.script.code("];#label(");
        self.script.literal(&label);
        self.script.code(");\n\n");
    }

    fn list(&mut self, list: &List) {
        let is_tight =
            |item: &Item| item.blocks.iter().all(|block| !matches!(block.kind, BlockKind::Paragraph(_)));
        let tight = list.items.iter().all(is_tight);
        match list.start {
            Some(start) => self.script.code(&format!("#enum(tight: {tight}, start: {start}")),
            None => self.script.code(&format!("#list(tight: {tight}")),
        }
        for item in &list.items {
            self.script.code(", [");
            if let Some(done) = item.task {
                self.script.code(&format!("#task({done});"));
            }
            self.blocks(&item.blocks);
            self.script.code("]");
        }
        self.script.code(");\n\n");
    }

    fn listing(&mut self, code: &Code, span: Span) {
        let place = self.embed.place(span);
        self.script.code("#raw(block: true, ");
        self.script.verbatim(&code.text, &place);
        self.script.code(");\n\n");
    }

    fn table(&mut self, table: &Table) {
        let columns = table.head.len();
        let decimals: Vec<Option<Vec<String>>> =
            (0..columns).map(|column| self.lacking(table, column)).collect();
        self.script.code("#sheet(align: (");
        for (column, decimal) in decimals.iter().enumerate() {
            let alignment = match table.alignments.get(column).copied().unwrap_or_default() {
                _ if decimal.is_some() => "right",
                Alignment::None | Alignment::Left => "left",
                Alignment::Center => "center",
                Alignment::Right => "right",
            };
            self.script.code(alignment);
            self.script.code(", ");
        }
        self.script.code("), head: (");
        for cell in &table.head {
            self.cell(cell, None);
        }
        self.script.code("), rows: (");
        for (at, row) in table.rows.iter().enumerate() {
            self.script.code("(");
            for (column, cell) in row.iter().enumerate() {
                let lacking = decimals.get(column).and_then(|d| d.as_ref()?.get(at).cloned());
                self.cell(cell, lacking.as_deref());
            }
            self.script.code("), ");
        }
        self.script.code("));\n\n");
    }

    fn cell(&mut self, cell: &Cell, lacking: Option<&str>) {
        self.last = None;
        self.script.code("[");
        self.inlines(&cell.content);
        if let Some(lacking) = lacking.filter(|text| !text.is_empty()) {
            self.script.code("#room(");
            self.script.literal(lacking);
            self.script.code(");");
        }
        self.script.code("], ");
    }

    /// Of a column of figures that are set to the right: what each lacks after its last digit to stand at the
    /// decimal point. None for other columns.
    fn lacking(&mut self, table: &Table, column: usize) -> Option<Vec<String>> {
        if table.alignments.get(column) != Some(&Alignment::Right) {
            return None;
        }
        let cells = table
            .rows
            .iter()
            .map(|row| row.get(column).map_or(String::new(), |cell| self.embed.plain(&cell.content)));
        let cells: Vec<String> = cells.collect();
        Some(lacking_decimals(cells.iter().map(String::as_str)))
    }

    fn inlines(&mut self, content: &[Inline]) {
        let mut rest = content.iter().peekable();
        while let Some(inline) = rest.next() {
            self.inline(inline, rest.peek().copied());
        }
    }

    fn inline(&mut self, inline: &Inline, next: Option<&Inline>) {
        let place = self.embed.place(inline.span);
        match &inline.kind {
            InlineKind::Text(text) => {
                self.script.text(text, &place);
                self.last = text.chars().next_back();
            }
            InlineKind::Emphasis(content) => self.wrapped("emph", content),
            InlineKind::Strong(content) => self.wrapped("strong", content),
            InlineKind::Strikethrough(content) => self.wrapped("strike", content),
            InlineKind::Code(code) => {
                self.script.code("#raw(");
                self.script.verbatim(code, &place);
                self.script.code(");");
                self.last = None;
            }
            InlineKind::Link(link) => self.link(link, inline.span),
            InlineKind::Image(image) => self.picture(image, inline.span),
            InlineKind::SoftBreak => {
                // Chinese has no spaces between lines.
                let between_characters = self.last.is_some_and(is_han)
                    && matches!(next, Some(Inline { kind: InlineKind::Text(text), .. }) if text.starts_with(is_han));
                if !between_characters {
                    self.script.text(" ", &place);
                }
            }
            InlineKind::HardBreak => self.script.code("#linebreak();"),
            InlineKind::Html(html) => {
                if !self.embed.html_is_markup() && !html.trim_start().starts_with("<!--") {
                    self.script.text(html, &place);
                }
            }
            InlineKind::FootnoteReference(reference) => {
                let label = format!("{}fn-{}", self.embed.prefix(), reference.footnote + 1);
                match self.footnotes.get(reference.footnote) {
                    Some(footnote) if reference.occurrence == 1 => self.footnote(footnote, &label),
                    Some(_) => {
                        self.script.code("#footnote(label(");
                        self.script.literal(&label);
                        self.script.code("));");
                    }
                    None => {}
                }
            }
            InlineKind::Node(node) => {
                self.embed.node(node, inline.span, self.around, self.script);
                self.last = None;
            }
        }
    }

    fn footnote(&mut self, footnote: &Footnote, label: &str) {
        self.script.code("#footnote[");
        self.blocks(&footnote.blocks);
        self.script.code("];#label(");
        self.script.literal(label);
        self.script.code(");");
    }

    fn wrapped(&mut self, function: &str, content: &[Inline]) {
        self.script.code(&format!("#{function}["));
        self.inlines(content);
        self.script.code("];");
    }

    fn link(&mut self, link: &Link, span: Span) {
        let leads = if self.around.link { Leads::Nowhere } else { self.embed.link(&link.destination, span) };
        let close = match leads {
            Leads::Nowhere => "",
            Leads::Web(address) => {
                self.script.code("#web(");
                self.script.literal(&address);
                self.script.code(")[");
                "];"
            }
            Leads::Within(label) => {
                self.script.code("#within(");
                self.script.literal(&label);
                self.script.code(")[");
                "];"
            }
        };
        let outer = self.around;
        self.around.link = true;
        self.inlines(&link.content);
        self.around = outer;
        self.script.code(close);
    }

    fn picture(&mut self, image: &Link, span: Span) {
        let alternative = self.embed.plain(&image.content);
        let place = self.embed.place(span);
        match self.embed.picture(&image.destination, span) {
            Some(path) => {
                let start = self.script.here();
                // One without alternative text is an ornament.
                let is_ornament = alternative.is_empty();
                self.script.code(if is_ornament { "#ornament(image(" } else { "#picture(image(" });
                self.script.literal(&path);
                if !is_ornament {
                    self.script.code(", alt: ");
                    self.script.literal(&alternative);
                }
                self.script.code("));");
                self.script.came_from(start, place);
            }
            None => self.script.text(&alternative, &place),
        }
    }
}

/// True for Chinese characters and their punctuation.
fn is_han(c: char) -> bool {
    matches!(u32::from(c), 0x3000..=0x303F | 0x3400..=0x9FFF | 0xF900..=0xFAFF | 0xFF00..=0xFFEF | 0x20000..=0x3FFFF)
}

/// What each figure of a column lacks after its last digit to stand at the decimal point, as a text of that width.
/// What follows the digits (a percent sign, a mark) is as wide in all of them, or they are not figures of one kind.
pub fn lacking_decimals<'c>(cells: impl Iterator<Item = &'c str> + Clone) -> Vec<String> {
    let decimals = |cell: &str| {
        let last = cell.rfind(|c: char| c.is_ascii_digit())? + 1;
        let point = cell[..last].rfind(['.', ',']).filter(|point| {
            // A separator of thousands is followed by three digits and is no decimal point.
            let digits = last - point - 1;
            cell[*point..last].starts_with('.') || digits != 3
        });
        Some(point.map_or(0, |point| last - point - 1))
    };
    let most = cells.clone().filter_map(decimals).max().unwrap_or(0);
    cells
        .map(|cell| match decimals(cell) {
            None => String::new(),
            Some(_) if most == 0 => String::new(),
            Some(0) => format!(".{}", "0".repeat(most)),
            Some(own) => "0".repeat(most - own),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_stand_at_the_decimal_point() {
        let lacking = |cells: &[&str]| lacking_decimals(cells.iter().copied());
        assert_eq!(lacking(&["280.75", "1,234", "–", "12.5"]), ["", ".00", "", "0"]);
        assert_eq!(lacking(&["1,234", "12"]), ["", ""]);
        assert_eq!(lacking(&["3,5 %", "12 %"]), ["", ".0"]);
    }
}
