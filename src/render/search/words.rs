//! How a text is divided into terms. `theme/static/search.js` divides what a reader asks for in the same way, and a
//! test holds the two together.

/// Words that stand in nearly every English text and tell no page from another.
pub const STOP_WORDS: [&str; 27] = [
    "an", "and", "are", "as", "at", "be", "by", "for", "from", "had", "has", "have", "in", "is", "it", "its",
    "not", "of", "on", "or", "that", "the", "this", "to", "was", "were", "with",
];

/// The same as numbers: every word of a site is compared with all of them.
static STOP_KEYS: [u32; STOP_WORDS.len()] = stop_keys();

const fn stop_keys() -> [u32; STOP_WORDS.len()] {
    let mut keys = [0; STOP_WORDS.len()];
    let mut at = 0;
    while at < STOP_WORDS.len() {
        keys[at] = stop_key(STOP_WORDS[at].as_bytes());
        at += 1;
    }
    keys
}

/// The bytes of a word as one number; zero, which no stop word has, for words that are longer than any of them.
const fn stop_key(word: &[u8]) -> u32 {
    let (mut key, mut at) = (0, 0);
    while at < word.len() && word.len() <= size_of::<u32>() {
        key = key << 8 | word[at] as u32;
        at += 1;
    }
    key
}

/// Calls `each` with every term of a text, in order.
///
/// A word is a run of letters and digits, in lower case; a point or a comma between digits belongs to it, so that
/// `280.8` is found. English plurals are cut to the singular. Chinese has no spaces: there, every two neighbouring
/// characters are a term. Stop words and single letters are left out.
pub fn each_term(text: &str, mut each: impl FnMut(&str)) {
    let mut word = String::new();
    let mut rest = text;
    let mut han = None;
    loop {
        // Most of what is written; the rules for all alphabets take several times as long.
        let run = rest.bytes().position(|byte| !byte.is_ascii_alphanumeric()).unwrap_or(rest.len());
        if run > 0 {
            han = None;
            let from = word.len();
            word.push_str(&rest[..run]);
            word[from..].make_ascii_lowercase();
        }
        let mut chars = rest[run..].chars();
        let Some(c) = chars.next() else { break };
        rest = chars.as_str();
        if is_han(c) {
            end(&mut word, &mut each);
            if let Some(before) = han.replace(c) {
                let pair: String = [before, c].iter().collect();
                each(&pair);
            }
            continue;
        }
        han = None;
        if c.is_alphanumeric() {
            word.extend(c.to_lowercase());
            continue;
        }
        let joins = matches!(c, '.' | ',')
            && word.ends_with(|last: char| last.is_ascii_digit())
            && rest.starts_with(|next: char| next.is_ascii_digit());
        // Thousands are set apart in print and not by readers.
        match (joins, c) {
            (true, '.') => word.push('.'),
            (true, _) => {}
            _ => end(&mut word, &mut each),
        }
    }
    end(&mut word, &mut each);
}

fn end(word: &mut String, each: &mut impl FnMut(&str)) {
    let is_letter = word.len() == 1 && !word.as_bytes()[0].is_ascii_digit();
    let key = stop_key(word.as_bytes());
    if !word.is_empty() && !is_letter && (key == 0 || !STOP_KEYS.contains(&key)) {
        singular(word);
        each(word);
    }
    word.clear();
}

/// Cuts an English plural, by the rules of Harman's S stemmer (How effective is suffixing?, JASIS 42, 1991).
fn singular(word: &mut String) {
    let ends = |endings: &[&str]| endings.iter().any(|ending| word.ends_with(ending));
    if word.len() < 4 || !word.ends_with('s') || !word.is_ascii() {
        return;
    }
    if ends(&["ies"]) && !ends(&["eies", "aies"]) {
        word.truncate(word.len() - 3);
        word.push('y');
    } else if ends(&["es"]) && !ends(&["aes", "ees", "oes"]) || ends(&["s"]) && !ends(&["us", "ss", "es"]) {
        word.truncate(word.len() - 1);
    }
}

fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9fff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What both sides of the search must make of the same texts.
    const CASES: &str = include_str!("../../../tests/fixtures/search-terms.json");

    #[test]
    fn no_stop_word_is_too_long_for_its_number() {
        assert!(!STOP_KEYS.contains(&0));
    }

    #[test]
    fn texts_are_divided_into_terms() {
        let cases: serde_json::Value = serde_json::from_str(CASES).unwrap();
        for (text, terms) in cases.as_object().unwrap() {
            let mut found = Vec::new();
            each_term(text, |term| found.push(term.to_owned()));
            assert_eq!(serde_json::json!(found), *terms, "{text}");
        }
    }
}
