//! Reference bands of exchange rates: what a site says a rate lay within, with its source.

use rust_decimal::Decimal;
use std::sync::Arc;

use crate::model::{Currency, Period, SourceId};

/// The bands of a site.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Rates(pub Vec<ReferenceBand>);

/// What a rate lay within for a while: units of `of` for one unit of `per`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ReferenceBand {
    /// The currency that the rate is in.
    pub of: Currency,
    /// The currency that one unit is taken of.
    pub per: Currency,
    /// When. It holds for every period within.
    pub period: Period,
    /// The lowest rate.
    pub low: Decimal,
    /// The highest rate.
    pub high: Decimal,
    /// Who says so.
    pub source: SourceId,
    /// Where in the source.
    pub locator: Option<Arc<str>>,
}
