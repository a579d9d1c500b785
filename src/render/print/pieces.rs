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
    /// How many references to notes stand in them.
    references: usize,
}

impl Pieces {
    /// Adds what stands between `open` and `close` as a piece, with all references up to the nth; the call that yields it.
    pub(super) fn add(&mut self, open: &str, content: Script, close: &str, references: usize) -> String {
        let number = self.pieces.len();
        let mut piece = Script::new();
        piece.code(&format!("#let piece-{number}(set-by) = {open}"));
        piece.append(content);
        piece.code(&format!("{close}\n"));
        self.pieces.push(piece);
        let begin = std::mem::replace(&mut self.references, references);
        format!("piece-{number}(set-by.slice({begin}, {references}))")
    }

    /// In a piece: which reference sets the note of the given one.
    pub(super) fn set_by(&self, reference: usize) -> String {
        format!("set-by.at({})", reference - self.references)
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
