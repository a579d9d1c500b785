//! The site that `waybill init` makes, compiled in: a small whole one on a subject of its own, to be written over.
//!
//! It lies in `examples/starter`; a test holds the list to the folder.

macro_rules! files {
    ($($name:literal),* $(,)?) => {
        /// Its files by path, with `/`.
        pub const FILES: &[(&str, &str)] =
            &[$(($name, include_str!(concat!("../examples/starter/", $name)))),*];
    };
}

files![
    ".gitignore",
    ".vscode/extensions.json",
    ".vscode/settings.json",
    "README.md",
    "content/_index.md",
    "content/briefings/_index.md",
    "content/briefings/fewer-leap-seconds.md",
    "content/method.md",
    "data/charts/leap-seconds-by-year.yaml",
    "data/charts/offset.yaml",
    "data/entities/organisations.yaml",
    "data/series/leap-seconds.yaml",
    "data/sources.yaml",
    "data/waivers.yaml",
    "site.yaml",
];
