//! The program: hands its arguments to [`waybill::cli`] and exits with what that returns.

use std::process::ExitCode;

fn main() -> ExitCode {
    waybill::cli::run()
}
