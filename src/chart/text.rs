//! Measures and breaks text, by the advances of the bundled font.
//!
//! Kerning is left out, so a measured width is the browser's or a hair more. Where a text goes is for the
//! page and the axes to decide.

use super::advances::{REGULAR, SEMIBOLD, SPACES};

/// The two weights that charts are set in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weight {
    /// 400: ticks, notes, names of categories.
    Regular,
    /// 600: titles and names of series.
    Semibold,
}

/// Size in px and weight.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Font {
    /// Size in px.
    pub size: f64,
    /// Weight.
    pub weight: Weight,
}

/// Of what the font lacks: wide enough for most alphabets.
const UNKNOWN: u16 = 620;
/// Source Sans 3: height of capitals and digits, in em.
const CAP_HEIGHT: f64 = 0.66;
/// Depth of `g` and `Щ` below the baseline, in em.
const DESCENT: f64 = 0.21;
/// Height of accented capitals and of Chinese characters above the baseline, in em.
const ASCENT: f64 = 0.86;

impl Font {
    /// A font of weight 400.
    pub const fn regular(size: f64) -> Self {
        Font { size, weight: Weight::Regular }
    }

    /// A font of weight 600.
    pub const fn semibold(size: f64) -> Self {
        Font { size, weight: Weight::Semibold }
    }

    /// The width of a line of text in px.
    pub fn width(self, text: &str) -> f64 {
        let table = match self.weight {
            Weight::Regular => REGULAR,
            Weight::Semibold => SEMIBOLD,
        };
        let thousandths: u64 = text.chars().map(|c| u64::from(advance(table, c))).sum();
        thousandths as f64 * self.size / 1000.0
    }

    /// From the baseline of one line to the next in px.
    pub fn leading(self) -> f64 {
        (self.size * 1.25).ceil()
    }

    /// How far ink reaches above the baseline in px.
    pub fn ascent(self) -> f64 {
        self.size * ASCENT
    }

    /// How far ink reaches below the baseline in px.
    pub fn descent(self) -> f64 {
        self.size * DESCENT
    }

    /// What to add to a height so that digits and capitals set there are centred on it, in px.
    pub fn centring(self) -> f64 {
        self.size * CAP_HEIGHT / 2.0
    }

    /// Breaks a text into lines of at most `width` px, after spaces, hyphens and slashes, between Chinese
    /// characters, and with a hyphen inside a word only where it is too long for a line. What is over `most`
    /// lines is cut with an ellipsis.
    pub fn wrap(self, text: &str, width: f64, most: usize) -> Vec<String> {
        let mut lines: Vec<String> = Vec::new();
        let mut line = String::new();
        for piece in pieces(text) {
            if self.width(&line) + self.width(piece.trim_end()) <= width {
                line.push_str(piece);
                continue;
            }
            flush(&mut lines, &mut line);
            let mut rest = piece.chars().peekable();
            while let Some(c) = rest.next() {
                // Where the word goes on, a hyphen must fit behind the character.
                let goes_on = rest.peek().is_some_and(|next| is_letter(c) && is_letter(*next));
                let room = if goes_on { width - self.width("-") } else { width };
                let may_begin = !c.is_whitespace() && !is_mark(u32::from(c));
                if !line.is_empty() && may_begin && self.width(&line) + self.width_of(c) > room {
                    if line.ends_with(is_letter) && is_letter(c) {
                        line.push('-');
                    }
                    flush(&mut lines, &mut line);
                }
                line.push(c);
            }
        }
        flush(&mut lines, &mut line);
        if lines.len() > most {
            lines.truncate(most);
            if let Some(last) = lines.last_mut() {
                *last = self.cut(&format!("{}…", last.trim_end_matches('-')), width);
            }
        }
        lines
    }

    /// Whether a text fits so many lines of `width` px with all its words whole.
    pub fn fits(self, text: &str, width: f64, most: usize) -> bool {
        self.wrap(text, width, usize::MAX).len() <= most
            && pieces(text).all(|piece| self.width(piece.trim_end()) <= width)
    }

    /// The text, or as much of its beginning as fits `width` px with an ellipsis.
    pub fn cut(self, text: &str, width: f64) -> String {
        if self.width(text) <= width {
            return text.to_owned();
        }
        let room = width - self.width("…");
        let mut short = String::new();
        let mut used = 0.0;
        for c in text.chars() {
            used += self.width_of(c);
            if used > room {
                break;
            }
            short.push(c);
        }
        format!("{}…", short.trim_end_matches([' ', ',', '…']))
    }

    fn width_of(self, c: char) -> f64 {
        self.width(c.encode_utf8(&mut [0; 4]))
    }
}

fn flush(lines: &mut Vec<String>, line: &mut String) {
    let full = line.trim_end();
    if !full.is_empty() {
        lines.push(full.to_owned());
    }
    line.clear();
}

/// The width of a character in thousandths of an em.
fn advance(table: &[(u32, &[u16])], c: char) -> u16 {
    let code = u32::from(c);
    // Nearly all text is in the first run.
    if let (' '..='~', Some((first, run))) = (c, table.first()) {
        return run.get((code - first) as usize).copied().unwrap_or(UNKNOWN);
    }
    let in_run = table
        .iter()
        .take_while(|(first, _)| *first <= code)
        .last()
        .and_then(|(first, run)| run.get((code - first) as usize));
    match in_run {
        Some(&width) if width > 0 || is_mark(code) => width,
        _ if is_mark(code) => 0,
        _ if is_full_width(code) => 1000,
        _ => SPACES.iter().find(|(space, _)| *space == code).map_or(UNKNOWN, |(_, width)| *width),
    }
}

/// Combining marks and invisible characters take no room.
fn is_mark(code: u32) -> bool {
    matches!(code, 0xAD | 0x300..=0x36F | 0x483..=0x489 | 0x200B..=0x200F | 0x2060 | 0xFE00..=0xFE0F)
}

/// A letter of an alphabet, or a mark over one: no line ends between two of them without a hyphen.
fn is_letter(c: char) -> bool {
    let code = u32::from(c);
    (c.is_alphabetic() || is_mark(code)) && !is_full_width(code)
}

fn is_full_width(code: u32) -> bool {
    matches!(code, 0x1100..=0x115F | 0x2E80..=0x303E | 0x3041..=0xA4CF | 0xAC00..=0xD7A3 | 0xF900..=0xFAFF
        | 0xFE30..=0xFE4F | 0xFF00..=0xFF60 | 0xFFE0..=0xFFE6 | 0x1F300..=0x1F64F | 0x20000..=0x3FFFD)
}

/// The pieces of a text between which a line may end; a space belongs to the piece before it.
fn pieces(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let mut chars = rest.char_indices().peekable();
        while let Some((at, c)) = chars.next() {
            let next = chars.peek().map(|(_, next)| *next);
            let breaks = match next {
                None => true,
                Some(next) if next.is_whitespace() => false,
                Some(next) => may_break(c, next),
            };
            if breaks {
                let (piece, after) = rest.split_at(at + c.len_utf8());
                rest = after;
                return Some(piece);
            }
        }
        None
    })
}

fn may_break(before: char, after: char) -> bool {
    let glued = matches!(before, '\u{A0}' | '\u{202F}' | '\u{2060}' | '\u{2011}')
        || matches!(after, '\u{A0}' | '\u{202F}' | '\u{2060}' | '\u{2011}');
    let wide = is_full_width(u32::from(before)) || is_full_width(u32::from(after));
    let closes = matches!(
        after,
        '，' | '。' | '、' | '；' | '：' | '）' | '》' | '」' | '？' | '！' | ',' | '.' | ')' | '%'
    );
    let opens = matches!(before, '（' | '《' | '「' | '(');
    match before {
        _ if glued => false,
        _ if before.is_whitespace() => true,
        '-' | '–' | '/' | '‐' => after.is_alphabetic(),
        _ => wide && !closes && !opens,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FONT: Font = Font::regular(10.0);

    #[test]
    fn widths_are_the_advances_of_the_font() {
        assert_eq!(FONT.width("280.8"), 22.37);
        assert_eq!(Font::semibold(10.0).width("0"), 5.13);
        assert_eq!(FONT.width("霍尔果斯"), 40.0);
        assert_eq!(FONT.width("\u{202F}"), 2.0);
        assert_eq!(FONT.width("\u{301}"), 0.0);
        assert!(FONT.width("Щ") > FONT.width("І"), "Cyrillic has its own advances");
    }

    #[test]
    fn lines_break_where_a_reader_expects() {
        let wrap = |text: &str, width| FONT.wrap(text, width, 9);
        assert_eq!(wrap("China–Europe freight trains", 62.0), ["China–Europe", "freight trains"]);
        assert_eq!(wrap("over 80\u{A0}% of it", 40.0), ["over", "80\u{A0}% of it"]);
        assert_eq!(wrap("新疆维吾尔自治区，进出口", 50.0), ["新疆维吾尔", "自治区，进", "出口"]);
        assert_eq!(wrap("Extraordinarily", 30.0), ["Extra-", "ordin-", "arily"]);
        assert_eq!(wrap("Сельскохозяйственная", 40.0).concat().replace('-', ""), "Сельскохозяйственная");
        assert!(FONT.fits("Extraordinarily long", 70.0, 2) && !FONT.fits("Extraordinarily long", 40.0, 9));
        assert_eq!(wrap("", 30.0), Vec::<String>::new());
    }

    #[test]
    fn no_line_is_wider_than_asked_and_the_cut_one_says_so() {
        let text = "Кыргызстан и Казахстан, экспорт и импорт товаров народного потребления";
        let lines = FONT.wrap(text, 70.0, 2);
        assert_eq!(lines.len(), 2);
        assert!(lines.iter().all(|line| FONT.width(line) <= 70.0), "{lines:?}");
        assert!(lines[1].ends_with('…'), "{lines:?}");
    }
}
