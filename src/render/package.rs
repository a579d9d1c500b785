//! `data/datapackage.json`: what the data files are and what their columns hold, as a Data Package (Frictionless
//! Standards, version 2).

use serde_json::{Map, Value, json};

use super::world::World;
use crate::load::Named;
use crate::model::Scale;

/// The profile that the description is written by.
const SCHEMA: &str = "https://datapackage.org/profiles/2.0/datapackage.json";

/// A column: its name, its type and what it holds.
type Column = (&'static str, &'static str, &'static str);

/// The multiple of a value. The words that it can be are in its constraints.
const SCALE: Column = ("scale", "string", "What the value is counted in, a word for a power of ten");

const OBSERVATIONS: [Column; 13] = [
    ("series", "string", "The quantity: a series by its id, or an expression such as growth(trade.total)"),
    (
        "period",
        "string",
        "When, as SDMX writes it: 2025, 2025-S1, 2025-Q3, 2025-06, or start and duration, 2025-01/P9M",
    ),
    (
        "value",
        "string",
        "Our reading of the figure, with the digits of the source; low..high where a source prints a range",
    ),
    ("unit", "string", "An ISO 4217 code, or count, percent, pp, t, km, min, h, d, a"),
    SCALE,
    ("qualifier", "string", "How the source hedges it: exact, about, over, at-least, almost, under, up-to"),
    ("status", "string", "What the source calls it: normal, estimated, provisional, forecast"),
    ("source", "string", "The id of the document"),
    ("published", "date", "When the document was published, if it says so"),
    ("locator", "string", "Where in the document the figure stands"),
    ("printed", "string", "The figure as it is printed there"),
    ("preferred", "boolean", "True for the report that is shown, where there are several"),
    ("reading", "string", "Why our reading differs from the print"),
];

const QUANTITIES: [Column; 10] = [
    (
        "quantity",
        "string",
        "A series by its id, or an expression such as share(trade.central-asia, trade.total)",
    ),
    ("period", "string", "When, as SDMX writes it"),
    ("value", "string", "The value; low..high where a source prints a range"),
    ("low", "number", "The lower end of what the figure can mean, by its printed digits and its qualifier"),
    ("high", "number", "The upper end of it"),
    ("unit", "string", "An ISO 4217 code, or count, percent, pp, t, km, min, h, d, a"),
    SCALE,
    ("origin", "string", "reported, or derived from what is reported"),
    ("source", "string", "The id of the document that is preferred"),
    ("from", "string", "What a derived quantity follows from"),
];

const SDMX: [Column; 12] = [
    ("STRUCTURE", "string", "dataflow"),
    ("STRUCTURE_ID", "string", "The data flow"),
    ("ACTION", "string", "I: information"),
    ("INDICATOR", "string", "The quantity, as in observations.csv"),
    ("REPORTER", "string", "The id of the document"),
    (
        "REPORT",
        "integer",
        "Which report of the document, if it prints the quantity of a period more than once",
    ),
    ("TIME_PERIOD", "string", "When"),
    ("OBS_VALUE", "number", "The value; of a range, nothing"),
    ("UNIT_MEASURE", "string", "The unit"),
    ("UNIT_MULT", "integer", "The power of ten that the value is counted in"),
    ("OBS_STATUS", "string", "The code of the status in CL_OBS_STATUS"),
    ("QUALIFIER", "string", "How the source hedges it"),
];

/// The description as JSON.
pub fn json(world: &World<'_>) -> String {
    let config = world.config();
    let mut package = Map::new();
    package.insert("$schema".into(), SCHEMA.into());
    package.insert("name".into(), name_of(&config.title).into());
    package.insert("title".into(), json!(&*config.title));
    if !config.description.is_empty() {
        package.insert("description".into(), json!(&*config.description));
    }
    if let Some(base) = world.base_url() {
        package.insert("id".into(), format!("{base}data/datapackage.json").into());
        package.insert("homepage".into(), base.into());
    }
    if let Some(licence) = &config.licence {
        package.insert("licenses".into(), json!([licence_of(licence)]));
    }
    let publisher = config.publisher.as_ref().map(|of| ("publisher", &of.name, &of.url, None));
    let contact = config.contact.as_ref().map(|of| ("contact", &of.name, &of.url, of.email.as_ref()));
    let contributors: Vec<Value> = publisher
        .into_iter()
        .chain(contact)
        .map(|(role, name, url, email)| {
            let mut contributor = json!({ "title": &**name, "roles": [role] });
            if let Some(url) = url {
                contributor["path"] = json!(&**url);
            }
            if let Some(email) = email {
                contributor["email"] = json!(&**email);
            }
            contributor
        })
        .collect();
    if !contributors.is_empty() {
        package.insert("contributors".into(), json!(contributors));
    }
    let sources: Vec<Value> = world
        .sources()
        .map(|(_, source)| match &source.url {
            Some(url) => json!({ "title": &*source.title, "path": &**url }),
            None => json!({ "title": &*source.title }),
        })
        .collect();
    if !sources.is_empty() {
        package.insert("sources".into(), sources.into());
    }
    package.insert(
        "resources".into(),
        json!([
            resource("observations", "What sources print, with its place in each", &OBSERVATIONS),
            resource("quantities", "Every quantity with its interval, reported or derived", &QUANTITIES),
            resource("observations-sdmx", "The observations as SDMX-CSV 2.0", &SDMX),
            { "name": "audit", "title": "What the audit of the figures checked and found", "path": "audit.json",
              "format": "json", "mediatype": "application/json", "encoding": "utf-8" },
        ]),
    );
    let mut text = serde_json::to_string_pretty(&package).unwrap_or_default();
    text.push('\n');
    text
}

fn resource(name: &str, title: &str, columns: &[Column]) -> Value {
    let field = |column: &Column| {
        let (name, kind, description) = column;
        let mut field = json!({ "name": name, "type": kind, "description": description });
        if *column == SCALE {
            field["constraints"] = json!({ "enum": Scale::EACH.map(Scale::as_str) });
        }
        field
    };
    json!({
        "name": name, "title": title, "path": format!("{name}.csv"), "type": "table",
        "format": "csv", "mediatype": "text/csv", "encoding": "utf-8",
        "schema": { "fields": columns.iter().map(field).collect::<Vec<_>>(), "missingValues": [""] },
    })
}

/// A licence as the standard names it: `CC BY 4.0` is `CC-BY-4.0`.
fn licence_of(licence: &Named) -> Value {
    let allowed = |c: char| if c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-') { c } else { '-' };
    let mut value =
        json!({ "name": licence.name.chars().map(allowed).collect::<String>(), "title": &*licence.name });
    if let Some(url) = &licence.url {
        value["path"] = json!(&**url);
    }
    value
}

/// A title as a name: letters and digits in lower case, joined by hyphens.
fn name_of(title: &str) -> String {
    let lower = title.to_lowercase();
    let words: Vec<&str> =
        lower.split(|c: char| !c.is_ascii_alphanumeric()).filter(|w| !w.is_empty()).collect();
    if words.is_empty() { "data".to_owned() } else { words.join("-") }
}
