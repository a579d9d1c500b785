//! What the program can be told.

use std::path::PathBuf;

use clap::builder::{PossibleValue, PossibleValuesParser};
use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;

use crate::build;

/// A static briefing-site generator in which every figure travels with its papers.
#[derive(Debug, Parser)]
#[command(name = "waybill", version, about, propagate_version = true)]
pub(super) struct Arguments {
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Build the site into its output folder
    Build(BuildArguments),
    /// Find what is wrong with the site, and write nothing
    Check(CheckArguments),
    /// Say why a figure is what it is, what a rule means, or what depends on a file
    Explain(ExplainArguments),
    /// Say which figures changed between two states of the data, by how much, and which pages show them
    Diff(DiffArguments),
    /// Build the site again whenever a file changes, and show it to browsers of this machine
    Serve(ServeArguments),
    /// Forget what earlier builds left for later ones; the built site stays
    Clean {
        /// The site's folder
        #[arg(long, value_name = "DIR", default_value = ".")]
        root: PathBuf,
    },
    /// Make a small working site to start from
    Init {
        /// Its folder, which must be new or empty
        dir: PathBuf,
    },
    /// Write JSON Schemas of a site's YAML files, for editors, or print one
    Schema {
        /// Print the schema of this kind of file and write nothing
        #[arg(value_parser = kind_of_file())]
        name: Option<String>,

        /// The site's folder, whose kinds of entity the schemas know
        #[arg(long, value_name = "DIR", default_value = ".")]
        root: PathBuf,

        /// The folder that they are written to [default: ROOT/schemas]
        #[arg(long, value_name = "DIR", conflicts_with = "name")]
        out: Option<PathBuf>,
    },
    /// Print a completion script for a shell
    Completions {
        /// The shell that the script is for
        shell: Shell,
    },
}

#[derive(Debug, Args)]
pub(super) struct BuildArguments {
    #[command(flatten)]
    pub common: Common,

    /// The output folder [default: ROOT/public]
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,

    /// Where the site will be published, instead of what site.yaml says
    #[arg(long, value_name = "URL", value_parser = base_url)]
    pub base_url: Option<String>,

    /// Make no PDFs
    #[arg(long)]
    pub no_print: bool,
}

#[derive(Debug, Args)]
pub(super) struct CheckArguments {
    #[command(flatten)]
    pub common: Common,

    /// What fails: a draft by errors, what is to be published by warnings too (as with --strict)
    #[arg(long, value_enum, default_value = "draft")]
    pub stage: Stage,

    /// Ask each address outside the site whether something is there
    #[arg(long)]
    pub external: bool,
}

/// How far a site has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Stage {
    /// Errors fail.
    Draft,
    /// Errors and warnings fail.
    Publish,
}

#[derive(Debug, Args)]
pub(super) struct ExplainArguments {
    /// A quantity such as trade.total, growth(trade.total) or 'trade.total @ 2025'; a rule such as no-figure; or a
    /// file of the site by its path from the site's folder
    pub what: String,

    /// The period of the quantity, such as 2025 or 2025-S1
    pub period: Option<String>,

    /// The site's folder
    #[arg(long, value_name = "DIR", default_value = ".")]
    pub root: PathBuf,

    /// Take drafts for pages too
    #[arg(long)]
    pub drafts: bool,

    /// How the answer is written
    #[arg(long, value_enum, default_value = "text")]
    pub format: Form,
}

#[derive(Debug, Args)]
pub(super) struct DiffArguments {
    /// The older state: the folder of a site, a data folder, or a revision of the site in Git, such as HEAD~1
    pub old: String,

    /// The newer state [default: the site as it is]
    pub new: Option<String>,

    /// The site's folder
    #[arg(long, value_name = "DIR", default_value = ".")]
    pub root: PathBuf,

    /// Take drafts for pages too
    #[arg(long)]
    pub drafts: bool,

    /// How the answer is written
    #[arg(long, value_enum, default_value = "text")]
    pub format: Note,
}

#[derive(Debug, Args)]
pub(super) struct ServeArguments {
    /// The site's folder
    #[arg(long, value_name = "DIR", default_value = ".")]
    pub root: PathBuf,

    /// Take drafts for pages too
    #[arg(long)]
    pub drafts: bool,

    /// The port to listen on, 0 for any [default: the first free one from 8000 on]
    #[arg(long, value_name = "N")]
    pub port: Option<u16>,

    /// Open the site in a browser
    #[arg(long)]
    pub open: bool,

    /// Make PDFs too, which takes longer than all else
    #[arg(long)]
    pub print: bool,

    /// Look at the files twice a second, where the system gives no events (shared folders, some containers)
    #[arg(long)]
    pub poll: bool,

    /// What opens a place in your editor, such as 'vscode://file{path}:{line}:{column}'
    #[arg(long, value_name = "URL")]
    pub editor: Option<String>,
}

/// How changes are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Note {
    /// For people.
    Text,
    /// For scripts.
    Json,
    /// For readers of the site: a revision note.
    Markdown,
}

/// How an answer is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Form {
    /// For people.
    Text,
    /// For scripts.
    Json,
}

/// What every command on a site takes.
#[derive(Debug, Args)]
pub(super) struct Common {
    /// The site's folder
    #[arg(long, value_name = "DIR", default_value = ".")]
    pub root: PathBuf,

    /// Take drafts for pages too
    #[arg(long)]
    pub drafts: bool,

    /// Take warnings for errors
    #[arg(long)]
    pub strict: bool,

    /// How findings are shown: text on standard error, JSON and SARIF on standard output
    #[arg(long, value_enum, default_value = "text")]
    pub format: Format,
}

/// How findings are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// For people.
    Text,
    /// For editors and scripts.
    Json,
    /// For code scanning: SARIF 2.1.0.
    Sarif,
}

/// The kinds of file that have a schema.
fn kind_of_file() -> PossibleValuesParser {
    let kinds = build::SCHEMAS.iter().map(|(name, files)| PossibleValue::new(*name).help(*files));
    PossibleValuesParser::new(kinds)
}

/// An address that pages can be put under.
fn base_url(text: &str) -> Result<String, String> {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    match rest {
        None => Err("an address begins with https:// or http://".to_owned()),
        Some(rest) if rest.is_empty() || rest.starts_with('/') => Err("the address has no host".to_owned()),
        Some(rest) if rest.contains(['?', '#']) || rest.contains(char::is_whitespace) => {
            Err("the address of a site has no query, no fragment and no spaces".to_owned())
        }
        Some(_) => Ok(text.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_definitions_agree_with_each_other() {
        Arguments::command().debug_assert();
    }
}
