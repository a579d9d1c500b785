//! The near miss of a misspelt name.

/// The candidate that the name was probably meant to be, if one is near enough.
///
/// Nearness is the Damerau–Levenshtein distance; at most a third of the name's characters may differ, and
/// of several candidates at the same distance the first in order wins.
pub fn near_miss<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let limit = (name.chars().count() / 3).max(1);
    candidates
        .into_iter()
        .map(|candidate| (strsim::damerau_levenshtein(name, candidate), candidate))
        .filter(|(distance, _)| *distance <= limit)
        .min()
        .map(|(_, candidate)| candidate)
}
