//! A list of records under headings, as `site.yaml` divides it.

use super::context::{Card, CardGroup};
use crate::load::RecordGroup;

/// Divides the cards of records, each with its id, under the headings of a list: the cards of a list without
/// headings, or the groups of one with them. No card is lost; those that no heading asks for come last.
pub fn divide(cards: Vec<(&str, Card)>, headings: &[RecordGroup]) -> (Vec<Card>, Vec<CardGroup>) {
    if headings.is_empty() {
        return (cards.into_iter().map(|(_, card)| card).collect(), Vec::new());
    }
    let mut groups: Vec<Vec<(usize, Card)>> = headings.iter().map(|_| Vec::new()).collect();
    let mut rest = Vec::new();
    for (id, card) in cards {
        match place(id, headings) {
            Some((group, rank)) => groups[group].push((rank, card)),
            None => rest.push(card),
        }
    }
    let named = headings.iter().zip(groups).map(|(heading, mut cards)| {
        cards.sort_by_key(|(rank, _)| *rank);
        CardGroup { title: heading.title.to_string(), pages: cards.into_iter().map(|(_, c)| c).collect() }
    });
    let others = CardGroup { title: "Others".to_owned(), pages: rest };
    let groups = named.chain([others]).filter(|group| !group.pages.is_empty()).collect();
    (Vec::new(), groups)
}

/// The place of an id in the order of the headings; ids that none asks for come last.
pub fn order(id: &str, headings: &[RecordGroup]) -> (usize, usize) {
    place(id, headings).unwrap_or((usize::MAX, 0))
}

/// The heading that asks for an id, and its rank there. The longest entry decides, so that a heading can take
/// `trade` and another `trade.mode`.
fn place(id: &str, headings: &[RecordGroup]) -> Option<(usize, usize)> {
    let asks =
        |entry: &str| id.strip_prefix(entry).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
    headings
        .iter()
        .enumerate()
        .flat_map(|(group, heading)| {
            heading.records.iter().enumerate().map(move |(rank, e)| (group, rank, e))
        })
        .filter(|(.., entry)| asks(entry))
        .max_by_key(|(.., entry)| entry.len())
        .map(|(group, rank, _)| (group, rank))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn divided(ids: &[&'static str], headings: &[(&str, &[&str])]) -> Vec<String> {
        let headings: Vec<RecordGroup> = headings
            .iter()
            .map(|(title, records)| RecordGroup {
                title: (*title).into(),
                records: records.iter().map(|id| (*id).into()).collect(),
            })
            .collect();
        let card = |id: &&'static str| (*id, Card { url: (*id).to_owned(), ..Card::default() });
        let (_, groups) = divide(ids.iter().map(card).collect(), &headings);
        let urls = |group: &CardGroup| group.pages.iter().map(|card| card.url.clone()).collect::<Vec<_>>();
        groups.iter().map(|group| format!("{}: {}", group.title, urls(group).join(" "))).collect()
    }

    #[test]
    fn the_longest_entry_decides_and_nothing_is_lost() {
        let ids = ["ports", "trade", "trade.mode.rail", "trade.total", "traders"];
        let headings: &[(&str, &[&str])] =
            &[("Trade", &["trade.total", "trade"]), ("Modes", &["trade.mode"])];
        assert_eq!(
            divided(&ids, headings),
            ["Trade: trade.total trade", "Modes: trade.mode.rail", "Others: ports traders"]
        );
    }
}
