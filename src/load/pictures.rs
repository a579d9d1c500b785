//! `pictures:` in `site.yaml`: whether smaller versions of pictures are made, and which.

use std::fmt;
use std::sync::Arc;

use schemars::JsonSchema;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Error as _, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};

/// The smaller versions of the pictures that pages show, of which a browser takes the one that it needs.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct PictureSettings {
    /// Their widths in pixels. A picture gets those that are below its own.
    #[serde(deserialize_with = "widths")]
    #[schemars(length(min = 1, max = 8), inner(range(min = 16, max = 8192)))]
    pub widths: Vec<u32>,
    /// The quality of photographs, of 100: what JPEG encoders call so.
    #[serde(deserialize_with = "quality")]
    #[schemars(range(min = 1, max = 100))]
    pub quality: u8,
    /// How wide pages show pictures, as the attribute `sizes` of HTML says it. A theme of one's own has its own.
    pub sizes: Option<Arc<str>>,
}

impl Default for PictureSettings {
    fn default() -> Self {
        // A telephone and the column of a text, for screens of one to three pixels for each that a page counts.
        PictureSettings { widths: vec![480, 800, 1200, 1600], quality: 80, sizes: None }
    }
}

/// The most widths, and the least and greatest of one.
const MOST_WIDTHS: usize = 8;
const LEAST_WIDTH: u32 = 16;
const GREATEST_WIDTH: u32 = 8192;

fn widths<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u32>, D::Error> {
    let mut widths = Vec::<u32>::deserialize(deserializer)?;
    if let Some(width) = widths.iter().find(|width| !(LEAST_WIDTH..=GREATEST_WIDTH).contains(width)) {
        let range = format!("from {LEAST_WIDTH} to {GREATEST_WIDTH} pixels");
        return Err(D::Error::custom(format!("a picture is {range} wide, not {width}")));
    }
    widths.sort_unstable();
    widths.dedup();
    match widths.len() {
        1..=MOST_WIDTHS => Ok(widths),
        other => Err(D::Error::custom(format!(
            "a picture has from 1 to {MOST_WIDTHS} smaller versions, not {other}"
        ))),
    }
}

fn quality<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u8, D::Error> {
    match u8::deserialize(deserializer)? {
        quality @ 1..=100 => Ok(quality),
        other => Err(D::Error::custom(format!("the quality is from 1 to 100, not {other}"))),
    }
}

/// What may stand under `pictures:`, for its schema. It is read by [`settings`], which says what is wrong in it.
#[derive(JsonSchema)]
#[serde(untagged)]
#[allow(dead_code)]
pub(super) enum Scaling {
    /// Whether smaller versions are made.
    Whether(bool),
    /// Which.
    How(PictureSettings),
}

/// `pictures: false`, or settings.
pub(super) fn settings<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<PictureSettings>, D::Error> {
    struct Either;

    impl<'de> Visitor<'de> for Either {
        type Value = Option<PictureSettings>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("true, false, or which smaller versions of pictures are made")
        }

        fn visit_bool<E>(self, whether: bool) -> Result<Self::Value, E> {
            Ok(whether.then(PictureSettings::default))
        }

        fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
            PictureSettings::deserialize(MapAccessDeserializer::new(map)).map(Some)
        }
    }

    deserializer.deserialize_any(Either)
}

/// What is made for a site that says nothing of it.
pub(super) fn by_default() -> Option<PictureSettings> {
    Some(PictureSettings::default())
}
