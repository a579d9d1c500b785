//! The command line.

use std::process::ExitCode;

/// Runs the program on the arguments of the process and returns its exit code.
pub fn run() -> ExitCode {
    ExitCode::SUCCESS
}
