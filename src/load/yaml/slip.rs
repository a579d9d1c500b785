//! What an author mostly meant by a text that is no YAML.
//!
//! A parser says what it would have gone on with. Whoever wrote `summary: {{ … }} more` wants to know that the text needs
//! quotes, and what else is wrong. A [`Slip`] says the one and allows the other: it leaves a text that can be read on.

use std::ops::Range;

use super::tree::SyntaxError;

/// A usual mistake in the form of a text.
#[derive(Debug)]
pub(super) struct Slip {
    /// The bytes that are at fault, on one line.
    pub range: Range<usize>,
    /// What is wrong.
    pub message: String,
    /// What to write.
    pub hint: String,
    /// The text with something in their place that is read as a value, every other byte where it was; none if what follows
    /// cannot be read without knowing what was meant.
    pub mended: Option<Mended>,
}

/// A text that can be read on.
#[derive(Debug)]
pub(super) struct Mended {
    /// The text.
    pub text: String,
    /// The bytes of a value in it that nobody wrote; empty if there is none.
    pub lost: Range<usize>,
}

/// A value as it is written on one line: what stands after a key, or as an item of a list.
#[derive(Debug, PartialEq, Eq)]
struct Value {
    /// Its bytes in the line.
    range: Range<usize>,
    form: Form,
}

#[derive(Debug, PartialEq, Eq)]
enum Form {
    /// Whatever has no quotes and no brackets, and is right as it is.
    Plain,
    /// In quotes, and right.
    Quoted,
    /// `{{ … }}`, alone or with more.
    Call,
    /// It has quotes and goes on after them.
    BeyondQuotes,
    /// It begins with a quotation mark and no other ends it.
    NeverClosed,
    /// It begins with a bracket and goes on after the closing one.
    BeyondBrackets,
    /// It holds a colon and a space, and is the value of a key already.
    WithColon,
}

/// What no text without quotes begins with.
const SPECIAL: [char; 9] = ['@', '`', '%', '*', '&', '!', '|', '>', '-'];

/// How far up a mistake is looked for.
const LINES: usize = 50;

impl Slip {
    /// The mistake behind what a parser says, if it is one of the usual.
    pub fn of(text: &str, error: &SyntaxError) -> Option<Self> {
        let here = line_at(text, error.at);
        let is_before_line = text[here.start..error.at].trim().is_empty();
        let says = |start: &str| error.message.starts_with(start);
        if says("tabs") {
            return Some(tabs(text, here));
        }
        let above = match () {
            () if is_before_line || says("simple key") => line_above(text, here.start),
            // Quotation marks further down have ended a text that nobody ended.
            () if error.message.contains("trailing content") => never_closed(text, here.start),
            () => None,
        };
        for line in [Some(here.clone()), above].into_iter().flatten() {
            let written = &text[line.clone()];
            let at = error.at.saturating_sub(line.start);
            let values = Values::of(written).found;
            if let Some(slip) = values.iter().find_map(|value| of_value(text, &line, value)) {
                return Some(slip);
            }
            let last = values.last().filter(|value| value.range.start <= at);
            if says("simple key")
                && let Some(slip) = without_space(text, &line)
            {
                return Some(slip);
            }
            if let Some(value) = last {
                let range = line.start + value.range.start..line.start + value.range.end;
                if value.form == Form::Plain && written[value.range.clone()].starts_with(SPECIAL) {
                    return Some(needs_quotes(text, range));
                }
                if value.form == Form::Quoted && error.message.contains("escape") {
                    let message = "a `\\` in double quotes begins an escape, and this is none".to_owned();
                    let hint = "write `\\\\` for the character itself, or use single quotes".to_owned();
                    return Some(Slip {
                        mended: Some(placeholder(text, range.clone())),
                        range,
                        message,
                        hint,
                    });
                }
            }
        }
        if (error.message.contains("flow") || says("illegal placement of ':'"))
            && let Some(slip) = open_bracket(text, &here)
        {
            return Some(slip);
        }
        let key = text[here.clone()].trim_start().split([':', ' ']).next().unwrap_or_default();
        let start = here.start + indent(&text[here.clone()]);
        let range = start..start + key.len();
        if says("mapping values") && text[here.start..error.at].trim() == key {
            let message = format!("`{key}` is read as more of the text above it");
            let hint =
                "indent a key like those that it stands beside, and put a text of several lines in quotes"
                    .to_owned();
            return Some(Slip { range, message, hint, mended: None });
        }
        if is_before_line && !key.is_empty() && error.message.contains("did not find expected key") {
            let message = format!("`{key}` is indented like nothing above it");
            let hint = "indent what belongs together alike".to_owned();
            return Some(Slip { range, message, hint, mended: None });
        }
        None
    }
}

/// The mistake in a value, if it is one whatever follows.
fn of_value(text: &str, line: &Range<usize>, value: &Value) -> Option<Slip> {
    let range = line.start + value.range.start..line.start + value.range.end;
    let written = &text[range.clone()];
    let first = written.chars().next()?;
    let (message, hint) = match value.form {
        Form::Plain | Form::Quoted => return None,
        Form::Call | Form::BeyondBrackets => return Some(needs_quotes(text, range)),
        Form::BeyondQuotes => {
            let message = "this text goes on after its closing quotation mark";
            (message.to_owned(), requoted(written, first))
        }
        Form::NeverClosed => {
            ("this quotation mark is never closed".to_owned(), format!("end the text with `{first}`"))
        }
        Form::WithColon => {
            ("a text that holds a colon and a space needs quotes".to_owned(), quoted_whole(written))
        }
    };
    Some(Slip { mended: Some(placeholder(text, range.clone())), range, message, hint })
}

fn needs_quotes(text: &str, range: Range<usize>) -> Slip {
    let written = &text[range.clone()];
    let begins = match written.chars().next() {
        Some('{') if written.starts_with("{{") => "`{{`".to_owned(),
        Some('`') | None => "a backtick".to_owned(),
        Some(c) => format!("`{c}`"),
    };
    let message = format!("a text that begins with {begins} needs quotes");
    Slip { mended: Some(placeholder(text, range.clone())), message, hint: quoted_whole(written), range }
}

/// The advice to put a text in quotes.
pub(super) fn quoted_whole(written: &str) -> String {
    // Calls hold double ones.
    let mark = if written.contains('\'') && !written.contains(['"', '\\']) { '"' } else { '\'' };
    format!("put all of it in quotes: {}", shown(written, mark))
}

/// The advice for a text that holds the quotation mark that it begins with.
fn requoted(written: &str, mark: char) -> String {
    // An apostrophe, or quotes around the first words.
    let all = written.strip_prefix(mark).and_then(|rest| rest.strip_suffix(mark)).unwrap_or(written);
    let other = if mark == '"' { '\'' } else { '"' };
    match all.contains(other) {
        false => format!("put all of it in the other quotation marks: {}", shown(all, other)),
        true => "put all of it in single quotation marks, and write `''` for one within it".to_owned(),
    }
}

/// A text in quotation marks, if it is short enough to be shown.
fn shown(written: &str, mark: char) -> String {
    match written.chars().count() {
        0..=60 if mark == '\'' => format!("`'{}'`", written.replace('\'', "''")),
        0..=60 => format!("`{mark}{written}{mark}`"),
        _ => format!("`{mark}…{mark}`"),
    }
}

fn tabs(text: &str, line: Range<usize>) -> Slip {
    let mut mended = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        let (blank, rest) = line.split_at(indent(line));
        mended.push_str(&blank.replace('\t', " "));
        mended.push_str(rest);
    }
    Slip {
        range: line.start..line.start + indent(&text[line]),
        message: "this line is indented with a tab".to_owned(),
        hint: "indent with spaces".to_owned(),
        mended: Some(Mended { text: mended, lost: 0..0 }),
    }
}

/// A key whose value follows without a space, so that both are one text.
fn without_space(text: &str, line: &Range<usize>) -> Option<Slip> {
    let written = text[line.clone()].trim();
    let start = line.start + indent(&text[line.clone()]);
    let (key, value) = written.split_once(':')?;
    let is_key = !key.is_empty() && key.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.'));
    if !is_key || value.is_empty() || value.starts_with([' ', '/']) {
        return None;
    }
    let lost = start + key.len() + 2..start + written.len();
    let mended = format!("{} {}{}", &text[..lost.start - 1], filler(lost.len()), &text[lost.end..]);
    Some(Slip {
        range: start..start + written.len(),
        message: "there is no space after the colon".to_owned(),
        hint: format!("write `{key}: {value}`"),
        mended: (!lost.is_empty()).then_some(Mended { text: mended, lost }),
    })
}

/// The text with a value in the place of these bytes.
fn placeholder(text: &str, lost: Range<usize>) -> Mended {
    let text = format!("{}{}{}", &text[..lost.start], filler(lost.len()), &text[lost.end..]);
    Mended { text, lost }
}

/// A value of so many bytes.
fn filler(length: usize) -> String {
    match length {
        0 | 1 => "x".repeat(length),
        _ => format!("'{}'", "x".repeat(length - 2)),
    }
}

/// How many bytes of a line stand before its text.
fn indent(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

/// The line that a byte lies in, without its end.
pub(super) fn line_at(text: &str, at: usize) -> Range<usize> {
    let start = text[..at].rfind('\n').map_or(0, |end| end + 1);
    let end = text[at..].find('\n').map_or(text.len(), |length| at + length);
    start..start + text[start..end].trim_end().len()
}

/// The nearest line above one that is not blank.
fn line_above(text: &str, start: usize) -> Option<Range<usize>> {
    let above = text[..start].trim_end();
    (!above.is_empty()).then(|| line_at(text, above.len()))
}

/// A bracket that the lines from one upwards open and do not close.
fn open_bracket(text: &str, here: &Range<usize>) -> Option<Slip> {
    let mut lines = std::iter::once(here.clone()).chain(lines_above(text, here.start));
    let (line, at) = lines.find_map(|line| {
        let at = Values::of(&text[line.clone()]).brackets.first().copied()?;
        Some((line, at))
    })?;
    let range = line.start + at..line.end;
    let (bracket, other) = if text[range.clone()].starts_with('[') { ('[', ']') } else { ('{', '}') };
    let next = text[line.end..].lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let ends_here = indent(next) <= indent(&text[line]);
    Some(Slip {
        mended: ends_here.then(|| placeholder(text, range.clone())),
        range,
        message: format!("this `{bracket}` is never closed"),
        hint: format!("end it with `{other}`"),
    })
}

/// The lines above one that are not blank, the nearest first, as far as a mistake is looked for.
fn lines_above(text: &str, start: usize) -> impl Iterator<Item = Range<usize>> {
    std::iter::successors(line_above(text, start), |line| line_above(text, line.start)).take(LINES)
}

/// The nearest line above one on which a quotation mark is not closed.
fn never_closed(text: &str, start: usize) -> Option<Range<usize>> {
    let is_open = |line: &Range<usize>| {
        Values::of(&text[line.clone()]).found.last().is_some_and(|value| value.form == Form::NeverClosed)
    };
    lines_above(text, start).find(is_open)
}

/// The values on a line, as far as it can be read.
struct Values<'l> {
    line: &'l str,
    at: usize,
    /// Where those begin that are open.
    brackets: Vec<usize>,
    /// True where a key or a value may begin.
    expects: bool,
    /// True after the key of an entry.
    has_key: bool,
    found: Vec<Value>,
}

impl<'l> Values<'l> {
    /// Reads a line as far as it can be read.
    fn of(line: &'l str) -> Self {
        let (brackets, found) = (Vec::new(), Vec::new());
        let mut values = Values { line, at: 0, brackets, expects: true, has_key: false, found };
        while values.step() {}
        values
    }

    /// Reads one thing; false at the end.
    fn step(&mut self) -> bool {
        let rest = &self.line[self.at..];
        let Some(first) = rest.chars().next() else { return false };
        let after_blank = self.line[..self.at].ends_with(char::is_whitespace) || self.at == 0;
        match first {
            '#' if after_blank => return false,
            c if c.is_whitespace() => self.at += c.len_utf8(),
            ']' | '}' if !self.brackets.is_empty() => return self.close(),
            ',' if !self.brackets.is_empty() => {
                (self.expects, self.has_key) = (true, false);
                self.at += 1;
            }
            ':' if ends_key(rest) => {
                (self.expects, self.has_key) = (true, true);
                self.at += 1;
            }
            _ if !self.expects => self.at += first.len_utf8(),
            '-' if rest.starts_with("- ") && self.brackets.is_empty() && !self.has_key => self.at += 1,
            '{' if rest.starts_with("{{") => self.call(),
            '{' | '[' => {
                self.brackets.push(self.at);
                self.has_key = false;
                self.at += 1;
            }
            '"' | '\'' => return self.quoted(first),
            _ => self.plain(),
        }
        true
    }

    /// Adds a value that ends there, and goes on after it.
    fn value(&mut self, end: usize, form: Form) {
        let end = self.at + self.line[self.at..end].trim_end().len();
        self.found.push(Value { range: self.at..end, form });
        (self.at, self.expects) = (end, false);
    }

    /// Where a text ends that goes on as far as it can.
    fn end(&self, from: usize) -> usize {
        let rest = &self.line[from..];
        let end = match self.brackets.is_empty() {
            true => rest.find(" #"),
            false => rest.find([',', ']', '}']),
        };
        end.map_or(self.line.len(), |length| from + length)
    }

    fn call(&mut self) {
        let mut end = self.at;
        // A text can hold several.
        while let Some(length) = self.line[end..].find("}}") {
            end += length + 2;
            let stop = self.end(end);
            match self.line[end..stop].contains("{{") {
                true => continue,
                false => {
                    end = stop;
                    break;
                }
            }
        }
        let end = if end == self.at { self.line.len() } else { end };
        self.value(end, Form::Call);
    }

    fn quoted(&mut self, mark: char) -> bool {
        let Some(close) = closing(&self.line[self.at..], mark).map(|length| self.at + length) else {
            self.value(self.line.len(), Form::NeverClosed);
            return false;
        };
        let follows = self.line[close..].trim_start();
        let is_closed = follows.is_empty()
            || ends_key(follows)
            || follows.starts_with('#') && close + follows.len() < self.line.len()
            || !self.brackets.is_empty() && follows.starts_with([',', ']', '}']);
        match is_closed {
            true => self.value(close, Form::Quoted),
            false => self.value(self.end(close), Form::BeyondQuotes),
        }
        true
    }

    fn plain(&mut self) {
        let end = self.end(self.at);
        let written = &self.line[self.at..end];
        let colon = written.char_indices().find(|(at, c)| *c == ':' && ends_key(&written[*at..]));
        match colon {
            None => self.value(end, Form::Plain),
            Some(_) if self.has_key => self.value(end, Form::WithColon),
            Some((key, _)) => {
                self.at += key;
                self.expects = false;
            }
        }
    }

    fn close(&mut self) -> bool {
        let Some(start) = self.brackets.pop() else { return false };
        self.at += 1;
        self.expects = false;
        let follows = self.line[self.at..].trim_start();
        let goes_on = self.brackets.is_empty()
            && !(follows.is_empty() || follows.starts_with('#') || ends_key(follows));
        if goes_on {
            self.found.retain(|value| value.range.start < start);
            self.at = start;
            self.value(self.end(start), Form::BeyondBrackets);
        }
        !goes_on
    }
}

/// True if a colon begins the rest of a line that ends a key.
fn ends_key(rest: &str) -> bool {
    rest.strip_prefix(':').is_some_and(|after| after.is_empty() || after.starts_with([' ', '\t']))
}

/// How long a text in quotation marks is, with both of them; none if it does not end.
fn closing(text: &str, mark: char) -> Option<usize> {
    let mut at = 1;
    while let Some(length) = text[at..].find([mark, '\\']) {
        at += length;
        let is_escape = text[at..].starts_with('\\');
        let is_doubled = mark == '\'' && text[at..].starts_with("''");
        at += match () {
            () if is_escape && mark == '"' => 1 + text[at + 1..].chars().next()?.len_utf8(),
            () if is_doubled => 2,
            () if is_escape => 1,
            () => return Some(at + 1),
        };
    }
    None
}
