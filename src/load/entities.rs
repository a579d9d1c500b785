//! Lowers the files of `data/entities/`: places, ports, corridors and whatever other kinds a site declares.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::config::{Config, EntityKind, Field, FieldType};
use super::geography::{Location, Route};
use super::in_parallel;
use super::raw::{Entries, RawEntity, RawField};
use super::reader::Reader;
use super::text::{Origin, Text};
use super::yaml::{Document, Step};
use crate::diag::{Diagnostic, Diagnostics, Place, near_miss};
use crate::document;
use crate::model::Digits;
use crate::model::address::web_address;

/// A decoded file of `data/entities`.
type EntityFile = (Document, Entries<Arc<str>, RawEntity>);

/// Something of the world that figures are about.
#[derive(Clone, Debug)]
pub struct Entity {
    /// Its name in the data.
    pub id: Arc<str>,
    /// Its kind, as `site.yaml` declares it.
    pub kind: Arc<str>,
    /// What readers call it.
    pub name: Arc<str>,
    /// The last part of its page's address.
    pub slug: Arc<str>,
    /// Its other names and spellings.
    pub spellings: Vec<Arc<str>>,
    /// What it is, in a sentence or two.
    pub summary: Option<Text>,
    /// What else is to say of it.
    pub body: Option<document::Document>,
    /// Its fields in the order of its kind's schema.
    pub fields: Vec<FieldValue>,
    /// Where it lies.
    pub location: Option<Location>,
    /// The ways that it takes from place to place.
    pub routes: Vec<Route>,
    body_origin: Origin,
    origin: Origin,
}

impl Entity {
    /// The entities that its fields and its routes name.
    pub fn names(&self) -> impl Iterator<Item = &Arc<str>> {
        let fields = self.fields.iter().flat_map(|field| &field.values).filter_map(|value| match value {
            Scalar::Entity(id) => Some(id),
            _ => None,
        });
        fields.chain(self.routes.iter().flat_map(|route| &route.through))
    }

    /// The document that its record stands in.
    pub(super) fn document(&self) -> &Document {
        self.origin.document()
    }

    /// Where the value at the end of a path of keys and indices of its record stands.
    pub fn place_below(&self, steps: &[Step<'_>]) -> Place {
        self.origin.below(steps).place()
    }

    /// The place of a stretch of its body.
    pub fn body_place(&self, span: document::Span) -> Place {
        self.body_origin.stretch(span.range())
    }

    /// The text of its body as YAML decodes it, which the spans of its body count in.
    pub fn body_source(&self) -> String {
        self.body_origin.decoded()
    }
}

/// A field of an entity.
#[derive(Clone, Debug)]
pub struct FieldValue {
    /// Its key in the data.
    pub name: Arc<str>,
    /// What readers see before it.
    pub label: Arc<str>,
    /// What it says.
    pub values: Vec<Scalar>,
}

/// One value of a field.
#[derive(Clone, Debug)]
pub enum Scalar {
    /// A text.
    Text(Text),
    /// A number with the digits that are written.
    Number(Digits),
    /// A day.
    Date(jiff::civil::Date),
    /// An address on the web.
    Url(Arc<str>),
    /// Another entity.
    Entity(Arc<str>),
}

/// What the files say.
#[derive(Debug)]
pub(super) struct Entities {
    /// The kind of each, those included that are wrong.
    pub kinds: BTreeMap<Arc<str>, Arc<str>>,
    pub by_id: BTreeMap<Arc<str>, Arc<Entity>>,
}

/// Reads the files of `data/entities`.
pub(super) fn read(
    documents: Vec<Document>,
    config: &Config,
    reader: &Reader,
    faulty: &mut BTreeSet<Arc<str>>,
    diagnostics: &mut Diagnostics,
) -> Entities {
    let decoded: Vec<EntityFile> = in_parallel(documents, diagnostics, |mut document, found| {
        let entries = document.decode(found).unwrap_or_default();
        Some((document, entries))
    });
    decoded.iter().for_each(|(document, _)| faulty.extend(document.faulty_keys()));
    let kinds = ids(&decoded, diagnostics);
    let by_id = lower(config, decoded, &kinds, reader, diagnostics);
    Entities { kinds, by_id }
}

/// The ids of all entities, each with its kind; a second one of the same id is reported.
fn ids(files: &[EntityFile], diagnostics: &mut Diagnostics) -> BTreeMap<Arc<str>, Arc<str>> {
    let mut first: BTreeMap<Arc<str>, (usize, usize)> = BTreeMap::new();
    let mut kinds = BTreeMap::new();
    for (file, (document, entries)) in files.iter().enumerate() {
        for (index, (id, raw)) in entries.0.iter().enumerate() {
            if let Some((other, at)) = first.get(id) {
                let message = format!("there are two entities `{id}`");
                diagnostics.push(
                    Diagnostic::error("duplicate-id", document.key(&[index.into()]), message)
                        .hint("give one of them another id, or remove it")
                        .related(files[*other].0.key(&[(*at).into()]), "the first is here"),
                );
            } else {
                first.insert(id.clone(), (file, index));
                kinds.insert(id.clone(), raw.kind.clone());
            }
        }
    }
    kinds
}

/// The entities of all files.
fn lower(
    config: &Config,
    files: Vec<EntityFile>,
    kinds: &BTreeMap<Arc<str>, Arc<str>>,
    reader: &Reader,
    diagnostics: &mut Diagnostics,
) -> BTreeMap<Arc<str>, Arc<Entity>> {
    let mut lowering = Lowering { config, kinds, reader, diagnostics };
    let mut entities = BTreeMap::new();
    for (document, entries) in files {
        for (index, (id, raw)) in entries.0.into_iter().enumerate() {
            let Some(entity) = lowering.entity(&document, index, &id, raw) else { continue };
            entities.entry(id).or_insert_with(|| Arc::new(entity));
        }
    }
    entities
}

struct Lowering<'a> {
    config: &'a Config,
    kinds: &'a BTreeMap<Arc<str>, Arc<str>>,
    reader: &'a Reader,
    diagnostics: &'a mut Diagnostics,
}

impl Lowering<'_> {
    fn entity(&mut self, document: &Document, index: usize, id: &Arc<str>, raw: RawEntity) -> Option<Entity> {
        let step = Step::Index(index);
        let Some(kind) = self.config.entities.get(&raw.kind) else {
            let known = self.config.entities.keys().map(|k| &**k);
            let place = document.value(&[step, "kind".into()]);
            self.diagnostics.push(super::unknown("kind of entity", place, &raw.kind, known));
            return None;
        };
        for name in raw.fields.keys().filter(|name| !kind.has_field(name)) {
            self.unknown_field(document, &[step, Step::Key(name)], name, &raw.kind, kind);
        }
        let mut fields = Vec::new();
        for (name, field) in &kind.fields {
            match raw.fields.get(&**name) {
                Some(value) => fields.push(self.field(document, index, name, field, value)),
                None if field.required && document.is_whole(&[step]) => self.diagnostics.push(
                    Diagnostic::error(
                        "missing-key",
                        document.key(&[step]),
                        format!("the key `{name}` is missing"),
                    )
                    .hint(format!("add `{name}:`; site.yaml says that every {} has it", raw.kind)),
                ),
                None => {}
            }
        }
        let summary = raw.summary.as_deref().map(|text| {
            Text::read(self.reader, text, Origin::new(document, &[step, "summary".into()]), self.diagnostics)
        });
        let body_origin = Origin::new(document, &[step, "body".into()]);
        let body = raw.body.as_deref().map(|text| self.body(&body_origin, document, text));
        let slug = raw.slug.unwrap_or_else(|| id.clone());
        Some(Entity {
            id: id.clone(),
            kind: raw.kind,
            name: raw.name,
            slug,
            spellings: raw.spellings,
            summary,
            body,
            fields,
            location: raw.location,
            routes: raw.routes,
            body_origin,
            origin: Origin::new(document, &[step]),
        })
    }

    /// The body is a narrative of its own, whose places count in the decoded text.
    fn body(&mut self, origin: &Origin, document: &Document, text: &str) -> document::Document {
        let mut found = Diagnostics::new();
        let body = self.reader.document(document.path(), text, 0..text.len(), &mut found);
        self.diagnostics.extend(found.into_iter().map(|d| {
            let place = origin.stretch(d.place.start..d.place.end);
            Diagnostic { place, ..d }
        }));
        body
    }

    fn unknown_field(
        &mut self,
        document: &Document,
        path: &[Step<'_>],
        name: &str,
        kind_name: &str,
        kind: &EntityKind,
    ) {
        let known: Vec<&str> = ["name", "slug", "spellings", "summary", "body", "location", "routes"]
            .into_iter()
            .chain(kind.fields.iter().map(|(name, _)| &**name))
            .collect();
        let message = format!("unknown key `{name}` in an entity of kind {kind_name}");
        let hint = match near_miss(name, known.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("known here: {}", known.join(", ")),
        };
        self.diagnostics.push(Diagnostic::error("unknown-key", document.key(path), message).hint(hint));
    }

    fn field(
        &mut self,
        document: &Document,
        index: usize,
        name: &Arc<str>,
        field: &Field,
        value: &RawField,
    ) -> FieldValue {
        let path = [Step::Index(index), Step::Key(name)];
        let texts: &[String] = match value {
            RawField::One(text) => std::slice::from_ref(text),
            RawField::Mapping => {
                let message = format!("`{name}` is a text, a number or a list of them, not a mapping");
                self.diagnostics.push(Diagnostic::error("wrong-type", document.value(&path), message));
                &[]
            }
            RawField::Many(list) => {
                if !field.list {
                    let message = format!("`{name}` is one value, not a list");
                    self.diagnostics.push(Diagnostic::error("wrong-type", document.value(&path), message));
                }
                list
            }
        };
        let many = matches!(value, RawField::Many(_));
        let values = texts
            .iter()
            .enumerate()
            .map(|(at, text)| {
                let full = [path[0], path[1], Step::Index(at)];
                self.scalar(document, if many { &full } else { &path }, field, text)
            })
            .collect();
        let label = field.label.clone().unwrap_or_else(|| name.clone());
        FieldValue { name: name.clone(), label, values }
    }

    fn scalar(&mut self, document: &Document, path: &[Step<'_>], field: &Field, text: &str) -> Scalar {
        let problem = match field.of {
            FieldType::Entity => match self.kinds.get(text) {
                None => {
                    let known = self.kinds.keys().map(|k| &**k);
                    self.diagnostics.push(super::unknown("entity", document.value(path), text, known));
                    None
                }
                Some(kind) => field
                    .kind
                    .as_ref()
                    .filter(|wanted| *wanted != kind)
                    .map(|wanted| format!("`{text}` is of kind {kind}, not {wanted}")),
            },
            FieldType::Number => match text.parse() {
                Ok(number) => return Scalar::Number(number),
                Err(message) => Some(message),
            },
            FieldType::Date => match text.parse() {
                Ok(date) => return Scalar::Date(date),
                Err(_) => Some(format!("`{text}` is no date; write one such as 2025-07-26")),
            },
            FieldType::Url => web_address(text).err(),
            FieldType::Text => None,
        };
        if let Some(message) = problem {
            let (message, hint) = message.split_once("; ").map_or((&*message, None), |(m, h)| (m, Some(h)));
            let diagnostic = Diagnostic::error("bad-value", document.value(path), message);
            self.diagnostics.push(match hint {
                Some(hint) => diagnostic.hint(hint),
                None => diagnostic,
            });
        }
        match field.of {
            FieldType::Entity => Scalar::Entity(text.into()),
            FieldType::Url => Scalar::Url(text.into()),
            _ => Scalar::Text(Text::read(self.reader, text, Origin::new(document, path), self.diagnostics)),
        }
    }
}
