//! Decodes a located tree, so that every error of a type has a place.
//!
//! It follows serde_yaml where the two could differ: a plain scalar asked for as a string gives its text, a
//! quoted one is never a number.

use std::collections::BTreeSet;
use std::fmt;
use std::ops::Range;

use serde::de::{self, DeserializeSeed, IntoDeserializer, MapAccess, SeqAccess, Visitor};

use super::tree::{Node, NodeKind};

/// What is wrong with a value, and which value it is.
#[derive(Clone, Debug)]
pub(super) struct Fault {
    pub kind: FaultKind,
    /// The bytes of the value; none until the value that it is about is known.
    pub place: Option<Range<usize>>,
}

#[derive(Clone, Debug)]
pub(super) enum FaultKind {
    UnknownField { name: String, expected: &'static [&'static str] },
    UnknownVariant { name: String, expected: &'static [&'static str] },
    MissingField(&'static str),
    DuplicateKey(String),
    Type { found: String, expected: String },
    Other(String),
}

impl Fault {
    fn new(kind: FaultKind) -> Self {
        Fault { kind, place: None }
    }

    fn at(mut self, range: &Range<usize>) -> Self {
        self.place.get_or_insert_with(|| range.clone());
        self
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            FaultKind::UnknownField { name, .. } => write!(f, "unknown key `{name}`"),
            FaultKind::UnknownVariant { name, .. } => write!(f, "unknown value `{name}`"),
            FaultKind::MissingField(name) => write!(f, "the key `{name}` is missing"),
            FaultKind::DuplicateKey(name) => write!(f, "the key `{name}` stands here a second time"),
            FaultKind::Type { found, expected } => write!(f, "expected {expected}, found {found}"),
            FaultKind::Other(message) => f.write_str(message),
        }
    }
}

impl std::error::Error for Fault {}

impl de::Error for Fault {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Fault::new(FaultKind::Other(message.to_string()))
    }

    fn invalid_type(unexpected: de::Unexpected<'_>, expected: &dyn de::Expected) -> Self {
        let found = match unexpected {
            de::Unexpected::Str(text) => format!("the text `{text}`"),
            de::Unexpected::Unit => "nothing".to_owned(),
            de::Unexpected::Seq => "a list".to_owned(),
            de::Unexpected::Map => "a mapping".to_owned(),
            de::Unexpected::Bool(flag) => format!("`{flag}`"),
            de::Unexpected::Signed(number) => format!("the number {number}"),
            de::Unexpected::Float(number) => format!("the number {number}"),
            other => other.to_string(),
        };
        Fault::new(FaultKind::Type { found, expected: in_words(&expected.to_string()) })
    }

    fn invalid_value(unexpected: de::Unexpected<'_>, expected: &dyn de::Expected) -> Self {
        Self::invalid_type(unexpected, expected)
    }

    fn invalid_length(length: usize, expected: &dyn de::Expected) -> Self {
        let found = format!("a list of {length}");
        Fault::new(FaultKind::Type { found, expected: in_words(&expected.to_string()) })
    }

    fn unknown_field(field: &str, expected: &'static [&'static str]) -> Self {
        Fault::new(FaultKind::UnknownField { name: field.to_owned(), expected })
    }

    fn unknown_variant(variant: &str, expected: &'static [&'static str]) -> Self {
        Fault::new(FaultKind::UnknownVariant { name: variant.to_owned(), expected })
    }

    fn missing_field(field: &'static str) -> Self {
        Fault::new(FaultKind::MissingField(field))
    }
}

/// What serde expects, in the words of someone who writes YAML.
fn in_words(expected: &str) -> String {
    match expected {
        "i8" | "i16" | "i32" | "i64" | "u8" | "u16" | "u32" | "u64" | "usize" => "a whole number".to_owned(),
        "f32" | "f64" => "a number".to_owned(),
        "a boolean" => "true or false".to_owned(),
        "a string" => "a text".to_owned(),
        "a sequence" => "a list".to_owned(),
        "a map" => "a mapping".to_owned(),
        // The name of a type says nothing to an author.
        other if other.starts_with("struct ") => "a mapping".to_owned(),
        other => other.replace("an array of length", "a list of"),
    }
}

/// Decodes a node.
pub(super) fn from_node<T: de::DeserializeOwned>(node: &Node) -> Result<T, Fault> {
    T::deserialize(Decoder(node))
}

#[derive(Clone, Copy)]
struct Decoder<'n>(&'n Node);

impl<'n> Decoder<'n> {
    fn placed<T>(self, result: Result<T, Fault>) -> Result<T, Fault> {
        result.map_err(|fault| fault.at(&self.0.range))
    }

    fn plain(self) -> Option<&'n str> {
        match &self.0.kind {
            NodeKind::Scalar { text, plain: true } => Some(text),
            _ => None,
        }
    }

    /// The second entry of a mapping with a key that another has already.
    fn repeated_key(self) -> Option<Fault> {
        let NodeKind::Mapping(entries) = &self.0.kind else { return None };
        let mut seen = BTreeSet::new();
        let (key, _) = entries.iter().find(|(key, _)| key.text().is_some_and(|text| !seen.insert(text)))?;
        let name = key.text().unwrap_or_default().to_owned();
        Some(Fault::new(FaultKind::DuplicateKey(name)).at(&key.range))
    }

    fn is_null(self) -> bool {
        matches!(self.plain(), Some("" | "~" | "null" | "Null" | "NULL"))
    }

    fn text<'de, V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self.0.text() {
            Some(text) => self.placed(visitor.visit_str(text)),
            None => self.any(visitor),
        }
    }

    fn any<'de, V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        let result = match &self.0.kind {
            NodeKind::Sequence(items) => visitor.visit_seq(Items(items.iter())),
            NodeKind::Mapping(entries) => visitor.visit_map(Entries { entries: entries.iter(), value: None }),
            NodeKind::Scalar { .. } if self.is_null() => visitor.visit_unit(),
            NodeKind::Scalar { text, plain } => match (plain, text.as_str()) {
                (true, "true" | "True" | "TRUE") => visitor.visit_bool(true),
                (true, "false" | "False" | "FALSE") => visitor.visit_bool(false),
                (true, number) => match (number.parse::<i64>(), number.parse::<f64>()) {
                    (Ok(whole), _) => visitor.visit_i64(whole),
                    (_, Ok(float)) if float.is_finite() => visitor.visit_f64(float),
                    _ => visitor.visit_str(number),
                },
                (false, text) => visitor.visit_str(text),
            },
        };
        self.placed(result)
    }
}

impl<'de> de::Deserializer<'de> for Decoder<'_> {
    type Error = Fault;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        self.any(visitor)
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        self.text(visitor)
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        self.text(visitor)
    }

    fn deserialize_identifier<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        self.text(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        if self.is_null() { self.placed(visitor.visit_none()) } else { self.placed(visitor.visit_some(self)) }
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_unit()
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Fault> {
        self.placed(visitor.visit_newtype_struct(self))
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        match self.0.text() {
            Some(text) => {
                let variant: de::value::StrDeserializer<'_, Fault> = text.into_deserializer();
                self.placed(visitor.visit_enum(variant))
            }
            None => self.any(visitor),
        }
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        if let Some(fault) = self.repeated_key() {
            return Err(fault);
        }
        match &self.0.kind {
            NodeKind::Mapping(_) => self.any(visitor),
            // serde would take a list for the fields in their order, and name the type in its message.
            NodeKind::Sequence(_) => {
                self.placed(Err(de::Error::invalid_type(de::Unexpected::Seq, &"a mapping")))
            }
            NodeKind::Scalar { text, .. } => {
                let found = if self.is_null() { de::Unexpected::Unit } else { de::Unexpected::Str(text) };
                self.placed(Err(de::Error::invalid_type(found, &"a mapping")))
            }
        }
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char bytes byte_buf unit unit_struct
        seq tuple tuple_struct map
    }
}

struct Items<'n>(std::slice::Iter<'n, Node>);

impl<'de> SeqAccess<'de> for Items<'_> {
    type Error = Fault;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Fault> {
        self.0.next().map(|node| Decoder(node).placed(seed.deserialize(Decoder(node)))).transpose()
    }
}

struct Entries<'n> {
    entries: std::slice::Iter<'n, (Node, Node)>,
    value: Option<&'n (Node, Node)>,
}

impl<'de> MapAccess<'de> for Entries<'_> {
    type Error = Fault;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Fault> {
        self.value = self.entries.next();
        let Some((key, _)) = self.value else { return Ok(None) };
        Decoder(key).placed(seed.deserialize(Decoder(key))).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Fault> {
        let Some((key, value)) = self.value.take() else {
            return Err(de::Error::custom("a value without its key"));
        };
        // A record that lacks a key is named by its own key, not shown as a whole.
        let here = |fault: Fault| match fault.kind {
            FaultKind::MissingField(_) if fault.place.as_ref().is_none_or(|p| *p == value.range) => {
                Fault { place: Some(key.range.clone()), ..fault }
            }
            _ => fault.at(&value.range),
        };
        seed.deserialize(Decoder(value)).map_err(here)
    }
}
