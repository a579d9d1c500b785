//! All that one PDF is made of, beside what every PDF of the site is made with.

use std::collections::BTreeMap;

use super::compile::Standards;
use super::press::Press;
use super::script::Script;
use crate::diag::Place;

/// The path of the script that is set. It imports the others.
pub const MAIN: &str = "/main.typ";

/// The path of the list that says of each reference to a note which one sets it; the press adds it.
pub(super) const NOTES: &str = "/notes.json";

/// What one PDF is made of. Paths are those that its scripts and templates use, with a leading `/`; they are kept
/// for as long as the program runs, so they are the same few for every PDF.
#[derive(Clone, Debug)]
pub struct Composition {
    /// The scripts by path; [`MAIN`] is set.
    pub scripts: BTreeMap<String, Script>,
    /// Drawings, pictures and data by path.
    pub files: BTreeMap<String, Vec<u8>>,
    /// Texts that are in none of the scripts, with their places: of drawings and data.
    pub texts: Vec<(String, Place)>,
    /// For each reference to a note in the scripts, in order, which note it refers to.
    pub notes: Vec<usize>,
    /// What the PDF conforms to.
    pub standards: Standards,
    /// What names the document, whatever becomes of its text.
    pub identifier: String,
    /// The file that is to blame if nothing more is known.
    pub file: Place,
}

impl Composition {
    /// Those of some texts that stand in it whole, but for white space and marks that its files write in their own way.
    pub fn having<'t, T>(&self, texts: &'t [(String, T)]) -> Vec<&'t T> {
        let bare =
            |text: &str| text.chars().filter(|c| !c.is_whitespace() && !"\\\"'&;".contains(*c)).collect();
        let scripts = self.scripts.values().map(|script| bare(script.source()));
        let all: Vec<String> = scripts.chain(self.texts.iter().map(|(text, _)| bare(text))).collect();
        let whole = |text: &str| {
            let text: String = bare(text);
            all.iter().any(|part| part.contains(&text))
        };
        texts.iter().filter(|(text, _)| whole(text)).map(|(_, of)| of).collect()
    }

    /// A hash over everything that the bytes of the PDF depend on. Equal fingerprints mean equal PDFs of one program.
    pub fn fingerprint(&self, press: &Press) -> blake3::Hash {
        let mut hasher = blake3::Hasher::new();
        let mut part = |bytes: &[u8]| {
            hasher.update(&(bytes.len() as u64).to_le_bytes());
            hasher.update(bytes);
        };
        part(press.fingerprint().as_bytes());
        part(self.identifier.as_bytes());
        part(self.standards.to_string().as_bytes());
        for note in &self.notes {
            part(&note.to_le_bytes());
        }
        part(b"");
        for (path, script) in &self.scripts {
            part(path.as_bytes());
            part(script.source().as_bytes());
        }
        for (path, bytes) in &self.files {
            part(path.as_bytes());
            part(bytes);
        }
        hasher.finalize()
    }
}
