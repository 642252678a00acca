//! The one writer of the log. It takes what all connections want to append, joins what is waiting into one transaction, and answers each
//! when that is durable: a hundred devices that return at once cost a few syncs of the disk, not a hundred. What does not fit its document
//! ([`crate::trials`]) is refused and kept for inspection.
//!
//! Never acknowledges anything itself, and never retries: whoever asked knows better whether it still matters.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use madobe_shared::protocol::ChangeKey;
use madobe_shared::session::server::{AppendOutcome, CheckedChange};
use tokio::sync::{mpsc, oneshot};

use crate::hub::Hub;
use crate::limits::{COMMIT_GROUP_BYTES_MAX, COMMIT_GROUP_CHANGES_MAX, COMMIT_QUEUE_MAX};
use crate::metrics::Metrics;
use crate::platform::Clock;
use crate::store::{RejectedBytes, Store, StoreError};
use crate::trials::{Trials, Verdict};

/// What became of each change, in the order in which they were handed over.
pub type Outcomes = Vec<(ChangeKey, AppendOutcome)>;

/// Nothing was appended; the changes come back to be offered again.
#[derive(Debug)]
pub struct NotAppended {
    /// Why.
    pub error: StoreError,
    /// What was to be appended.
    pub changes: Vec<CheckedChange>,
}

/// A handle on the writer. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Committer {
    requests: mpsc::Sender<Request>,
}

enum Request {
    Append { changes: Vec<CheckedChange>, answer: oneshot::Sender<Result<Outcomes, NotAppended>> },
    Stop { done: oneshot::Sender<()> },
}

impl Committer {
    /// Starts the writer on a thread of its own, because it waits for the disk. Without `trials` it believes that every change fits.
    ///
    /// # Errors
    ///
    /// Where the operating system gives no thread.
    pub fn start(
        store: Arc<dyn Store>,
        trials: Option<Trials>,
        hub: Hub,
        clock: Clock,
        metrics: Arc<Metrics>,
    ) -> std::io::Result<Self> {
        let (requests, waiting) = mpsc::channel(COMMIT_QUEUE_MAX);
        let writer = Writer { store, trials, hub, clock, metrics, waiting };
        std::thread::Builder::new().name("committer".into()).spawn(move || writer.run())?;
        Ok(Self { requests })
    }

    /// Appends changes, in one transaction with what others append at the same time. Waits while the queue is full.
    ///
    /// # Errors
    ///
    /// [`NotAppended`] with the changes, where the store failed or the server stops.
    pub async fn append(&self, changes: Vec<CheckedChange>) -> Result<Outcomes, NotAppended> {
        let (answer, answered) = oneshot::channel();
        if let Err(mpsc::error::SendError(request)) = self.requests.send(Request::Append { changes, answer }).await {
            let Request::Append { changes, .. } = request else {
                return Err(stopped(Vec::new()));
            };
            return Err(stopped(changes));
        }
        answered.await.unwrap_or_else(|_| Err(stopped(Vec::new())))
    }

    /// Commits what was handed over before and stops.
    pub async fn stop(&self) {
        let (done, stopped) = oneshot::channel();
        if self.requests.send(Request::Stop { done }).await.is_ok() {
            // Either answer means that the writer is gone.
            let _ = stopped.await;
        }
    }
}

fn stopped(changes: Vec<CheckedChange>) -> NotAppended {
    NotAppended { error: StoreError::Failed("the server stops".into()), changes }
}

struct Writer {
    store: Arc<dyn Store>,
    trials: Option<Trials>,
    hub: Hub,
    clock: Clock,
    metrics: Arc<Metrics>,
    waiting: mpsc::Receiver<Request>,
}

/// The requests of one transaction.
#[derive(Default)]
struct Group {
    changes: Vec<CheckedChange>,
    bytes: usize,
    members: Vec<(usize, oneshot::Sender<Result<Outcomes, NotAppended>>)>,
}

impl Group {
    fn add(&mut self, changes: Vec<CheckedChange>, answer: oneshot::Sender<Result<Outcomes, NotAppended>>) {
        self.bytes += changes.iter().map(|change| change.bytes.len()).sum::<usize>();
        self.members.push((changes.len(), answer));
        self.changes.extend(changes);
    }

    fn is_full(&self) -> bool {
        self.changes.len() >= COMMIT_GROUP_CHANGES_MAX || self.bytes >= COMMIT_GROUP_BYTES_MAX
    }
}

impl Writer {
    fn run(mut self) {
        while let Some(request) = self.waiting.blocking_recv() {
            let mut group = Group::default();
            let mut stop = None;
            let mut next = Some(request);
            while let Some(request) = next {
                match request {
                    Request::Append { changes, answer } => group.add(changes, answer),
                    Request::Stop { done } => stop = Some(done),
                }
                next = if stop.is_some() || group.is_full() { None } else { self.waiting.try_recv().ok() };
            }
            if !group.members.is_empty() {
                self.commit(group);
            }
            if let Some(done) = stop {
                self.refuse_the_rest();
                // The receiver gives up waiting after its deadline, which is its own business.
                let _ = done.send(());
                return;
            }
        }
    }

    fn refuse_the_rest(&mut self) {
        self.waiting.close();
        while let Some(request) = self.waiting.blocking_recv() {
            if let Request::Append { changes, answer } = request {
                let _ = answer.send(Err(stopped(changes)));
            }
        }
    }

    fn commit(&mut self, group: Group) {
        let Group { changes, bytes, members } = group;
        let now_ms = self.clock.now_ms();
        // A store that panics has not committed; the writer must outlive it, or the office is deaf.
        let appended = catch_unwind(AssertUnwindSafe(|| self.append(now_ms, &changes)))
            .unwrap_or_else(|_| Err(StoreError::Failed("the store panicked".into())));
        if let (Err(_), Some(trials)) = (&appended, &mut self.trials) {
            trials.forget_all();
        }
        match appended {
            Ok(outcomes) => {
                self.metrics.committed(&outcomes, bytes);
                let head = outcomes.iter().filter_map(|outcome| match outcome {
                    AppendOutcome::Appended(seq) => Some(*seq),
                    _ => None,
                });
                let head = head.max();
                let mut outcomes = changes.into_iter().map(|change| change.key).zip(outcomes);
                for (length, answer) in members {
                    // Whoever is gone finds out from the log when they return.
                    let _ = answer.send(Ok(outcomes.by_ref().take(length).collect()));
                }
                head.inspect(|head| self.hub.grown(*head));
            }
            Err(error) => {
                tracing::error!(%error, changes = changes.len(), "nothing was appended");
                self.metrics.commit_failed();
                let mut changes = changes.into_iter();
                for (length, answer) in members {
                    let changes = changes.by_ref().take(length).collect();
                    let _ = answer.send(Err(NotAppended { error: error.clone(), changes }));
                }
            }
        }
    }

    fn append(&mut self, now_ms: u64, changes: &[CheckedChange]) -> Result<Vec<AppendOutcome>, StoreError> {
        let Some(trials) = &mut self.trials else {
            return self.store.append(now_ms, changes);
        };
        let verdicts = trials.judge(changes)?;
        let fit: Vec<CheckedChange> = changes
            .iter()
            .zip(&verdicts)
            .filter(|(_, verdict)| **verdict == Verdict::Fit)
            .map(|(change, _)| change.clone())
            .collect();
        let mut appended = self.store.append(now_ms, &fit)?.into_iter();
        trials.appended(&fit, appended.as_slice());
        let unfit = changes.iter().zip(&verdicts).filter(|(_, verdict)| **verdict == Verdict::Unfit);
        self.keep(unfit.filter_map(|(change, _)| refused(now_ms, change)).collect());
        let outcome = |verdict| match verdict {
            // One outcome for each that fits; a store that gives fewer has lost them.
            Verdict::Fit => appended.next().ok_or_else(|| StoreError::Failed("an outcome is missing".into())),
            Verdict::Later => Ok(AppendOutcome::MissingDependencies),
            Verdict::Unfit => Ok(AppendOutcome::Unfit),
        };
        verdicts.into_iter().map(outcome).collect()
    }

    fn keep(&self, unfit: Vec<RejectedBytes>) {
        if unfit.is_empty() {
            return;
        }
        if let Err(error) = self.store.quarantine(&unfit) {
            tracing::warn!(%error, "rejected bytes could not be kept");
        }
    }
}

/// A change that does not fit its document, to be looked at.
fn refused(at_ms: u64, change: &CheckedChange) -> Option<RejectedBytes> {
    let device = change.device;
    tracing::warn!(doc = %change.key.doc, %device, bytes = change.bytes.len(), "a change does not fit its document");
    // A document's first change has no author, and fits or is nothing to look at.
    let author = change.author?;
    Some(RejectedBytes { at_ms, user: author.user, device: Some(device), reason: "unfit", bytes: change.bytes.clone() })
}

#[cfg(test)]
mod tests;
