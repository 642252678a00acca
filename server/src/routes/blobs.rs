//! The files of cases (写真・書類), for whoever sees the case.
//!
//! - `HEAD /api/cases/{id}/blobs/{hash}` answers 204 where the file is here, 202 where it may be sent, 404 where there is no such case for whoever
//!   asks. A device that does not know whether its file has arrived asks first.
//! - `PUT /api/cases/{id}/blobs/{hash}` takes the file, whole, as its body; `{hash}` is its SHA-256 in 64 hexadecimal digits. Answers `{}` once
//!   it is durable, and the same where it was here before. `not_found` (404) as above, `too_large` (413), `other_bytes` where they do not
//!   have this hash, `no_known_kind` where they are neither a photo nor a PDF (422), `case_full` and `office_full` (507), `busy` (503).
//! - `GET /api/cases/{id}/blobs/{hash}` answers with the file, to be saved and never shown as a page of this server. `not_found` (404).
//!
//! Nothing of a body is read for someone who may not send it, and no more of it than it was said to have.

use std::pin::pin;
use std::sync::Arc;

use futures_util::{Stream, StreamExt};
use madobe_shared::blob::{self, BlobKey};
use madobe_shared::ids::{BlobHash, DocId};
use madobe_shared::limits::BLOB_BYTES_MAX;
use madobe_shared::protocol::StaffMember;
use serde_json::json;
use warp::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE, HeaderValue};
use warp::http::{Method, StatusCode};
use warp::reply::Response;
use warp::{Buf, Filter};

use super::asked::{Asked, asked};
use super::sign_in::answer;
use super::{Route, headers, reply};
use crate::office::Office;
use crate::platform::day_in_japan;
use crate::rejection::ApiError;
use crate::store::audit::Hand;
use crate::store::blobs::{NewBlob, Room, Whose};
use crate::store::sessions::TokenHash;
use crate::store::{StoreError, Viewer};

/// The routes of this module.
pub fn routes(office: &Arc<Office>) -> Route {
    let look = warp::path!("api" / "cases" / DocId / "blobs" / BlobHash).and(warp::head()).and(asked(office)).then(
        |doc, hash, asked: Asked| async move {
            reply(asked.read(move |office, who| look(office, who, BlobKey { doc, hash })).await.map(empty))
        },
    );
    let take = warp::path!("api" / "cases" / DocId / "blobs" / BlobHash)
        .and(warp::put())
        .and(asked(office))
        .and(warp::header::optional("content-length"))
        .and(warp::body::stream())
        .then(|doc, hash, asked: Asked, length, body| async move {
            reply(take(asked, BlobKey { doc, hash }, length, body).await)
        });
    let give = warp::path!("api" / "cases" / DocId / "blobs" / BlobHash).and(warp::get()).and(asked(office)).then(
        |doc, hash, asked: Asked| async move {
            let token = asked.token_hash();
            let key = BlobKey { doc, hash };
            let found = asked.read(move |office, who| office.store.blob(whose(office, who, token)?, key)).await;
            reply(found.and_then(|found| found.ok_or(ApiError::NotFound)).map(file))
        },
    );
    look.or(take).unify().or(give).unify().boxed()
}

/// Whether a request may take as long as a file does on a slow line.
pub fn brings_a_file(method: &Method, path: &str) -> bool {
    method == Method::PUT && path.starts_with("/api/cases/") && path.contains("/blobs/")
}

fn look(office: &Office, who: &StaffMember, key: BlobKey) -> Result<StatusCode, ApiError> {
    let viewer = viewer(office, who);
    if office.store.has_blob(viewer, key)? {
        Ok(StatusCode::NO_CONTENT)
    } else if office.store.may_see(viewer, key.doc)? {
        Ok(StatusCode::ACCEPTED)
    } else {
        Err(ApiError::NotFound)
    }
}

async fn take<B: Buf>(
    asked: Asked,
    key: BlobKey,
    length: Option<u64>,
    body: impl Stream<Item = Result<B, warp::Error>>,
) -> Result<Response, ApiError> {
    asked.changing()?;
    let length = length.and_then(|length| usize::try_from(length).ok()).filter(|length| *length <= BLOB_BYTES_MAX);
    let length = length.ok_or(ApiError::TooLarge)?;
    let office = Arc::clone(&asked.office);
    let user = asked.clone().read(move |office, who| look(office, who, key).map(|_| who.user)).await?;
    let _place = office.file_room.enter(user).ok_or(ApiError::NoRoom)?;
    let bytes = gather(body, length).await?;
    let kind = blob::check(key.hash, &bytes).map_err(ApiError::UnfitFile)?;
    let token = asked.token_hash();
    // Who they are and what they see is asked again: a body can take minutes.
    let work = move |office: &Office, who: &StaffMember| {
        let blob = NewBlob { key, kind, bytes };
        let kept = office.store.put_blob(whose(office, who, token)?, &blob, Room::USUAL)?;
        kept.map_err(ApiError::FileNotKept)
    };
    asked.change(work).await.map(|()| answer(&json!({})))
}

/// The whole body, which has so many bytes.
async fn gather<B: Buf>(body: impl Stream<Item = Result<B, warp::Error>>, length: usize) -> Result<Vec<u8>, ApiError> {
    let mut body = pin!(body);
    let mut bytes = Vec::with_capacity(length);
    while let Some(part) = body.next().await {
        // Where it was cut off, nobody hears the answer.
        let mut part = part.map_err(|_| ApiError::BadRequest)?;
        if bytes.len() + part.remaining() > length {
            return Err(ApiError::TooLarge);
        }
        while part.has_remaining() {
            let chunk = part.chunk();
            bytes.extend_from_slice(chunk);
            let taken = chunk.len();
            part.advance(taken);
        }
    }
    Ok(bytes)
}

fn whose(office: &Office, who: &StaffMember, token: Option<TokenHash>) -> Result<Whose, StoreError> {
    let now_ms = office.clock.now_ms();
    let sessions = office.store.sessions_of(who.user, now_ms)?;
    let device = sessions.iter().find(|session| Some(session.token) == token).and_then(|session| session.device);
    Ok(Whose { hand: Hand::of(who.user, now_ms), viewer: viewer(office, who), device })
}

fn viewer(office: &Office, who: &StaffMember) -> Viewer {
    Viewer::Member { user: who.user, today: day_in_japan(office.clock.now_ms()) }
}

fn empty(status: StatusCode) -> Response {
    let mut response = Response::default();
    *response.status_mut() = status;
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// A file as bytes that no browser takes for a page, wherever it is opened.
fn file(bytes: Vec<u8>) -> Response {
    let mut response = Response::new(bytes.into());
    let mut set = |name, value| response.headers_mut().insert(name, HeaderValue::from_static(value));
    set(CONTENT_TYPE, "application/octet-stream");
    set(CONTENT_DISPOSITION, "attachment");
    set(CACHE_CONTROL, "no-store");
    response.extensions_mut().insert(headers::Inert);
    response
}
