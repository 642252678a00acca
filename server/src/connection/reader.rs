//! Reading the store on behalf of a connection, and waiting for what may not be under way.

use madobe_shared::limits::BATCH_ENTRIES_MAX;
use madobe_shared::session::server::{Logged, Page, ReadRequest, StoredDocument};
use tokio::sync::broadcast;

use crate::limits::{FETCH_BYTES_MAX, URGENT_DOCS_MAX};
use crate::store::sessions::TokenHash;
use crate::store::{DocumentsPage, LogPage, PageLimits, Store, StoreError, Viewer};

/// Does what the session of a viewer asked to be read. Blocks.
pub fn read(store: &dyn Store, viewer: Viewer, request: ReadRequest) -> Result<Page, StoreError> {
    Ok(match request {
        ReadRequest::Log { after } => {
            let LogPage { entries, through, head } = store.log_after(viewer, after, PageLimits::BATCH)?;
            Page::Log { entries, through, head }
        }
        ReadRequest::Urgent { through } => {
            Page::Urgent(store.urgent(viewer, through, PageLimits { entries: URGENT_DOCS_MAX, ..PageLimits::BATCH })?)
        }
        ReadRequest::Documents { after } => {
            let DocumentsPage { documents, next, total } = store.documents(viewer, after, PageLimits::BATCH)?;
            Page::Documents { documents, next, total }
        }
        ReadRequest::Fetch(docs) => {
            let (documents, rest) =
                store.fetch(viewer, &docs, PageLimits { entries: BATCH_ENTRIES_MAX, bytes: FETCH_BYTES_MAX })?;
            if !rest.is_empty() {
                tracing::warn!(left = rest.len(), "a fetch was cut short");
            }
            Page::fetched(&docs, documents, &rest)
        }
    })
}

/// How much there is to encode in a page.
pub fn page_bytes(page: &Page) -> usize {
    let document = |document: &StoredDocument| {
        document.snapshot.as_ref().map_or(0, |snapshot| snapshot.bytes.len())
            + document.tail.iter().map(Vec::len).sum::<usize>()
    };
    match page {
        Page::Log { entries, .. } => entries
            .iter()
            .map(|entry| match &entry.what {
                Logged::Change(bytes) => bytes.len(),
                Logged::Granted(whole) => document(whole),
                Logged::Tombstone => 0,
            })
            .sum(),
        Page::Urgent(documents) | Page::Fetched { documents, .. } | Page::Documents { documents, .. } => {
            documents.iter().map(document).sum()
        }
    }
}

/// What a future under way arrives at, which is then no longer under way. Waits for ever where there is none.
pub async fn arrival<F: Future + Unpin>(under_way: &mut Option<F>) -> F::Output {
    match under_way {
        Some(future) => {
            let output = future.await;
            *under_way = None;
            output
        }
        None => std::future::pending().await,
    }
}

/// Waits until this session has ended.
pub async fn session_ended(ended: &mut broadcast::Receiver<TokenHash>, own: TokenHash) {
    loop {
        match ended.recv().await {
            Ok(other) if other != own => {}
            Ok(_) => return,
            // What was missed is found by the next check of the session.
            Err(broadcast::error::RecvError::Lagged(_)) => {}
            Err(broadcast::error::RecvError::Closed) => std::future::pending().await,
        }
    }
}
