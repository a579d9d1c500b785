//! A small site in a temporary folder, and the built program run on it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

/// A site that lives as long as the value.
pub struct Site {
    /// Holds the site's folder, `site`, so that a test may also put something beside it.
    around: TempDir,
}

/// What the program answered. Paths of the temporary folder are shown as `…`, times as `(TIME)`.
#[derive(Debug)]
pub struct Run {
    pub status: Option<i32>,
    pub stdout: String,
    pub stderr: String,
}

impl Site {
    /// A site with a title and nothing else.
    pub fn new() -> Self {
        Self::empty().file("site.yaml", "title: A small site\n")
    }

    /// A folder that is not a site yet.
    pub fn empty() -> Self {
        let site = Site { around: tempfile::tempdir().unwrap() };
        fs::create_dir(site.root()).unwrap();
        site
    }

    /// The small whole site of `tests/fixtures/small-site`.
    pub fn small() -> Self {
        Self::empty().overlaid(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/small-site"))
    }

    /// The same with PDFs, on the given settings.
    pub fn small_printed(settings: &str) -> Self {
        let site = Self::small();
        let text = site.read("site.yaml").unwrap();
        assert!(text.contains("\nprint: false\n"), "the small site prints");
        site.file("site.yaml", text.replace("\nprint: false\n", &format!("\nprint: {settings}\n")))
    }

    /// The same site with all files of a folder.
    pub fn overlaid(self, folder: &Path) -> Self {
        for (path, bytes) in files_below(folder) {
            self.write(&path, bytes);
        }
        self
    }

    /// The same site with a file more.
    pub fn file(self, path: &str, bytes: impl AsRef<[u8]>) -> Self {
        self.write(path, bytes);
        self
    }

    /// Creates or changes a file of the site.
    pub fn write(&self, path: &str, bytes: impl AsRef<[u8]>) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }

    /// Removes a file of the site.
    pub fn remove(&self, path: &str) {
        fs::remove_file(self.path(path)).unwrap();
    }

    /// The text of a file of the site, or none if it is not there.
    pub fn read(&self, path: &str) -> Option<String> {
        fs::read_to_string(self.path(path)).ok()
    }

    /// Where a file of the site is; `../x` lies beside the site.
    pub fn path(&self, path: &str) -> PathBuf {
        self.root().join(path)
    }

    fn root(&self) -> PathBuf {
        self.around.path().join("site")
    }

    /// Runs the program in the site's folder.
    pub fn run(&self, arguments: &[&str]) -> Run {
        self.run_with(arguments, &[])
    }

    /// Runs the program with variables of the environment set.
    pub fn run_with(&self, arguments: &[&str], variables: &[(&str, &str)]) -> Run {
        let output = self.command(arguments).envs(variables.iter().copied()).output().unwrap();
        Run::new(output, self.around.path())
    }

    /// The program, ready to be run in the site's folder.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_waybill"));
        command.args(arguments).current_dir(self.root()).env("HOME", self.around.path().join("home"));
        command
    }

    /// Builds, and fails the test if the program finds fault.
    pub fn build(&self) -> Run {
        let run = self.run(&["build"]);
        assert_eq!(run.status, Some(0), "{}", run.stderr);
        run
    }
}

impl Run {
    fn new(output: Output, around: &Path) -> Self {
        let real = fs::canonicalize(around).unwrap();
        let text = |bytes: Vec<u8>| {
            let text = String::from_utf8(bytes).unwrap();
            let text = text.replace(real.to_str().unwrap(), "…").replace(around.to_str().unwrap(), "…");
            without_times(&text)
        };
        Run { status: output.status.code(), stdout: text(output.stdout), stderr: text(output.stderr) }
    }

    /// Status, standard output and standard error as one text, for snapshots.
    pub fn whole(&self) -> String {
        let status = self.status.map_or("killed".to_owned(), |status| status.to_string());
        format!("status {status}\n--- stdout\n{}--- stderr\n{}", self.stdout, self.stderr)
    }
}

/// Every file below a folder with its bytes, by its path with `/`.
pub fn files_below(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut all = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name().into_string().unwrap();
        if entry.path().is_dir() {
            all.extend(files_below(&entry.path()).into_iter().map(|(path, b)| (format!("{name}/{path}"), b)));
        } else {
            all.insert(name, fs::read(entry.path()).unwrap());
        }
    }
    all
}

/// `(0.21 s)` becomes `(TIME)`.
fn without_times(text: &str) -> String {
    let mut parts = text.split('(');
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        match part.split_once(" s)") {
            Some((seconds, rest)) if seconds.parse::<f64>().is_ok() => {
                out.push_str("(TIME)");
                out.push_str(rest);
            }
            _ => {
                out.push('(');
                out.push_str(part);
            }
        }
    }
    out
}

/// What stands between the tags of a part of a page, a line for each row.
pub fn words(page: &str, from: &str, to: &str) -> String {
    let start = page.find(from).unwrap();
    let part = &page[start..start + page[start..].find(to).unwrap()];
    let mut text = String::new();
    for piece in part.split('<') {
        let (tag, words) = piece.split_once('>').unwrap_or(("", piece));
        text.push_str(if tag == "/tr" {
            "\n"
        } else if tag.starts_with('t') {
            " | "
        } else {
            ""
        });
        text.push_str(words);
    }
    text.replace('\u{a0}', " ").trim().to_owned()
}
