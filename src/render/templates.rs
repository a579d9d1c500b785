//! Page templates: the built-in ones and the site's, and what Tera says when one is wrong.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use serde::Serialize;
use tera::{Context, ErrorKind, Tera};

use super::Faults;
use super::closure;
use super::context::{PageContext, SiteContext};
use super::gaps::{Beyond, Gaps};
use super::nesting;
use super::papers_list;
use super::writer::Writer;
use crate::diag::{Diagnostic, Diagnostics, Place};
use crate::document::{self, Around, Embed, Node, Span, escape};
use crate::theme;

/// How often templates are read again after a faulty one has been left out.
const RETRIES: usize = 50;

/// What stands for all print templates together.
pub(super) const PRINT: &str = "print/";

/// All templates, ready to render.
pub struct Templates {
    tera: Tera,
    /// The site's own, for the places of mistakes in them.
    own: BTreeMap<Arc<str>, Arc<str>>,
    /// Of each template and all that it is made of; those of print, with what lies beside them, are [one](PRINT).
    fingerprints: BTreeMap<Arc<str>, u64>,
    gaps: Gaps,
}

impl std::fmt::Debug for Templates {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Templates").field("own", &self.own).finish_non_exhaustive()
    }
}

impl Templates {
    /// Reads the built-in templates and those of the site, which take their place name by name. Every faulty
    /// template is reported.
    pub fn new(
        own: &BTreeMap<Arc<str>, Arc<str>>,
        beside: &BTreeMap<Arc<str>, Arc<[u8]>>,
        diagnostics: &mut Diagnostics,
    ) -> Self {
        let mut state = DefaultHasher::new();
        own.iter().filter(|(name, _)| name.starts_with("print/")).for_each(|own| own.hash(&mut state));
        beside.hash(&mut state);
        let of_print = (Arc::from(PRINT), state.finish());
        let all = texts(own);
        let mut texts = views(&all);
        // Templates extend and include one another, so they are read together: when one is wrong, it is
        // reported and emptied, and all are read again.
        for _ in 0..RETRIES {
            match read(&texts) {
                Ok(tera) => {
                    let mut fingerprints = closure::fingerprints(&texts);
                    fingerprints.extend([of_print]);
                    return Templates { tera, own: own.clone(), fingerprints, gaps: Gaps::default() };
                }
                Err(error) => {
                    let (diagnostic, name) = build_error(&error, own);
                    diagnostics.push(diagnostic);
                    let faulty = texts.keys().copied().find(|known| Some(*known) == name.as_deref());
                    match faulty {
                        Some(name) if !texts[name].is_empty() => texts.insert(name, ""),
                        _ => break,
                    };
                }
            }
        }
        let fingerprints = BTreeMap::from([of_print]);
        Templates { tera: Tera::default(), own: own.clone(), fingerprints, gaps: Gaps::default() }
    }

    /// The site's own templates.
    pub fn own(&self) -> &BTreeMap<Arc<str>, Arc<str>> {
        &self.own
    }

    /// The fingerprint of a template with all that it extends, includes and uses.
    pub fn fingerprint(&self, name: &str) -> Option<u64> {
        self.fingerprints.get(name).copied()
    }

    /// The fingerprints of all templates by their names.
    pub fn fingerprints(&self) -> &BTreeMap<Arc<str>, u64> {
        &self.fingerprints
    }

    /// Renders a page. What its template adds to `site` and `page` is in `extra`.
    ///
    /// Calls in the template (`value(…)`, `chart(…)`) are written by the page's writer. A figure that only the
    /// template quotes has its papers on the page too: the page is then rendered a second time with them.
    pub fn render(
        &self,
        name: &str,
        site: &SiteContext,
        mut page: PageContext,
        extra: &[(&'static str, Extra<'_>)],
        writer: &mut Writer<'_>,
    ) -> Result<String, Faults> {
        // Noted as a fact that the page rests on.
        writer.world.template(name);
        let places = writer.papers.places();
        let mut known = writer.papers.len();
        loop {
            page.papers_html = papers_list::write(writer.papers.entries());
            if !self.own.is_empty() {
                // The built-in templates show the list as it is written above.
                page.papers = writer.papers.entries().cloned().collect();
            }
            page.sources = writer.papers.sources();
            let mut context = Context::new();
            context.insert("site", site);
            context.insert("page", &page);
            for (key, value) in extra {
                value.insert(key, &mut context);
            }
            let rendered = match self.tera.render(name, &context) {
                Ok(rendered) => rendered,
                Err(error) => return Err(self.all_faults(error, name, &context, writer)),
            };
            if !document::holds_calls(&rendered) {
                return Ok(rendered);
            }
            writer.papers.forget_places_after(places);
            let html = self.expanded(&rendered, name, writer)?;
            if writer.papers.len() == known {
                return Ok(html);
            }
            known = writer.papers.len();
        }
    }

    /// All that is wrong with a page that Tera has refused: what it stopped at, what it would have stopped at next, and the
    /// calls.
    fn all_faults(
        &self,
        error: tera::Error,
        name: &str,
        context: &Context,
        writer: &mut Writer<'_>,
    ) -> Faults {
        let all = texts(&self.own);
        let Beyond { errors, rendered } =
            self.gaps.beyond(error, name, context, &views(&all), |texts| read(texts).ok());
        let mut faults: Faults = errors.iter().map(|error| render_error(error, name)).collect();
        faults.extend(
            rendered.and_then(|rendered| self.expanded(&rendered, name, writer).err()).into_iter().flatten(),
        );
        faults
    }

    /// A template's output with its calls written.
    fn expanded(&self, rendered: &str, name: &str, writer: &mut Writer<'_>) -> Result<String, Faults> {
        expand(rendered, writer)
            .map_err(|faults| faults.into_iter().map(|fault| self.placed(fault, name)).collect())
    }

    /// A mistake in a call, at the name that it speaks of, in the template of the page or one that it is made of.
    fn placed(&self, fault: Diagnostic, name: &str) -> Diagnostic {
        let first = self.own.get_key_value(name);
        let others = self.own.iter().filter(|(other, _)| &***other != name);
        let found = fault.message.split('`').skip(1).step_by(2).find_map(|named| {
            let quoted = format!("\"{named}\"");
            let mut templates = first.into_iter().chain(others.clone());
            templates.find_map(|(name, text)| Some((name, text.find(&quoted)?, quoted.len())))
        });
        // Some findings speak of what a call asks for in words of their own.
        let found = found.or_else(|| {
            let mut templates = first.into_iter().chain(others.clone());
            templates.find_map(|(name, text)| {
                let arguments = text.split('"').skip(1).step_by(2).filter(|one| !one.is_empty());
                let longest =
                    arguments.filter(|one| fault.message.contains(one)).max_by_key(|one| one.len())?;
                Some((name, text.find(&format!("\"{longest}\""))?, longest.len() + 2))
            })
        });
        let place = match found {
            Some((name, at, length)) => place(name, at..at + length),
            None => place(name, 0..0),
        };
        Diagnostic { place, ..fault }
    }
}

/// The built-in page templates and the site's, which take their place name by name, and component by component: one that
/// the site defines, in whatever file, is left out of the built-in ones, and the others stay. Print templates are Typst.
fn texts(own: &BTreeMap<Arc<str>, Arc<str>>) -> BTreeMap<&str, Cow<'_, str>> {
    let own = || own.iter().filter(|(name, _)| !name.starts_with("print/"));
    let defined: BTreeSet<&str> = own().flat_map(|(_, text)| closure::components(text)).collect();
    let built_in = theme::TEMPLATES.iter().map(|(name, text)| {
        let is_replaced = own().any(|(own, _)| **own == **name);
        let name = if *name == COMPONENTS && is_replaced { BUILT_IN_COMPONENTS } else { name };
        (name, closure::without_components(text, |component| defined.contains(component)))
    });
    built_in.chain(own().map(|(name, text)| (&**name, Cow::Borrowed(&**text)))).collect()
}

fn views<'t>(texts: &'t BTreeMap<&'t str, Cow<'t, str>>) -> BTreeMap<&'t str, &'t str> {
    texts.iter().map(|(name, text)| (*name, &**text)).collect()
}

/// The template that defines all built-in components, and what it is called where the site has one of that name.
const COMPONENTS: &str = "components.html";
const BUILT_IN_COMPONENTS: &str = "built-in/components.html";

/// Reads templates together.
fn read(texts: &BTreeMap<&str, &str>) -> Result<Tera, tera::Error> {
    let mut tera = Tera::default();
    document::register(&mut tera);
    tera.add_raw_templates(texts.iter().map(|(name, text)| (*name, *text)))?;
    Ok(tera)
}

/// A value for a template beside `site` and `page`.
#[derive(Clone, Copy)]
pub struct Extra<'a>(&'a dyn ErasedInsert);

impl<'a> Extra<'a> {
    /// Anything that can be serialised.
    pub fn new<T: Serialize>(value: &'a T) -> Self {
        Extra(value)
    }

    fn insert(&self, key: &'static str, context: &mut Context) {
        self.0.insert_into(key, context);
    }
}

trait ErasedInsert {
    fn insert_into(&self, key: &'static str, context: &mut Context);
}

impl<T: Serialize> ErasedInsert for T {
    fn insert_into(&self, key: &'static str, context: &mut Context) {
        context.insert(key, self);
    }
}

/// Writes the calls in a template's output: as markup between tags, as plain text within one.
fn expand(rendered: &str, writer: &mut Writer<'_>) -> Result<String, Faults> {
    let mut html = String::with_capacity(rendered.len() + 1024);
    let mut faults = Faults::new();
    let cut = document::expand(rendered, &mut html, |node: &Node, out: &mut String| {
        // One that a loop repeats is one.
        faults.extend(writer.world.fault_of(node).filter(|fault| !faults.contains(fault)));
        let span = Span::new(0..0);
        let in_tag = out.rfind('<').is_some_and(|open| out.rfind('>').is_none_or(|close| close < open));
        if in_tag || is_open(out, "title") {
            let mut text = String::new();
            writer.plain(node, span, &mut text);
            escape::text(&text, out);
        } else {
            writer.node(node, span, Around::default(), out);
        }
    });
    if cut > 0 && faults.is_empty() {
        let message = "a filter has changed what a function yields";
        faults
            .push(Diagnostic::error("node-changed", Place::file(""), message).hint(
                "functions yield figures and charts, not text: use their arguments instead of filters",
            ));
    }
    if faults.is_empty() { Ok(html) } else { Err(faults) }
}

/// True if the text ends inside an element that holds text only.
fn is_open(html: &str, element: &str) -> bool {
    match html.rfind(&format!("<{element}>")) {
        Some(open) => !html[open..].contains(&format!("</{element}>")),
        None => false,
    }
}

/// What is wrong with a set of templates, and the name of the faulty one.
fn build_error(error: &tera::Error, own: &BTreeMap<Arc<str>, Arc<str>>) -> (Diagnostic, Option<String>) {
    match error.kind() {
        ErrorKind::SyntaxError(report) => {
            let (message, hint) = document::message_and_hint(report.message());
            let mut at = report.span().range.clone();
            let ends_early = message == "unexpected end of input";
            if ends_early {
                // Tera points at all that follows the tag that it read last.
                at = at.end..at.end;
            }
            let text = own.get(report.filename()).map(|text| &**text);
            if let Some((keyword, tag)) = text.and_then(|text| nesting::never_closed(text, at.end)) {
                let line = text.map_or(1, |text| text[..at.start].matches('\n').count() + 1);
                let before = if ends_early {
                    "at the end".to_owned()
                } else {
                    format!("before line {line} closes what is around it")
                };
                let diagnostic = Diagnostic::error(
                    "template-syntax",
                    place(report.filename(), tag),
                    format!("this `{keyword}` is never closed"),
                )
                .hint(format!("add `{{% end{keyword} %}}` {before}"));
                return (diagnostic, Some(report.filename().to_owned()));
            }
            let hint = hint.or_else(|| {
                ends_early
                    .then(|| "something above is never closed: a tag, a block, an `if` or a `for`".to_owned())
            });
            let diagnostic = Diagnostic::error("template-syntax", place(report.filename(), at), message);
            (with_hint(diagnostic, hint), Some(report.filename().to_owned()))
        }
        ErrorKind::MissingParent { current, parent } => {
            let message = format!("this template extends `{parent}`, which does not exist");
            let quoted = own.get(&**current).and_then(|text| Some((text.find(&**parent)?, parent.len())));
            let place =
                quoted.map_or_else(|| place(current, 0..0), |(at, length)| place(current, at..at + length));
            let diagnostic = Diagnostic::error("template-syntax", place, message);
            (with_hint(diagnostic, near_template(parent, own)), Some(current.clone()))
        }
        ErrorKind::CircularExtend { tpl, .. } | ErrorKind::CircularInclude { tpl, .. } => {
            let message = "this template comes back to itself through what it extends or includes";
            (Diagnostic::error("template-syntax", place(tpl, 0..1), message), Some(tpl.clone()))
        }
        _ => {
            // Unknown includes, components, filters and functions come as reports in one text; the first line of
            // each names the place.
            let text = error.to_string();
            if let Some(twice) = defined_twice(&text, own) {
                return twice;
            }
            let (message, name, at) = reported(&text, own);
            let (message, hint) = document::message_and_hint(&message);
            let missing = message.strip_prefix("unknown template `").and_then(|rest| rest.strip_suffix('`'));
            let hint = hint.or_else(|| near_template(missing?, own));
            let file = name.clone().unwrap_or_default();
            (with_hint(Diagnostic::error("template-syntax", place(&file, at), message), hint), name)
        }
    }
}

/// That two templates of the site define one component, at the second definition.
fn defined_twice(text: &str, own: &BTreeMap<Arc<str>, Arc<str>>) -> Option<(Diagnostic, Option<String>)> {
    if !text.contains("is defined in both") {
        return None;
    }
    let mut quoted = text.split('`').skip(1).step_by(2);
    let (component, first, second) = (quoted.next()?, quoted.next()?, quoted.next()?);
    let at = |name: &str| {
        let at = closure::definition(own.get(name)?, component)?;
        Some(place(name, at..at + component.len()))
    };
    let diagnostic = Diagnostic::error(
        "template-syntax",
        at(second)?,
        format!("the component `{component}` is defined in two templates"),
    )
    .hint("remove one of them, or give it another name");
    let diagnostic = match at(first) {
        Some(first) => diagnostic.related(first, "the other definition"),
        None => diagnostic,
    };
    Some((diagnostic, Some(second.to_owned())))
}

fn near_template(name: &str, own: &BTreeMap<Arc<str>, Arc<str>>) -> Option<String> {
    let known = theme::TEMPLATES.iter().map(|(name, _)| *name).chain(own.keys().map(|k| &**k));
    crate::diag::near_miss(name, known).map(|near| format!("did you mean `{near}`?"))
}

/// Message, template and place in a report that Tera gives as text: `error: … --> name:line:column`.
fn reported(
    text: &str,
    own: &BTreeMap<Arc<str>, Arc<str>>,
) -> (String, Option<String>, std::ops::Range<usize>) {
    let message = text.lines().next().unwrap_or_default().trim_start_matches("error: ").to_owned();
    let arrow = text.lines().find_map(|line| line.trim().strip_prefix("--> "));
    let Some((name, line, column)) = arrow.and_then(|at| {
        let (rest, column) = at.rsplit_once(':')?;
        let (name, line) = rest.rsplit_once(':')?;
        Some((name.to_owned(), line.parse::<usize>().ok()?, column.parse::<usize>().ok()?))
    }) else {
        return (message, None, 0..0);
    };
    let text = own.get(&*name).map_or("", |t| &**t);
    let start = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum::<usize>();
    let in_line: usize = text[start..].chars().take(column.saturating_sub(1)).map(char::len_utf8).sum();
    let start = start + in_line;
    // The report names the first character of a name or of a quoted text.
    let rest = &text[start..];
    let length = match rest.strip_prefix(['"', '\'']) {
        Some(quoted) => quoted.find(['"', '\'']).map_or(rest.len(), |end| end + 2),
        None => rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len()),
    };
    (message, Some(name), start..start + length.max(1).min(rest.len()))
}

fn render_error(error: &tera::Error, name: &str) -> Diagnostic {
    match error.kind() {
        ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => {
            let (message, hint) = document::message_and_hint(report.message());
            let place = place(report.filename(), report.span().range.clone());
            with_hint(Diagnostic::error("template-render", place, message), hint)
        }
        _ => Diagnostic::error("template-render", place(name, 0..0), error.to_string()),
    }
}

fn with_hint(diagnostic: Diagnostic, hint: Option<String>) -> Diagnostic {
    match hint {
        Some(hint) => diagnostic.hint(hint),
        None => diagnostic,
    }
}

/// A place in a template by its name.
fn place(name: &str, range: std::ops::Range<usize>) -> Place {
    Place::new(format!("templates/{name}"), range)
}
