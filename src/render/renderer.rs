//! Renders editions one after another and keeps, between them, every artefact whose facts still hold.
//!
//! A job that was rendered before is looked at in two steps: [`Changes`] says which parts of the site differ, and
//! of the facts that its artefact rests on only those about such a part are asked again. If all answers are the same,
//! so is the artefact (a verifying trace). The first edition, and every later one, goes this one way.

use std::fmt::Debug;
use std::panic::{self, AssertUnwindSafe};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::changes::Changes;
use super::defect::defect;
use super::edition::Edition;
use super::fact::{Fact, Note, Recorder};
use super::late::Late;
use super::topic::{Numbers, Topic, Touched};
use super::traces::{self, Retraced, Traces};
use super::{Faults, Made, Rendered, render_job};
use crate::diag::{Diagnostic, Diagnostics};
use crate::plan::{Job, JobKind};

/// What is remembered of an edition once it is rendered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Memory {
    /// Every artefact and what it rests on, for the next edition.
    #[default]
    Traces,
    /// The same; and what no page shows is rendered when somebody asks for it.
    Preview,
    /// Nothing: no edition follows.
    Nothing,
    /// What its files rest on, for another process: [`Renderer::traces`].
    Written,
}

/// Takes the files of a site as they are rendered, in any order and from several threads.
pub trait Sink: Sync {
    /// Takes a file: its path in the output folder, and its bytes.
    fn take(&self, path: &Arc<str>, bytes: Vec<u8>);

    /// True if the file that it took at this path for the last edition is still there, byte for byte; it is then taken for this
    /// one.
    fn retake(&self, path: &Arc<str>) -> bool;
}

/// Is told how far a rendering is, from several threads.
pub trait Progress: Debug + Send + Sync {
    /// So many files are about to be looked at.
    fn begin(&self, files: usize);

    /// One of them is made, or is kept as it was.
    fn advance(&self);

    /// All of them are.
    fn end(&self);
}

/// Renders editions and remembers what they were made from.
#[derive(Debug, Default)]
pub struct Renderer {
    memory: Memory,
    progress: Option<Arc<dyn Progress>>,
    /// The edition that the traces of all that is kept hold in.
    edition: Option<Arc<Edition>>,
    kept: FxHashMap<Arc<str>, Kept>,
    numbers: Numbers,
    /// Of the last edition, which another process made, and then of this one.
    written: Option<Traces>,
}

/// What is kept of a job.
#[derive(Debug)]
enum Kept {
    /// What it made, and the topics of the facts that it rests on.
    Made(Trace, Box<[u32]>),
    /// What it makes when it is asked for.
    Late(Arc<Late>),
}

/// An artefact and what it rests on.
#[derive(Debug)]
pub(super) struct Trace {
    kind: JobKind,
    pub rendered: Rendered,
    /// What making it warned of, which is told as long as it is kept.
    warnings: Arc<[Diagnostic]>,
    pub facts: Box<[Fact]>,
}

/// What becomes of a job.
enum Done {
    /// What is kept of it still holds.
    Kept(File, Arc<[Diagnostic]>),
    Made(Trace, Vec<Topic>, Reason),
    Late(Arc<Late>),
    /// The sink has it. If another process will want to know, it rests on these topics, by their names.
    Taken(Reason, Arc<[Diagnostic]>, Option<Vec<u64>>),
    /// The sink has it from the last edition, and it rests on the same topics.
    Retaken,
    Failed(Faults),
}

/// Why an artefact was rendered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    /// It was not there before.
    New,
    /// Something that every page shows has changed.
    Settings,
    /// The answer to this question has changed.
    Changed(Fact),
}

/// A file of an edition.
#[derive(Clone, Debug)]
pub enum File {
    /// It is there.
    Rendered(Rendered),
    /// It is rendered when somebody asks for it.
    Late(Arc<Late>),
}

/// What came of rendering an edition.
#[derive(Debug, Default)]
pub struct Outcome {
    /// Every file, in the order of the plan.
    pub files: Vec<(Arc<str>, File)>,
    /// Those that were rendered anew, and why.
    pub rendered: Vec<(Arc<str>, Reason)>,
}

impl Renderer {
    /// A renderer that has not rendered any edition.
    pub fn new(memory: Memory) -> Self {
        Renderer { memory, ..Renderer::default() }
    }

    /// The same renderer, which tells somebody how far it is.
    pub fn telling(self, progress: Arc<dyn Progress>) -> Self {
        Renderer { progress: Some(progress), ..self }
    }

    /// The same renderer, for a site that another process made before: these are its traces.
    pub fn following(self, traces: Option<Traces>) -> Self {
        Renderer { written: traces, ..self }
    }

    /// What the files of the edition rest on that was rendered last; none if some could not be made, or if this is not
    /// remembered.
    pub fn traces(&mut self) -> Option<Traces> {
        self.written.take()
    }

    /// Renders every job of an edition that what is kept does not answer for. What fails is reported and left out, and
    /// then nothing is kept of this edition: the last one without a fault stays the one to compare with.
    ///
    /// If no edition follows, a sink takes each file as it is rendered; of the outcome's files there are then those
    /// alone that are copied.
    pub fn render(
        &mut self,
        edition: &Arc<Edition>,
        sink: Option<&dyn Sink>,
        diagnostics: &mut Diagnostics,
    ) -> Outcome {
        let sink = sink.filter(|_| matches!(self.memory, Memory::Nothing | Memory::Written));
        let since = self.edition.as_deref().map(|before| {
            let changes = Changes::between(before, edition);
            Since { before, touched: self.numbers.touched(&changes), changes }
        });
        let jobs = &edition.plan.jobs;
        let progress = self.progress.as_deref();
        if let Some(progress) = progress {
            progress.begin(jobs.len());
        }
        let mut retaken: Vec<Option<Vec<u64>>> = vec![None; jobs.len()];
        let retraced = match (self.written.take(), sink) {
            (Some(before), Some(sink)) => {
                let retraced = Retraced::of(edition, before);
                let retake = |job: &Job| retraced.holds(job).filter(|_| sink.retake(&job.path));
                jobs.par_iter().map(retake).collect_into_vec(&mut retaken);
                self.prepare(edition, |at| retaken[at].is_some());
                Some(retraced)
            }
            _ => {
                let retrace = || Retraced::of(edition, Traces::default());
                let is_kept = |at: usize| self.reason(&jobs[at], edition, since.as_ref()).is_ok();
                // Much of it is done on one core, which the other need not wait for.
                let traced = || (self.memory == Memory::Written).then(retrace);
                rayon::join(traced, || self.prepare(edition, is_kept)).0
            }
        };
        let one = |at: usize| {
            let done = match retaken[at] {
                Some(_) => Done::Retaken,
                None => self.job(&jobs[at], edition, sink, since.as_ref()),
            };
            if let Some(progress) = progress {
                progress.advance();
            }
            done
        };
        let done = each(jobs, one);
        if let Some(progress) = progress {
            progress.end();
        }
        drop(since);
        let mut outcome = Outcome { files: Vec::with_capacity(jobs.len()), rendered: Vec::new() };
        let mut anew = Vec::new();
        let mut failed = Faults::new();
        let mut rest_on = Vec::new();
        for ((job, done), retaken) in jobs.iter().zip(done).zip(retaken) {
            let path = || Arc::clone(&job.path);
            match done {
                Done::Kept(file, warnings) => {
                    outcome.files.push((path(), file));
                    diagnostics.extend(warnings.iter().cloned());
                }
                Done::Late(late) => {
                    outcome.files.push((path(), File::Late(Arc::clone(&late))));
                    anew.push((path(), Kept::Late(late)));
                }
                Done::Made(trace, topics, reason) => {
                    outcome.files.push((path(), File::Rendered(trace.rendered.clone())));
                    diagnostics.extend(trace.warnings.iter().cloned());
                    outcome.rendered.push((path(), reason));
                    if self.edition_follows() {
                        anew.push((path(), Kept::Made(trace, self.numbers.of(topics))));
                    }
                }
                Done::Taken(reason, warnings, topics) => {
                    outcome.rendered.push((path(), reason));
                    // What there is to say of a file has to be said each time.
                    rest_on.extend(topics.filter(|_| warnings.is_empty()).map(|topics| (job, topics)));
                    diagnostics.extend(warnings.iter().cloned());
                }
                Done::Retaken => rest_on.extend(retaken.map(|topics| (job, topics))),
                Done::Failed(faults) => failed.extend(faults),
            }
        }
        let is_whole = failed.is_empty();
        // What is wrong in a template is wrong in every page that it makes.
        failed.sort_by(|a, b| (&a.place, a.rule, &a.message).cmp(&(&b.place, b.rule, &b.message)));
        failed.dedup();
        diagnostics.extend(failed);
        self.written =
            retraced.filter(|_| is_whole).map(|retraced| retraced.into_traces(rest_on.into_iter()));
        if is_whole && self.edition_follows() {
            self.kept.extend(anew);
            if self.kept.len() != jobs.len() {
                let paths: rustc_hash::FxHashSet<&Arc<str>> = jobs.iter().map(|job| &job.path).collect();
                self.kept.retain(|path, _| paths.contains(path));
            }
            self.edition = Some(Arc::clone(edition));
        }
        outcome
    }

    /// True if this renderer will be asked for another edition.
    fn edition_follows(&self) -> bool {
        matches!(self.memory, Memory::Traces | Memory::Preview)
    }

    /// Makes what is made when it is first asked for: who mentions what, and the search index if a file of it will be
    /// rendered. Two jobs that ask for it at once would leave one core to make it and the others waiting; and a job that
    /// makes the index on all cores may, while it waits for them, be given another that asks for it too, and wait for
    /// itself.
    fn prepare(&self, edition: &Edition, is_kept: impl Fn(usize) -> bool + Sync) {
        if self.memory == Memory::Preview {
            edition.mentions();
            return;
        }
        let of_search = |job: &Job| matches!(job.kind, JobKind::SearchTerms(_) | JobKind::SearchPages(_));
        let search = || {
            if edition.plan.jobs.iter().enumerate().any(|(at, job)| of_search(job) && !is_kept(at)) {
                edition.world().search();
            }
        };
        rayon::join(search, || edition.mentions());
    }

    fn job(
        &self,
        job: &Job,
        edition: &Arc<Edition>,
        sink: Option<&dyn Sink>,
        since: Option<&Since<'_>>,
    ) -> Done {
        let reason = match self.reason(job, edition, since) {
            Ok(Kept::Made(trace, _)) => {
                return Done::Kept(File::Rendered(trace.rendered.clone()), Arc::clone(&trace.warnings));
            }
            Ok(Kept::Late(late)) => return Done::Kept(File::Late(Arc::clone(late)), Arc::default()),
            Err(reason) => reason,
        };
        let made = match self.memory {
            Memory::Preview if job.kind.is_late() => return Done::Late(Arc::new(Late::new(job, edition))),
            Memory::Preview | Memory::Traces => trace(job, edition),
            Memory::Nothing | Memory::Written => {
                let recorder = (self.memory == Memory::Written).then(Recorder::<Topic>::default);
                let made = rendered(job, edition, recorder.as_ref().map(|recorder| recorder as &dyn Note));
                match (made, sink) {
                    (Ok(Made { rendered: Rendered::Bytes(bytes), warnings }), Some(sink)) => {
                        sink.take(&job.path, Arc::unwrap_or_clone(bytes));
                        let topics = recorder.map(|recorder| traces::names(&recorder.into_noted()));
                        return Done::Taken(reason, warnings, topics);
                    }
                    (made, _) => made.map(|Made { rendered, warnings }| Trace {
                        kind: job.kind.clone(),
                        rendered: shrunk(rendered),
                        warnings,
                        facts: Box::default(),
                    }),
                }
            }
        };
        match made {
            Ok(trace) => {
                let topics = Fact::topics(&trace.facts);
                Done::Made(trace, topics, reason)
            }
            Err(found) => Done::Failed(found),
        }
    }

    /// What is kept of a job if it still holds, or why it does not.
    fn reason(&self, job: &Job, now: &Edition, since: Option<&Since<'_>>) -> Result<&Kept, Reason> {
        let Some(Since { before, changes, touched }) = since else { return Err(Reason::New) };
        let kept = self.kept.get(&job.path).ok_or(Reason::New)?;
        if changes.settings {
            return Err(Reason::Settings);
        }
        match kept {
            Kept::Late(late) if late.holds(job, changes, before, now) => Ok(kept),
            Kept::Late(_) => Err(Reason::New),
            Kept::Made(trace, _) if trace.kind != job.kind => Err(Reason::New),
            Kept::Made(_, topics) if !touched.any(topics) => Ok(kept),
            Kept::Made(trace, _) => {
                let (before, now) = (before.world(), now.world());
                match trace.facts.iter().find(|fact| !fact.holds(changes, before, now)) {
                    Some(fact) => Err(Reason::Changed(fact.clone())),
                    None => Ok(kept),
                }
            }
        }
    }
}

/// The most files that a core takes at once: of some all are kept, and of others none.
const AT_ONCE: usize = 16;

/// The stack of a thread that sets PDFs: the typesetter nests as deep as a text does.
const STACK: usize = 16 << 20;

/// What becomes of each job, on all cores.
///
/// PDFs have threads of their own. The typesetter divides its work among the cores too, and where it waits for a part, a
/// thread of the common pool would begin with the next PDF in the midst of the one at hand, and with another in the
/// midst of that, until its stack is full.
fn each(jobs: &[Job], one: impl Fn(usize) -> Done + Sync) -> Vec<Done> {
    let is_set = |job: &Job| matches!(job.kind, JobKind::Pdf(..) | JobKind::Bound(..));
    let (set, mut others): (Vec<usize>, Vec<usize>) = (0..jobs.len()).partition(|at| is_set(&jobs[*at]));
    // What takes longest and is partly done on one core comes first: the other has work then.
    others.sort_by_key(|at| !matches!(jobs[*at].kind, JobKind::Quantities));
    let next = AtomicUsize::new(0);
    let setter = || {
        let mut done = Vec::new();
        while let Some(at) = set.get(next.fetch_add(1, Ordering::Relaxed)) {
            done.push((*at, one(*at)));
        }
        done
    };
    let mut done: Vec<(usize, Done)> = thread::scope(|scope| {
        // A thread of the pool must not wait for others that need the pool: it sets them itself, one after another.
        let is_pooled = rayon::current_thread_index().is_some();
        let threads = if is_pooled { 0 } else { rayon::current_num_threads().min(set.len()) };
        let spawn = |_| thread::Builder::new().stack_size(STACK).spawn_scoped(scope, setter).ok();
        let threads: Vec<_> = (0..threads).filter_map(spawn).collect();
        let mut done: Vec<(usize, Done)> =
            others.par_iter().with_max_len(AT_ONCE).map(|at| (*at, one(*at))).collect();
        if threads.is_empty() {
            done.extend(setter());
        }
        for thread in threads {
            done.extend(thread.join().unwrap_or_else(|panic| panic::resume_unwind(panic)));
        }
        done
    });
    done.sort_unstable_by_key(|(at, _)| *at);
    done.into_iter().map(|(_, done)| done).collect()
}

/// What happened since the edition that is kept.
struct Since<'a> {
    before: &'a Edition,
    changes: Changes,
    touched: Touched,
}

/// Renders a job and notes what it reads.
pub(super) fn trace(job: &Job, edition: &Edition) -> Result<Trace, Faults> {
    let recorder = Recorder::<Fact>::default();
    let Made { rendered, warnings } = rendered(job, edition, Some(&recorder))?;
    let (kind, rendered) = (job.kind.clone(), shrunk(rendered));
    Ok(Trace { kind, rendered, warnings, facts: recorder.into_noted().into_iter().collect() })
}

/// Renders a job.
fn rendered(job: &Job, edition: &Edition, recorder: Option<&dyn Note>) -> Result<Made, Faults> {
    let world = match recorder {
        Some(recorder) => edition.world().recorded_by(recorder),
        None => edition.world(),
    };
    unbroken(&job.path, || render_job(world, &edition.templates, job))
}

/// Makes a file. A defect in the program must not take a server down with it, nor hide what else is wrong.
fn unbroken<T>(path: &Arc<str>, make: impl FnOnce() -> Result<T, Faults>) -> Result<T, Faults> {
    panic::catch_unwind(AssertUnwindSafe(make))
        .unwrap_or_else(|panic| Err(vec![defect(&format!("rendered {path}"), path, &*panic)]))
}

/// Without the memory that a text has too much, because it grew by doubling: what is kept is kept for long.
fn shrunk(mut rendered: Rendered) -> Rendered {
    if let Rendered::Bytes(bytes) = &mut rendered {
        Arc::make_mut(bytes).shrink_to_fit();
    }
    rendered
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_told_as_a_defect_of_the_program() {
        let path: Arc<str> = "notes/index.html".into();
        assert_eq!(unbroken(&path, || Ok(7)).unwrap(), 7);
        let [found] = &unbroken::<()>(&path, || panic!("no page {}", 7)).unwrap_err()[..] else { panic!() };
        assert_eq!((found.rule, &*found.place.file), ("program-defect", "notes/index.html"));
        assert_eq!(found.message, "Waybill failed while it rendered notes/index.html: no page 7");
        let found = &unbroken::<()>(&path, || std::panic::panic_any(7)).unwrap_err()[0];
        assert!(found.message.ends_with(": no message"), "{}", found.message);
    }

    #[test]
    fn no_pdf_is_begun_in_the_midst_of_another() {
        use std::cell::Cell;
        thread_local!(static DEPTH: Cell<usize> = const { Cell::new(0) });
        let nap = |micros| thread::sleep(std::time::Duration::from_micros(micros));
        let job = |at: usize| Job {
            path: format!("{at}.pdf").into(),
            kind: JobKind::Pdf(format!("{at}").into(), format!("{at}").into()),
        };
        let jobs: Vec<Job> = (0..40).map(job).collect();
        let deepest = AtomicUsize::new(0);
        // As the typesetter does: it divides its work, and waits for a part that another thread has taken.
        let one = |_: usize| {
            deepest.fetch_max(DEPTH.replace(DEPTH.get() + 1) + 1, Ordering::Relaxed);
            let taken = AtomicUsize::new(0);
            let wait = || (0..50).take_while(|_| taken.load(Ordering::Relaxed) == 0).for_each(|_| nap(100));
            rayon::join(wait, || {
                taken.store(1, Ordering::Relaxed);
                nap(3000);
            });
            DEPTH.set(DEPTH.get() - 1);
            Done::Taken(Reason::New, Arc::default(), None)
        };
        assert_eq!(each(&jobs, one).len(), jobs.len());
        assert_eq!(deepest.load(Ordering::Relaxed), 1);
        // From within a pool, where nobody may wait for threads that need it.
        let pool = rayon::ThreadPoolBuilder::new().num_threads(4).build().unwrap();
        assert_eq!(pool.install(|| each(&jobs, one).len()), jobs.len());
        assert_eq!(deepest.load(Ordering::Relaxed), 1);
    }
}
