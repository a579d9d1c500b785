//! Orderings: that something is the largest of several, a record, or the second; and from which end it is counted.
//!
//! A place is a number: 1 is the first, and equals share one. What it says of other figures (no earlier one was
//! larger, two others are) is left to [`crate::audit`].

use std::fmt;

use super::quantity::Quantity;

/// Among what a quantity has its place.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Among {
    /// The same period of this and every earlier year: a record for a first half-year.
    Years,
    /// Every period of the same length up to this one: a record for any month.
    Periods,
    /// Other quantities in the same period.
    Others {
        /// Those that are named.
        named: Vec<Quantity>,
        /// There are others beside them, of which nothing is known.
        and_more: bool,
    },
}

/// What stands for others that are not named.
const MORE: &str = "others";

impl Among {
    /// What a list of words names: `years`, `periods`, or other quantities, the last of which may be `others`, for
    /// those that have no figures here. None if it is none of these.
    pub fn of<T: AsRef<str>>(list: &[T], mut quantity: impl FnMut(&str) -> Option<Quantity>) -> Option<Self> {
        let words: Vec<&str> = list.iter().map(AsRef::as_ref).collect();
        let (named, and_more) = match words.as_slice() {
            [] => return None,
            ["years"] => return Some(Among::Years),
            ["periods"] => return Some(Among::Periods),
            [named @ .., MORE] => (named, true),
            named => (named, false),
        };
        let named = named.iter().map(|word| quantity(word)).collect::<Option<_>>()?;
        Some(Among::Others { named, and_more })
    }

    /// The quantities that are named.
    pub fn others(&self) -> &[Quantity] {
        match self {
            Among::Others { named, .. } => named,
            Among::Years | Among::Periods => &[],
        }
    }
}

impl fmt::Display for Among {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Among::Years => f.write_str("years"),
            Among::Periods => f.write_str("periods"),
            Among::Others { named, and_more } => {
                for (at, other) in named.iter().enumerate() {
                    write!(f, "{}{other}", if at > 0 { ", " } else { "" })?;
                }
                match (named.is_empty(), and_more) {
                    (_, false) => Ok(()),
                    (true, true) => f.write_str(MORE),
                    (false, true) => write!(f, ", {MORE}"),
                }
            }
        }
    }
}

/// From which end places are counted.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    schemars::JsonSchema,
    serde::Deserialize,
    serde::Serialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum Order {
    /// The largest is the first.
    #[default]
    Descending,
    /// The smallest is the first.
    Ascending,
}

impl Order {
    /// The order that the last argument of an expression says, and the arguments before it.
    pub(super) fn of<'a, 't>(arguments: &'a [&'t str]) -> (Order, &'a [&'t str]) {
        match arguments {
            [rest @ .., "ascending"] => (Order::Ascending, rest),
            rest => (Order::Descending, rest),
        }
    }

    /// What an expression ends with.
    pub(super) fn suffix(self) -> &'static str {
        match self {
            Order::Descending => "",
            Order::Ascending => ", ascending",
        }
    }
}
