//! One pass over what is set: evaluated, and laid out against the pages as the pass before left them.
//!
//! Page numbers, references and counters are known only when the pages are. The typesetter's own compiler goes through passes
//! until nothing changes any more, each time from nothing. Notes have to be decided between passes too, and with the compiler
//! as the innermost of two loops each decision costs as much as a whole PDF. Here both are one loop, with the same parts of
//! the typesetter.

use typst::World;
use typst::comemo::{Constraint, Track};
use typst::diag::{SourceDiagnostic, SourceResult};
use typst::ecow::EcoVec;
use typst::engine::{Engine, Route, Sink, Traced};
use typst::foundations::{Output, StyleChain, TargetElem};
use typst::introspection::{EmptyIntrospector, Introspector};
use typst::syntax::Source;
use typst::utils::Protected;
use typst_layout::PagedDocument;

/// What came of a pass.
pub(super) struct Pass {
    pub document: PagedDocument,
    /// True if the pages are as the pass took them to be: another one would yield the same.
    pub settled: bool,
    /// Errors that later passes may do without, such as a reference to what no page has yet.
    pub errors: EcoVec<SourceDiagnostic>,
    pub warnings: EcoVec<SourceDiagnostic>,
}

/// Sets the pages of `main`; before the first pass there are none.
///
/// # Errors
///
/// What no later pass could mend.
pub(super) fn set(world: &dyn World, main: &Source, before: Option<&PagedDocument>) -> SourceResult<Pass> {
    let world = world.track();
    let library = world.library();
    let traced = Traced::default();
    let mut sink = Sink::new();
    let route = Route::default();
    let content =
        typst_eval::eval(world, library, traced.track(), sink.track_mut(), route.track(), main)?.content();

    let target = TargetElem::target.set(PagedDocument::target()).wrap();
    let styles = StyleChain::new(&library.styles);
    let known: &dyn Introspector = before.map_or(&EmptyIntrospector, Output::introspector);
    let constraint = Constraint::new();
    let mut engine = Engine {
        library,
        world,
        introspector: Protected::new(known.track_with(&constraint)),
        traced: traced.track(),
        sink: sink.track_mut(),
        route: Route::default(),
    };
    let document = PagedDocument::create(&mut engine, &content, styles.chain(&target))?;
    let settled = constraint.validate(Output::introspector(&document));
    Ok(Pass { document, settled, errors: sink.delayed(), warnings: sink.warnings() })
}
