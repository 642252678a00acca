//! The file that is on its way to the office. It is cut off where it is taken out of its case, where its tab ends or locks or leads no more, where
//! the office becomes another, and where the line stands open and nothing comes through: whoever waits holds the bytes, and with them the
//! key.

use std::cell::RefCell;

use futures_util::future::{AbortHandle, Either, abortable, select};
use madobe_shared::blob::BlobKey;

use crate::platform::{Pending, Untransferred};

/// How long a file may be on its way: longer than the office waits for one.
pub(super) const PATIENCE_MS: u64 = 4 * 60_000;

/// See the module. One file is sent after another.
#[derive(Debug, Default)]
pub(crate) struct Sending(RefCell<Option<(BlobKey, AbortHandle)>>);

impl Sending {
    /// Resolves as what is sent does, or as if nobody had answered where it is cut off or `patience` ends before.
    pub(super) async fn send(
        &self,
        key: BlobKey,
        sent: Pending<Result<(), Untransferred>>,
        patience: impl Future<Output = ()>,
    ) -> Result<(), Untransferred> {
        let (sent, handle) = abortable(sent);
        self.0.replace(Some((key, handle)));
        let outcome = match select(sent, std::pin::pin!(patience)).await {
            Either::Left((Ok(answer), _)) => answer,
            Either::Left((Err(_), _)) | Either::Right(_) => Err(Untransferred::NotReached),
        };
        self.0.take();
        outcome
    }

    /// Cuts off what is on its way, unless it is still wanted.
    pub(crate) fn cut_off_unless(&self, is_wanted: impl Fn(BlobKey) -> bool) {
        if let Some((key, handle)) = &*self.0.borrow()
            && !is_wanted(*key)
        {
            handle.abort();
        }
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt;
    use futures_util::future::{pending, ready};
    use madobe_shared::ids::{BlobHash, DocId};

    use super::*;

    const ANSWERED: Option<Result<(), Untransferred>> = Some(Ok(()));
    const CUT_OFF: Option<Result<(), Untransferred>> = Some(Err(Untransferred::NotReached));

    fn key(number: u8) -> BlobKey {
        BlobKey { doc: DocId::from_parts(1, [1; 10]), hash: BlobHash([number; 32]) }
    }

    #[test]
    fn what_nobody_waits_for_any_more_is_cut_off_and_nothing_else() {
        let sending = Sending::default();
        let mut sent = Box::pin(sending.send(key(1), pending().boxed_local(), pending()));
        assert_eq!((&mut sent).now_or_never(), None);
        sending.cut_off_unless(|wanted| wanted == key(1));
        assert_eq!((&mut sent).now_or_never(), None, "it is still wanted");
        sending.cut_off_unless(|_| false);
        assert_eq!(sent.now_or_never(), CUT_OFF);
        assert!(sending.0.borrow().is_none());
    }

    #[test]
    fn a_line_through_which_nothing_comes_is_given_up() {
        let sending = Sending::default();
        assert_eq!(sending.send(key(1), pending().boxed_local(), ready(())).now_or_never(), CUT_OFF);
        assert_eq!(sending.send(key(1), ready(Ok(())).boxed_local(), pending()).now_or_never(), ANSWERED);
    }
}
