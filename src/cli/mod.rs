//! The command line: arguments in, findings and a summary out.
//!
//! Results go to standard output, findings for people to standard error. What is done lies in `build`; how a
//! finding is laid out lies in `diag`.

mod arguments;
mod progress;
mod show;

use std::path::{Component, Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use clap::Parser;

use crate::build::{self, BuildOptions, Built, CheckOptions, Compared, DiffOptions, ExplainOptions};
use crate::diag::Diagnostics;
use crate::explain::Unexplained;
use crate::serve::{self, Event, ServeOptions};
use arguments::{
    Arguments, BuildArguments, CheckArguments, Command, Common, DiffArguments, ExplainArguments,
    ServeArguments, Stage,
};

/// Something in the site is wrong.
const FINDINGS: u8 = 1;
/// The program was called wrongly.
const MISUSE: u8 = 2;

/// Runs the program on the arguments of the process and returns its exit code: 0 if the site is clean, 1 if
/// it has errors (or warnings with `--strict` or `--stage publish`), 2 if the program was called wrongly, which
/// includes asking for an explanation of what is not there.
pub fn run() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            // Help that nobody reads to its end is no failure.
            let _ = error.print();
            return if error.use_stderr() { MISUSE.into() } else { ExitCode::SUCCESS };
        }
    };
    match arguments.command {
        Command::Build(arguments) => run_build(arguments),
        Command::Check(arguments) => run_check(arguments),
        Command::Explain(arguments) => run_explain(arguments),
        Command::Diff(arguments) => run_diff(arguments),
        Command::Serve(arguments) => run_serve(arguments),
        Command::Clean { root } => run_clean(&root),
        Command::Init { dir } => run_init(&dir),
        Command::Schema { name, root, out } => run_schema(name.as_deref(), &root, out),
        Command::Completions { shell } => {
            show::completions(shell);
            ExitCode::SUCCESS
        }
    }
}

fn run_build(arguments: BuildArguments) -> ExitCode {
    let BuildArguments { common, out, base_url, no_print } = arguments;
    let out = out.unwrap_or_else(|| common.root.join("public"));
    // The only clock: for the summary, never for an output.
    let started = Instant::now();
    let check = CheckOptions { root: common.root.clone(), base_url, drafts: common.drafts, print: !no_print };
    let options = BuildOptions { check, out, strict: common.strict };
    let built = build::build_telling(&options, progress::bar());
    let code = report(&common, &built, || show::built(&built, started.elapsed()));
    // The process ends here, and the system takes all of its memory at once.
    std::mem::forget(built);
    code
}

fn run_check(arguments: CheckArguments) -> ExitCode {
    let CheckArguments { mut common, stage, external } = arguments;
    common.strict |= stage == Stage::Publish;
    let options =
        CheckOptions { root: common.root.clone(), base_url: None, drafts: common.drafts, print: true };
    let built = build::check(&options, external);
    report(&common, &built, || show::checked(&built))
}

fn run_explain(arguments: ExplainArguments) -> ExitCode {
    let ExplainArguments { what, period, root, drafts, format } = arguments;
    let check = CheckOptions { root, base_url: None, drafts, print: true };
    let explained = build::explain(&ExplainOptions { check, what, period });
    match explained.answer {
        None => {
            show::findings(arguments::Format::Text, &explained.site);
            FINDINGS.into()
        }
        Some(Err(unexplained)) => {
            show::unexplained(&unexplained);
            MISUSE.into()
        }
        Some(Ok(explanation)) => {
            show::doubt(&explained.site);
            show::explanation(&explanation, format);
            ExitCode::SUCCESS
        }
    }
}

fn run_diff(arguments: DiffArguments) -> ExitCode {
    let DiffArguments { old, new, root, drafts, format } = arguments;
    let check = CheckOptions { root, base_url: None, drafts, print: true };
    match build::diff(&DiffOptions { check, old, new }) {
        Compared::Unknown(why) => {
            show::unexplained(&Unexplained { message: why, hint: None });
            MISUSE.into()
        }
        Compared::Broken(built) => {
            show::findings(arguments::Format::Text, &built);
            FINDINGS.into()
        }
        Compared::Changes(changes, built) => {
            show::doubt(&built);
            show::changes(&changes, format);
            ExitCode::SUCCESS
        }
    }
}

fn run_serve(arguments: ServeArguments) -> ExitCode {
    let ServeArguments { root, drafts, port, open, print, poll, editor } = arguments;
    let check = CheckOptions { root, base_url: None, drafts, print };
    let ended =
        serve::serve(&ServeOptions { check, port, poll, editor, progress: progress::bar() }, &mut |event| {
            match event {
                Event::Listening(url) => {
                    show::line(&format!("Serving {url} (Ctrl-C ends it)"));
                    if open {
                        show::browser(url);
                    }
                }
                Event::Polling(why) => show::line(&format!("Looking at the files twice a second: {why}")),
                Event::Found(built) => show::findings(arguments::Format::Text, built),
                Event::Made { changed, built, rendered, took } => {
                    show::findings(arguments::Format::Text, built);
                    show::line(&show::remade(changed, built, rendered, *took));
                }
            }
        });
    match ended {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            show::unexplained(&Unexplained { message, hint: None });
            MISUSE.into()
        }
    }
}

fn run_clean(root: &Path) -> ExitCode {
    told(build::clean(root).map(show::forgotten))
}

fn run_init(folder: &Path) -> ExitCode {
    told(build::init(folder).map(|files| show::started(folder, files)))
}

fn run_schema(name: Option<&str>, root: &Path, out: Option<PathBuf>) -> ExitCode {
    if let Some(name) = name {
        if let Some(schema) = build::schema_of(root, name) {
            show::line(schema.trim_end());
        }
        return ExitCode::SUCCESS;
    }
    let out = out.unwrap_or_else(|| {
        root.join(build::SCHEMA_FOLDER).components().filter(|part| *part != Component::CurDir).collect()
    });
    told(build::write_schemas(root, &out).map(|count| show::schemas(count, &out)))
}

/// Shows what was done, or why it was not.
fn told(done: Result<String, Diagnostics>) -> ExitCode {
    match done {
        Ok(line) => {
            show::line(&line);
            ExitCode::SUCCESS
        }
        Err(diagnostics) => {
            show::findings(arguments::Format::Text, &Built { diagnostics, ..Built::default() });
            FINDINGS.into()
        }
    }
}

/// Shows the findings, then the summary if there is something to sum up.
fn report(common: &Common, built: &Built, summary: impl FnOnce() -> Option<String>) -> ExitCode {
    show::findings(common.format, built);
    if common.format == arguments::Format::Text
        && let Some(line) = summary()
    {
        show::line(&line);
    }
    match build::fails(&built.diagnostics, common.strict) {
        true => FINDINGS.into(),
        false => ExitCode::SUCCESS,
    }
}
