//! Which references to notes set their note, and which refer to one that is on the same page already.
//!
//! Pages are known only when the notes are set, and notes change pages. A typesetter that decides while it sets runs
//! after its own tail and may end with a page that refers to a note it does not have. So decisions are made between
//! two passes, and after a few a note that is set stays set: then passes come to an end.

use std::num::NonZeroUsize;

/// How many passes are made. What is still amiss then is a note that is set twice on a page, or that a page refers to and
/// the one before it has.
pub(super) const PASSES: usize = 12;

/// Of how many passes notes that turn out to be set twice on a page are merged.
pub(super) const MERGING_PASSES: usize = 5;

/// How many references to notes a page of text has, roughly.
const REFERENCES_ON_A_PAGE: usize = 8;

/// What becomes of each reference to a note, in order.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Decisions {
    /// The reference that sets the note; none if this one does.
    set_by: Vec<Option<usize>>,
}

impl Decisions {
    /// What can be expected before anything is set: a note is set again when the page has probably turned. `notes`
    /// holds for each reference the note that it refers to.
    pub fn expected(notes: &[usize]) -> Self {
        let mut set_by: Vec<Option<usize>> = Vec::with_capacity(notes.len());
        for (at, note) in notes.iter().enumerate() {
            let recent = at.saturating_sub(REFERENCES_ON_A_PAGE);
            let setting = (recent..at).rev().find(|other| notes[*other] == *note && set_by[*other].is_none());
            set_by.push(setting);
        }
        Decisions { set_by }
    }

    /// Decides again, now that the page of each reference is known: the first on a page sets the note. False if nothing
    /// need change. If notes may not be `merged`, those that are set stay set.
    pub fn revise(&mut self, notes: &[usize], pages: &[Option<NonZeroUsize>], merged: bool) -> bool {
        let before = self.set_by.clone();
        for at in 0..notes.len() {
            let first = (0..at).find(|other| notes[*other] == notes[at] && pages[*other] == pages[at]);
            self.set_by[at] = match before[at] {
                None if !merged => None,
                Some(setting) if !merged && before[setting].is_none() && pages[setting] == pages[at] => {
                    before[at]
                }
                _ => first.filter(|_| pages[at].is_some()),
            };
        }
        self.set_by != before
    }

    /// For the templates: by reference, the one that sets its note, or `null`.
    pub fn to_json(&self) -> String {
        let each = self.set_by.iter().map(|by| by.map_or("null".to_owned(), |by| by.to_string()));
        format!("[{}]", each.collect::<Vec<_>>().join(","))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pages(numbers: &[usize]) -> Vec<Option<NonZeroUsize>> {
        numbers.iter().map(|page| NonZeroUsize::new(*page)).collect()
    }

    #[test]
    fn a_note_is_set_once_on_each_page_that_refers_to_it() {
        let notes = [0, 1, 0, 0, 1, 0];
        let mut decisions = Decisions::expected(&notes);
        assert_eq!(decisions.to_json(), "[null,null,0,0,1,0]");
        let turned = pages(&[1, 1, 1, 2, 2, 2]);
        assert!(decisions.revise(&notes, &turned, true));
        assert_eq!(decisions.to_json(), "[null,null,0,null,null,3]");
        assert!(!decisions.revise(&notes, &turned, true));
    }

    #[test]
    fn a_note_that_is_set_stays_set_when_nothing_is_merged_any_more() {
        let notes = [0, 0];
        let mut decisions = Decisions::expected(&notes);
        assert!(decisions.revise(&notes, &pages(&[1, 2]), true));
        assert!(!decisions.revise(&notes, &pages(&[1, 1]), false));
        assert_eq!(decisions.to_json(), "[null,null]");
    }

    #[test]
    fn no_reference_leads_to_one_that_refers_itself() {
        let notes = [0; 12];
        let mut decisions = Decisions::expected(&notes);
        for turn in 1..12 {
            let turned: Vec<usize> = (0..12).map(|at| 1 + at / turn).collect();
            decisions.revise(&notes, &pages(&turned), true);
            let set_by = &decisions.set_by;
            assert!(set_by.iter().flatten().all(|by| set_by[*by].is_none()), "{}", decisions.to_json());
        }
    }
}
