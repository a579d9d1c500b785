//! Tells the program what it was compiled from: what another program left in a cache is not trusted.

#![allow(clippy::disallowed_methods, clippy::print_stdout, reason = "a build script reads and tells Cargo")]

use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::Path;
use std::{env, fs};

/// What decides on the bytes that the program writes.
const SOURCES: [&str; 5] = ["Cargo.lock", "Cargo.toml", "src", "templates", "theme"];

fn main() {
    let mut hasher = DefaultHasher::new();
    for source in SOURCES {
        println!("cargo:rerun-if-changed={source}");
        hash(Path::new(source), &mut hasher);
    }
    env::var_os("CARGO_FEATURE_PRINT").is_some().hash(&mut hasher);
    println!("cargo:rustc-env=WAYBILL_COMPILED_FROM={:016x}", hasher.finish());
}

fn hash(path: &Path, hasher: &mut DefaultHasher) {
    if let Ok(entries) = fs::read_dir(path) {
        let mut paths: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
        paths.sort();
        paths.iter().for_each(|path| hash(path, hasher));
    } else if let Ok(bytes) = fs::read(path) {
        (path, bytes).hash(hasher);
    }
}
