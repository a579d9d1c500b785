//! Prints that are read otherwise: whether they could be true as they stand.
//!
//! Each is put back in place of its reading, alone, and the part of the ledger propagated once more.

use super::{Rule, Severity, explain, nothing_more};
use crate::audit::assembly::assemble_with;
use crate::audit::conflict::{Clash, clashes};
use crate::audit::network::{Evidence, Network, index};
use crate::audit::propagation::{Propagation, Stop};
use crate::audit::{Case, Finding, Outcome, Reading, StatementRef};
use crate::model::{Observation, Print};

pub(super) static RULE: Rule = Rule {
    name: "misprint",
    severity: Severity::Information,
    summary: "What is printed can be true as it stands.",
    why: "A figure that is read otherwise than it is printed, in another currency or another multiple, says why in \
          `reading`. The print is held against all other figures too, as if it had been taken as it stands: where it \
          contradicts them, the smallest set of figures is told, and whether the reading agrees with it. So a reader \
          sees that the reading is called for, and by what.",
    example: "\u{201c}$520.37 billion\u{201d} is printed, and read as yuan: as dollars it would be seven times all that \
              growth and the year before allow.",
    remedy: "None is needed if the reading agrees. Otherwise think again of the reading.",
    part,
    whole: nothing_more,
};

fn part(rule: &'static Rule, case: &Case<'_>, outcome: &mut Outcome) {
    for report in case.reports {
        let Some((_, all)) = case.ledger.report(*report as usize) else { continue };
        for (at, observation) in all.iter().enumerate().filter(|(_, o)| o.reading().is_some()) {
            let Some(Print::Other(print)) = Print::of(observation) else { continue };
            outcome.checked += 1;
            let this = StatementRef { report: *report, at: index(at) };
            outcome.findings.extend(finding(rule, case, this, observation, &print));
        }
    }
}

/// The smallest set of figures that the print contradicts, if it contradicts any.
fn finding(
    rule: &'static Rule,
    case: &Case<'_>,
    this: StatementRef,
    observation: &Observation,
    print: &Observation,
) -> Option<Finding> {
    let network = assemble_with(case.ledger, case.reports, case.peers, Some((this, print)));
    let run = Propagation::run(&network, Stop::AtRest, |_| true);
    let all = clashes(&network, &run);
    let holds = |clash: &&Clash| clash.statements.iter().any(|at| is(&network, *at, this));
    let clash = all.iter().find(holds)?;
    let as_printed = Case { network: &network, bounds: &run.bounds, clashes: &all, ..*case };
    let subject = clash.statements.iter().position(|at| is(&network, *at, this))?;
    let mut finding = explain::finding_about(&as_printed, rule, clash, subject);
    let (quantity, _) = this.of(case.ledger)?;
    let (period, source) = (observation.period, &observation.source);
    let printed = observation.printed().unwrap_or_default();
    let variable = network.statements[clash.statements[subject] as usize].variable;
    let implied = as_printed.span(variable, clash.implied[subject]);
    let others = match finding.members.len() {
        0..=2 => "another figure".to_owned(),
        n => format!("{} other figures", n - 1),
    };
    finding.message = format!(
        "{quantity} in {period} is printed as \u{201c}{printed}\u{201d} in {source}, but {implied} follows from {others}"
    );
    // The set, with the reading in place of the print, contradicts itself no more.
    let still = case.clashes.iter().any(|known| {
        known.statements.iter().all(|at| {
            let evidence = case.network.statements[*at as usize].evidence;
            clash.statements.iter().any(|of| network.statements[*of as usize].evidence == evidence)
        })
    });
    finding.reading = (!still).then(|| Reading::as_given(this, observation));
    Some(finding)
}

fn is(network: &Network, statement: u32, this: StatementRef) -> bool {
    network.statements[statement as usize].evidence == Evidence::Observation(this)
}
