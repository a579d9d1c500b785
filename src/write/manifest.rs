//! The list of the files in the output folder that are Waybill's own.

use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::{Artefact, path};

/// The manifest's own name in the output folder.
pub(super) const MANIFEST: &str = ".waybill-manifest.json";

/// The form of the manifest that this version writes and reads.
const VERSION: u32 = 1;

/// The files in the output folder that are Waybill's own, by path. Only these are ever replaced or deleted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Manifest {
    /// True from before the first file is touched until after the last: then some files may be missing or
    /// have other bytes, and temporary files may lie beside them.
    pub unfinished: bool,
    /// The files.
    pub files: BTreeMap<Arc<str>, Entry>,
}

/// One file of the manifest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// BLAKE3 hash of its bytes, in hexadecimal.
    pub blake3: String,
    /// How many there are.
    pub length: u64,
}

#[derive(Deserialize)]
struct Stored {
    version: u32,
    #[serde(default)]
    unfinished: bool,
    files: BTreeMap<Arc<str>, Entry>,
}

impl Manifest {
    /// The manifest of a finished build.
    pub fn of(artefacts: &[Artefact]) -> Self {
        let entry = |artefact: &Artefact| {
            let content = &artefact.content;
            let entry = Entry { blake3: content.hash().to_string(), length: content.length() };
            (artefact.path.clone(), entry)
        };
        let files: Vec<_> = artefacts.par_iter().map(entry).collect();
        Manifest { unfinished: false, files: files.into_iter().collect() }
    }

    /// The manifest while the files of `new` take the place of those of `self`: both are Waybill's.
    pub fn extended_by(&self, new: &Manifest) -> Self {
        let mut files = self.files.clone();
        files.extend(new.files.iter().map(|(path, entry)| (path.clone(), entry.clone())));
        Manifest { unfinished: true, files }
    }

    /// True if the file is Waybill's.
    pub fn owns(&self, path: &str) -> bool {
        self.files.contains_key(path)
    }

    /// The text of the manifest: JSON with one file on each line, so that two of them can be compared by eye.
    pub fn to_json(&self) -> String {
        let mut json = format!("{{\"version\":{VERSION},");
        if self.unfinished {
            json.push_str("\"unfinished\":true,");
        }
        json.push_str("\"files\":{");
        let mut separator = "\n";
        for (path, Entry { blake3, length }) in &self.files {
            json.push_str(separator);
            json.push_str(&serde_json::Value::from(&**path).to_string());
            json.push_str(&format!(":{{\"blake3\":\"{blake3}\",\"length\":{length}}}"));
            separator = ",\n";
        }
        json.push_str("\n}}\n");
        json
    }

    /// BLAKE3 hash of its text, in hexadecimal.
    pub(super) fn hash(&self) -> String {
        blake3::hash(self.to_json().as_bytes()).to_string()
    }

    /// Reads the text of a manifest. A path in it that leads out of the output folder makes it unreadable:
    /// files are deleted by this list, and it may have come with somebody else's repository.
    pub fn from_json(json: &str) -> Result<Self, String> {
        let stored: Stored = serde_json::from_str(json).map_err(|error| error.to_string())?;
        if stored.version != VERSION {
            return Err(format!("it has version {}; this Waybill reads version {VERSION}", stored.version));
        }
        for file in stored.files.keys() {
            if let Some(problem) = path::problem(file) {
                return Err(format!("{file:?} cannot be a path in the output folder: {problem}"));
            }
        }
        Ok(Manifest { unfinished: stored.unfinished, files: stored.files })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_is_stable_and_reads_back() {
        let artefact =
            |path: &str, text: &str| Artefact { path: path.into(), content: text.to_owned().into() };
        let manifest = Manifest::of(&[artefact("b/\"q\".html", "B"), artefact("a.html", "")]);
        insta::assert_snapshot!(manifest.to_json(), @r#"
        {"version":1,"files":{
        "a.html":{"blake3":"af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262","length":0},
        "b/\"q\".html":{"blake3":"9f9524ca18c0cc03aef1a0b84faed9375e5d19575e9328e65fea72991f0f58cf","length":1}
        }}
        "#);
        assert_eq!(Manifest::from_json(&manifest.to_json()), Ok(manifest.clone()));
        let both = manifest.extended_by(&Manifest::of(&[artefact("a.html", "new"), artefact("c", "")]));
        assert!(both.unfinished && both.owns("b/\"q\".html") && both.owns("c"));
        assert_eq!(Manifest::from_json(&both.to_json()), Ok(both));
    }

    #[test]
    fn a_manifest_that_leads_elsewhere_is_refused() {
        let with = |path: &str| format!(r#"{{"version":1,"files":{{{path:?}:{{"blake3":"","length":0}}}}}}"#);
        for path in ["../a", "/etc/passwd", "a/../../b", "", "a//b", ".waybill-manifest.json", "a\\b"] {
            assert!(Manifest::from_json(&with(path)).is_err(), "{path}");
        }
        assert!(Manifest::from_json(&with("a/b..c/.d")).is_ok());
        assert!(Manifest::from_json(r#"{"version":2,"files":{}}"#).is_err());
    }
}
