//! JSON Schemas of types that a file writes as one word: what an editor can hold the word against while it is typed.
//!
//! A pattern refuses nothing that the type's own parser takes; what it lets through, the parser judges.

/// Implements [`schemars::JsonSchema`] for a type that is written as text, or as a bare number where `or` says so.
macro_rules! schema_of_text {
    ($type:ty, $name:literal, $description:literal, $pattern:literal $(, or $number:tt)?) => {
        impl schemars::JsonSchema for $type {
            fn inline_schema() -> bool {
                true
            }

            fn schema_name() -> std::borrow::Cow<'static, str> {
                $name.into()
            }

            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                schemars::json_schema!({
                    "description": $description,
                    "anyOf": [{ "type": "string", "pattern": $pattern } $(, $number)?],
                })
            }
        }
    };
}

pub(crate) use schema_of_text;
