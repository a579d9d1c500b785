//! How a text is divided into terms. `theme/static/search.js` divides what a reader asks for in the same way, and a
//! test holds the two together.

/// Words that stand in nearly every English text and tell no page from another.
pub const STOP_WORDS: [&str; 27] = [
    "an", "and", "are", "as", "at", "be", "by", "for", "from", "had", "has", "have", "in", "is", "it", "its",
    "not", "of", "on", "or", "that", "the", "this", "to", "was", "were", "with",
];

/// Bytes of the longest of them.
const LONGEST_STOP_WORD: usize = 4;

/// Calls `each` with every term of a text, in order.
///
/// A word is a run of letters and digits, in lower case; a point or a comma between digits belongs to it, so that
/// `280.8` is found. English plurals are cut to the singular. Chinese has no spaces: there, every two neighbouring
/// characters are a term. Stop words and single letters are left out.
pub fn each_term(text: &str, mut each: impl FnMut(&str)) {
    let mut word = String::new();
    let mut chars = text.chars().peekable();
    let mut han = None;
    while let Some(c) = chars.next() {
        if c.is_ascii_alphanumeric() {
            // Most of what is written; the rules for all alphabets take several times as long.
            han = None;
            word.push(c.to_ascii_lowercase());
            continue;
        }
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
            && chars.peek().is_some_and(char::is_ascii_digit);
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
    let is_stop_word = word.len() <= LONGEST_STOP_WORD && STOP_WORDS.contains(&&**word);
    if !word.is_empty() && !is_letter && !is_stop_word {
        singular(word);
        each(word);
    }
    word.clear();
}

/// Cuts an English plural, by the rules of Harman's S stemmer (How effective is suffixing?, JASIS 42, 1991).
fn singular(word: &mut String) {
    let ends = |endings: &[&str]| endings.iter().any(|ending| word.ends_with(ending));
    if word.len() < 4 || !word.is_ascii() {
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
    fn no_stop_word_is_longer_than_the_longest() {
        assert_eq!(STOP_WORDS.iter().map(|word| word.len()).max(), Some(LONGEST_STOP_WORD));
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
