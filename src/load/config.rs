//! `site.yaml`: what a site is called, how it is laid out, and which records get pages.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, de};

use super::pictures::{self, PictureSettings};
use super::print::{self, PrintSettings};
use super::raw::Entries;
use super::yaml::Document;
use crate::diag::{Diagnostic, Diagnostics};
use crate::model::Formatter;
use crate::model::address::{mail_address, optional_address, optional_web_address};
use crate::model::series::optional_date;
use crate::model::words::Words;

/// A site's settings.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// The site's name.
    pub title: Arc<str>,
    /// What it is about, in a sentence or two.
    #[serde(default)]
    pub description: Arc<str>,
    /// Where it will be published; absolute links need it.
    pub base_url: Option<Arc<str>>,
    /// BCP 47 tag of its language.
    #[serde(default = "english")]
    pub language: Arc<str>,
    /// IANA name of the time zone that its dates are in.
    pub time_zone: Option<Arc<str>>,
    /// Who publishes it.
    pub publisher: Option<Named>,
    /// What may be done with it.
    pub licence: Option<Named>,
    /// Whom readers can ask.
    pub contact: Option<Contact>,
    /// The entries of its navigation.
    #[serde(default)]
    pub navigation: Vec<NavigationEntry>,
    /// The day that it speaks of: what is known is known as of it, and what ends has ended by it.
    #[serde(default, deserialize_with = "optional_date")]
    pub as_of: Option<Date>,
    /// How briefings are printed; none if they are not.
    #[serde(default = "print::by_default", deserialize_with = "print::settings")]
    #[schemars(with = "print::Printing")]
    pub print: Option<PrintSettings>,
    /// The smaller versions of the pictures that pages show; none if there are to be none.
    #[serde(default = "pictures::by_default", deserialize_with = "pictures::settings")]
    #[schemars(with = "pictures::Scaling")]
    pub pictures: Option<PictureSettings>,
    /// How links between pages are written.
    #[serde(default)]
    pub links: LinkStyle,
    /// Which records get a page each.
    #[serde(default)]
    pub records: Vec<Records>,
    /// The kinds of entity and the fields of their records.
    #[serde(default)]
    pub entities: BTreeMap<Arc<str>, EntityKind>,
    /// How narratives are read.
    #[serde(default)]
    pub markdown: MarkdownSettings,
    /// Numbers that need no binding in this site's prose, beside those that no site's prose needs to bind.
    #[serde(default)]
    pub conventions: Vec<Convention>,
}

/// Numbers that need no binding, and why.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Convention {
    /// The number with the words about it as they stand in a text; `#` is any number.
    pub pattern: Arc<str>,
    /// Why it needs no papers.
    pub reason: Arc<str>,
}

/// A name with an address.
#[derive(Clone, Debug, Deserialize, JsonSchema, serde::Serialize)]
#[serde(deny_unknown_fields)]
pub struct Named {
    /// What it is called.
    pub name: Arc<str>,
    /// Where it is.
    #[serde(default, deserialize_with = "optional_web_address")]
    #[schemars(regex(pattern = "^https?://"))]
    pub url: Option<Arc<str>>,
}

/// Whom readers can ask about figures.
#[derive(Clone, Debug, Deserialize, JsonSchema, serde::Serialize)]
#[serde(deny_unknown_fields)]
pub struct Contact {
    /// A person, or an office.
    pub name: Arc<str>,
    /// Where mail reaches them.
    #[serde(default, deserialize_with = "email")]
    pub email: Option<Arc<str>>,
    /// A page that says more, or has a form.
    #[serde(default, deserialize_with = "optional_web_address")]
    #[schemars(regex(pattern = "^https?://"))]
    pub url: Option<Arc<str>>,
}

/// An address for mail, or nothing.
fn email<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Arc<str>>, D::Error> {
    let Some(text) = Option::<Arc<str>>::deserialize(deserializer)? else { return Ok(None) };
    mail_address(&text).map_err(de::Error::custom)?;
    Ok(Some(text))
}

/// An entry of the navigation.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("oneOf" = [{ "required": ["page"] }, { "required": ["url"] }]))]
pub struct NavigationEntry {
    /// What it says.
    pub title: Arc<str>,
    /// The page it leads to: its path in `content` without `.md`, or the path of a collection of records.
    pub page: Option<Arc<str>>,
    /// An address outside the site.
    #[serde(default, deserialize_with = "optional_address")]
    #[schemars(regex(pattern = "^(https?://|mailto:)"))]
    pub url: Option<Arc<str>>,
}

/// How links between pages are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum LinkStyle {
    /// Relative, ending in `index.html`: the site opens from any folder, with a server and without.
    #[default]
    Portable,
    /// Relative, ending in `/`, which only a server resolves.
    Clean,
}

/// Records that get a page each.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Records {
    /// `sources`, `series`, `charts`, or a kind of entity.
    pub of: Arc<str>,
    /// The folder of their pages.
    pub path: Arc<str>,
    /// The title of the page that lists them.
    pub title: Arc<str>,
    /// What that page says.
    pub summary: Option<Arc<str>>,
    /// The template of each record's page.
    pub template: Option<Arc<str>>,
    /// Headings that the list is divided by; what belongs under none of them comes last.
    #[serde(default)]
    pub groups: Vec<RecordGroup>,
}

/// A heading in a list of records, and what stands under it.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RecordGroup {
    /// The heading.
    pub title: Arc<str>,
    /// Ids of records in the order of the list; an id also takes in those that continue it after a dot.
    pub records: Vec<Arc<str>>,
}

/// A kind of entity.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EntityKind {
    /// What its records are called together.
    pub title: Arc<str>,
    /// The map on which the page of each record shows where it lies.
    pub map: Option<Arc<str>>,
    /// What a record may say beside its name, spellings, summary and body, in the order that readers see.
    #[serde(default, deserialize_with = "in_order")]
    #[schemars(with = "Entries<Arc<str>, Field>")]
    pub fields: Vec<(Arc<str>, Field)>,
}

impl EntityKind {
    /// True if the records of the kind may have the field.
    pub fn has_field(&self, name: &str) -> bool {
        self.fields.iter().any(|(known, _)| &**known == name)
    }
}

/// A field of a kind of entity.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Field {
    /// What its values are.
    #[serde(rename = "type")]
    pub of: FieldType,
    /// For entities: of which kind.
    pub kind: Option<Arc<str>>,
    /// What readers see before it.
    pub label: Option<Arc<str>>,
    /// Whether every record must say it.
    #[serde(default)]
    pub required: bool,
    /// Whether it is a list.
    #[serde(default)]
    pub list: bool,
}

/// What the values of a field are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum FieldType {
    /// A text; it may hold calls.
    Text,
    /// A number.
    Number,
    /// A day.
    Date,
    /// An address on the web.
    Url,
    /// Another entity, by its id.
    Entity,
}

/// How narratives are read.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct MarkdownSettings {
    /// Curly quotes, dashes and ellipses.
    pub smart_punctuation: bool,
    /// Let HTML in narratives through to the web; print leaves it out.
    pub raw_html: bool,
}

impl Default for MarkdownSettings {
    fn default() -> Self {
        MarkdownSettings { smart_punctuation: true, raw_html: false }
    }
}

fn in_order<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<(Arc<str>, Field)>, D::Error> {
    Entries::deserialize(deserializer).map(|entries| entries.0)
}

fn english() -> Arc<str> {
    "en".into()
}

/// Reads `site.yaml`, and says what in it cannot be used.
pub(super) fn read(document: &mut Document, diagnostics: &mut Diagnostics) -> Option<Config> {
    let config: Config = document.decode(diagnostics)?;
    if Formatter::new(&config.language).is_none() {
        diagnostics.push(
            Diagnostic::error(
                "unknown-language",
                document.value(&["language".into()]),
                format!("figures cannot be written in the language `{}`", config.language),
            )
            .hint(format!("languages with words for figures: {}", Words::languages().join(", "))),
        );
        return None;
    }
    if let Some(base_url) = &config.base_url
        && !(base_url.starts_with("https://") || base_url.starts_with("http://"))
    {
        diagnostics.push(
            Diagnostic::error(
                "bad-value",
                document.value(&["base_url".into()]),
                format!("`{base_url}` is no address of a site"),
            )
            .hint("write it in full, such as https://example.org/briefings/"),
        );
    }
    for (index, records) in config.records.iter().enumerate() {
        let known = ["sources", "series", "charts"].into_iter().chain(config.entities.keys().map(|k| &**k));
        if !known.clone().any(|name| name == &*records.of) {
            let place = document.value(&["records".into(), index.into(), "of".into()]);
            diagnostics.push(super::unknown("kind of record", place, &records.of, known));
        }
    }
    for (kind, entity_kind) in &config.entities {
        for (name, field) in &entity_kind.fields {
            if let Some(wanted) = field.kind.as_ref().filter(|wanted| !config.entities.contains_key(*wanted))
            {
                let path = ["entities", kind, "fields", name, "kind"].map(Into::into);
                let known = config.entities.keys().map(|k| &**k);
                diagnostics.push(super::unknown("kind of entity", document.value(&path), wanted, known));
            }
        }
    }
    Some(config)
}
