//! Tries changes on the documents they belong to, just before they go into the log.
//!
//! It is one of the two parts of the server that open documents (the other is the [`crate::compactor`]). It keeps those open that are being
//! written in, so that a note costs one opening and not one for every few words. What cannot be opened is not judged: it holds changes
//! of before there were trials. Never appends anything itself.

use std::collections::BTreeMap;
use std::sync::Arc;

use madobe_shared::document::Kind;
use madobe_shared::document::trial::Trial;
use madobe_shared::ids::DocId;
use madobe_shared::session::server::{AppendOutcome, CheckedChange};

use crate::limits::{TRIAL_KEPT_OPS_MAX, TRIALS_OPEN_MAX, TRIALS_UNFIT_MAX};
use crate::store::{PageLimits, Store, StoreError, Viewer};

/// What became of a change on its trial.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It fits, or it is for the store to refuse.
    Fit,
    /// It does not fit its document.
    Unfit,
    /// It was not tried, because too much of what came with it did not fit. It may be offered again.
    Later,
}

/// Documents that are open for trials.
pub struct Trials {
    store: Arc<dyn Store>,
    open: BTreeMap<DocId, Kept>,
    /// Counts the trials; says which document was not written in for the longest.
    turn: u64,
}

struct Kept {
    trial: Trial,
    turn: u64,
}

impl Trials {
    /// Trials on the documents of this store.
    pub fn new(store: Arc<dyn Store>) -> Self {
        Self { store, open: BTreeMap::new(), turn: 0 }
    }

    /// Tries changes that are about to be appended together, each after those before it.
    ///
    /// # Errors
    ///
    /// Where the store fails.
    pub fn judge(&mut self, changes: &[CheckedChange]) -> Result<Vec<Verdict>, StoreError> {
        let mut verdicts = vec![Verdict::Fit; changes.len()];
        let mut by_doc: BTreeMap<DocId, Vec<usize>> = BTreeMap::new();
        for (at, change) in changes.iter().enumerate() {
            by_doc.entry(change.key.doc).or_default().push(at);
        }
        for (doc, places) in by_doc {
            self.judge_document(doc, changes, &places, &mut verdicts)?;
        }
        Ok(verdicts)
    }

    /// Takes note of what the store made of the changes that fitted: a document of which it refused any is opened anew.
    pub fn appended(&mut self, changes: &[CheckedChange], outcomes: &[AppendOutcome]) {
        for (change, outcome) in changes.iter().zip(outcomes) {
            if outcome.seq().is_none() {
                self.open.remove(&change.key.doc);
            }
        }
    }

    /// Nothing was appended: what was tried is not in the store.
    pub fn forget_all(&mut self) {
        self.open.clear();
    }

    fn judge_document(
        &mut self,
        doc: DocId,
        changes: &[CheckedChange],
        places: &[usize],
        verdicts: &mut [Verdict],
    ) -> Result<(), StoreError> {
        let kept = self.open.remove(&doc).map(|kept| kept.trial);
        let mut is_fresh = kept.is_none();
        let mut trial = match kept {
            Some(trial) => trial,
            None => match self.open_document(doc)? {
                Some(trial) => trial,
                None => return Ok(()),
            },
        };
        let (mut taken, mut unfit) = (Vec::new(), 0);
        for &at in places {
            let change = &changes[at];
            if trial.holds(&[change.key.hash]) {
                continue;
            }
            if !trial.holds(&change.deps) && !is_fresh && taken.is_empty() {
                // Another program may have written since the document was opened.
                is_fresh = true;
                match self.open_document(doc)? {
                    Some(anew) => trial = anew,
                    None => return Ok(()),
                }
            }
            if unfit > TRIALS_UNFIT_MAX || !trial.holds(&change.deps) {
                verdicts[at] = Verdict::Later;
                continue;
            }
            if let Ok(with_it) = trial.take(&change.bytes) {
                trial = with_it;
                taken.push(at);
                continue;
            }
            verdicts[at] = Verdict::Unfit;
            unfit += 1;
            let again = |trial: Trial| taken.iter().try_fold(trial, |trial, &at| trial.take(&changes[at].bytes));
            trial = match self.open_document(doc)? {
                Some(anew) => again(anew).map_err(|_| StoreError::Failed("a trial came out differently".into()))?,
                None => return Err(StoreError::Failed("a document cannot be opened again".into())),
            };
        }
        self.keep(doc, trial);
        Ok(())
    }

    /// A document as it is stored now; `None` where it is dead or cannot be read.
    fn open_document(&self, doc: DocId) -> Result<Option<Trial>, StoreError> {
        let whole = PageLimits { entries: 1, bytes: usize::MAX };
        let Some(stored) = self.store.fetch(Viewer::Office, &[doc], whole)?.0.pop() else {
            return Ok(Some(Trial::begin(Kind::of(doc))));
        };
        if stored.dead {
            return Ok(None);
        }
        let snapshot = stored.snapshot.as_ref().map(|snapshot| snapshot.bytes.as_slice());
        Ok(Trial::open(Kind::of(doc), snapshot, &stored.tail).ok())
    }

    fn keep(&mut self, doc: DocId, trial: Trial) {
        if trial.ops() > TRIAL_KEPT_OPS_MAX {
            return;
        }
        self.turn += 1;
        self.open.insert(doc, Kept { trial, turn: self.turn });
        if self.open.len() > TRIALS_OPEN_MAX
            && let Some(oldest) = self.open.iter().min_by_key(|(_, kept)| kept.turn).map(|(doc, _)| *doc)
        {
            self.open.remove(&oldest);
        }
    }
}

#[cfg(test)]
mod tests;
