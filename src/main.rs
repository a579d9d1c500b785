//! The program: hands its arguments to [`waybill::cli`] and exits with what that returns.

use std::process::ExitCode;

/// A build makes and drops millions of small strings on every core.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    waybill::cli::run()
}
