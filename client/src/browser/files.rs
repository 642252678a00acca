//! Files between the device and the office, over HTTP: each whole, so that one that was cut off is simply sent again.

use gloo::net::http::{Method, Request, RequestBuilder};
use js_sys::Uint8Array;
use madobe_shared::blob::BlobKey;
use web_sys::{AbortController, AbortSignal};

use crate::office::{Refusal, sent};
use crate::platform::Untransferred;

/// The office sees the case, and has not got the file.
const SEND_IT: u16 = 202;

/// The office has the file.
const HAS_IT: u16 = 204;

/// The office has taken the file.
const TAKEN: u16 = 200;

/// Hands one over, unless the office has it already.
pub(super) async fn upload(key: BlobKey, bytes: Uint8Array) -> Result<(), Untransferred> {
    let cut = CutWhenDropped::new();
    let is_there = RequestBuilder::new(&address(key)).method(Method::HEAD).abort_signal(cut.signal().as_ref()).build();
    let is_there = sent(is_there).await.map_err(|refusal| why(&refusal))?;
    match is_there.status() {
        HAS_IT => return Ok(()),
        SEND_IT => {}
        // Somebody on the way says that all is well, who is not the office.
        _ => return Err(Untransferred::NotReached),
    }
    let request = Request::put(&address(key)).header("content-type", "application/octet-stream");
    let request = request.abort_signal(cut.signal().as_ref()).body(bytes);
    let taken = sent(request).await.map_err(|refusal| why(&refusal))?;
    if taken.status() == TAKEN && !taken.redirected() { Ok(()) } else { Err(Untransferred::NotReached) }
}

/// Asks for one.
pub(super) async fn download(key: BlobKey) -> Result<Vec<u8>, Untransferred> {
    let cut = CutWhenDropped::new();
    let request = Request::get(&address(key)).abort_signal(cut.signal().as_ref()).build();
    let response = sent(request).await.map_err(|refusal| why(&refusal))?;
    // Where the line breaks in the middle of it.
    response.binary().await.map_err(|_| Untransferred::NotReached)
}

/// Ends a request when nobody waits for it any more; the browser would carry it to its end, and hold the bytes until then.
struct CutWhenDropped(Option<AbortController>);

impl CutWhenDropped {
    fn new() -> Self {
        // Every browser that runs this program has it.
        Self(AbortController::new().ok())
    }

    fn signal(&self) -> Option<AbortSignal> {
        self.0.as_ref().map(AbortController::signal)
    }
}

impl Drop for CutWhenDropped {
    fn drop(&mut self) {
        if let Some(controller) = &self.0 {
            controller.abort();
        }
    }
}

fn address(BlobKey { doc, hash }: BlobKey) -> String {
    format!("/api/cases/{doc}/blobs/{hash}")
}

fn why(refusal: &Refusal) -> Untransferred {
    let Refusal::Said { status, .. } = refusal else { return Untransferred::NotReached };
    match (status, refusal.error().as_str()) {
        (404, _) => Untransferred::NotThere,
        (_, "case_full") => Untransferred::CaseFull,
        (507, _) => Untransferred::OfficeFull,
        (400 | 413 | 422, _) => Untransferred::Unfit,
        // Busy, failing, or without a session, of which the line speaks.
        _ => Untransferred::NotReached,
    }
}
