//! How long an audit of a large ledger takes, and of the same ledger with one figure changed:
//! `cargo bench --bench audit`.

#![allow(clippy::unwrap_used, reason = "the generator is shared with the tests")]

#[path = "../tests/it/audit/generated.rs"]
mod generated;

use divan::Bencher;
use divan::counter::ItemsCount;
use generated::Reports;
use waybill::audit::{Auditor, Rates, audit};

/// The one that the program has.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    divan::main();
}

/// 641 totals of three parts over three years: 100,000 levels and 267,000 other figures.
const GROUPS: usize = 641;

#[divan::bench]
fn whole_ledger(bencher: Bencher<'_, '_>) {
    let reports = Reports::consistent(GROUPS, 3, true, 1);
    let ledger = reports.ledger();
    let figures: usize = ledger.reports().map(|(_, all)| all.len()).sum();
    bencher.counter(ItemsCount::new(figures)).bench_local(|| audit(&ledger, &Rates::default()));
}

#[divan::bench]
fn one_figure_changed(bencher: Bencher<'_, '_>) {
    let mut reports = Reports::consistent(GROUPS, 3, true, 1);
    let one = reports.ledger();
    reports.break_one(77_777);
    let other = reports.ledger();
    let mut auditor = Auditor::default();
    auditor.audit(&one, &Rates::default());
    let mut turn = false;
    bencher.bench_local(|| {
        turn = !turn;
        auditor.audit(if turn { &other } else { &one }, &Rates::default())
    });
}
