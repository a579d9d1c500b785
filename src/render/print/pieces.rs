//! The pieces that a text is set from, each in a script of its own.
//!
//! The typesetter keeps what it made of a script, and of everything in it by its place there. In one long script a figure
//! that gains a digit moves all that stands behind it, and all is set again; between pieces nothing moves. So every block,
//! line of front matter and table of the annex is one.

use crate::print::Script;

/// In how many scripts at most pieces lie: the typesetter keeps the names of scripts for as long as the program runs, and
/// has room for some 65,000.
const SCRIPTS: usize = 8192;

/// The pieces so far.
#[derive(Debug, Default)]
pub(super) struct Pieces {
    pieces: Vec<Script>,
    /// How much of what the press decides on stands in them.
    decided: Decided,
}

/// How much of what the press decides on stands in a text so far.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Decided {
    /// References to notes.
    pub references: usize,
    pub charts: usize,
    /// Headings and ends of texts.
    pub ends: usize,
}

impl Pieces {
    /// Adds what stands between `open` and `close` as a piece, with all that is decided on up to `decided`; the call that yields it.
    pub(super) fn add(&mut self, open: &str, content: Script, close: &str, decided: Decided) -> String {
        let number = self.pieces.len();
        let mut piece = Script::new();
        piece.code(&format!("#let piece-{number}(decided) = {open}"));
        piece.append(content);
        piece.code(&format!("{close}\n"));
        self.pieces.push(piece);
        let begin = std::mem::replace(&mut self.decided, decided);
        format!(
            "piece-{number}((set-by: set-by.slice({}, {}), floats: floats.slice({}, {}), holds: holds.slice({}, {})))",
            begin.references, decided.references, begin.charts, decided.charts, begin.ends, decided.ends
        )
    }

    /// In a piece: which reference sets the note of the given one.
    pub(super) fn set_by(&self, reference: usize) -> String {
        format!("decided.set-by.at({})", reference - self.decided.references)
    }

    /// In a piece: whether the given chart floats.
    pub(super) fn floats(&self, chart: usize) -> String {
        format!("decided.floats.at({})", chart - self.decided.charts)
    }

    /// In a piece: whether charts that float come before the given heading or end.
    pub(super) fn holds(&self, end: usize) -> String {
        format!("decided.holds.at({})", end - self.decided.ends)
    }

    /// The scripts by path, and what makes the pieces known to another script.
    pub(super) fn into_scripts(self) -> (Vec<(String, Script)>, Script) {
        let together = self.pieces.len().div_ceil(SCRIPTS).max(1);
        let mut scripts: Vec<(String, Script)> = Vec::new();
        let mut imports = Script::new();
        for (number, piece) in self.pieces.into_iter().enumerate() {
            if number % together == 0 {
                let mut script = Script::new();
                script.code("#import \"/print/elements.typ\": *\n");
                scripts.push((format!("/pieces-{}.typ", scripts.len()), script));
            }
            if let Some((path, script)) = scripts.last_mut() {
                imports.code(&format!("#import \"{path}\": piece-{number}\n"));
                script.append(piece);
            }
        }
        (scripts, imports)
    }
}
