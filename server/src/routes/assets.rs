//! The client: the files of the site, and the page for every address of the page's own.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use madobe_shared::hex;
use sha2::{Digest, Sha256};
use warp::Filter;
use warp::http::header::{
    ACCEPT, ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, ETAG, HeaderValue, IF_NONE_MATCH, VARY,
};
use warp::http::{HeaderMap, StatusCode};
use warp::path::FullPath;
use warp::reply::Response;

use super::{Route, reply};
use crate::assets::{self, Asset};
use crate::rejection::ApiError;

/// What a server says that was built without the client.
const NO_SITE: &str = "This server was built without the client. `cargo xtask start` builds both.\n";

/// The route of this module.
pub fn route() -> Route {
    warp::get()
        .or(warp::head())
        .unify()
        .and(warp::path::full())
        .and(warp::header::headers_cloned())
        .map(|path: FullPath, headers: HeaderMap| reply(find(path.as_str(), &headers)))
        .boxed()
}

fn find(path: &str, headers: &HeaderMap) -> Result<Response, ApiError> {
    if let Some(asset) = assets::find(path) {
        return Ok(serve(asset, headers));
    }
    // A page that is asked for by its address is the client's business; a file that is not there is not.
    let accepts = |kind: &str| text(headers, ACCEPT).is_some_and(|accepted| accepted.contains(kind));
    let is_page = accepts("text/html") && path != "/api" && !path.starts_with("/api/");
    match assets::find("/") {
        Some(page) if is_page => Ok(serve(page, headers)),
        None if is_page => {
            let mut response = Response::new(NO_SITE.into());
            *response.status_mut() = StatusCode::SERVICE_UNAVAILABLE;
            response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
            Ok(response)
        }
        _ => Err(ApiError::NotFound),
    }
}

fn serve(asset: &'static Asset, headers: &HeaderMap) -> Response {
    let (body, encoding) = asset.body(text(headers, ACCEPT_ENCODING));
    let tag = tag_of(asset);
    let is_known = text(headers, IF_NONE_MATCH).is_some_and(|tags| tags.split(',').any(|known| known.trim() == tag));
    let mut response =
        if is_known { Response::default() } else { Response::new(warp::hyper::body::Bytes::from_static(body).into()) };
    if is_known {
        *response.status_mut() = StatusCode::NOT_MODIFIED;
    }
    let answered = response.headers_mut();
    let caching = if asset.immutable { "public, max-age=31536000, immutable" } else { "no-cache" };
    answered.insert(CACHE_CONTROL, HeaderValue::from_static(caching));
    answered.insert(VARY, HeaderValue::from_static("accept-encoding"));
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        answered.insert(ETAG, tag);
    }
    if !is_known {
        answered.insert(CONTENT_TYPE, HeaderValue::from_static(asset.content_type));
        if let Some(encoding) = encoding {
            answered.insert(CONTENT_ENCODING, HeaderValue::from_static(encoding));
        }
    }
    response
}

/// The tag of a file's content. Weak, because it is the same for all encodings of the file.
fn tag_of(asset: &'static Asset) -> String {
    static TAGS: OnceLock<std::sync::Mutex<BTreeMap<&'static str, String>>> = OnceLock::new();
    let mut tags = TAGS.get_or_init(Default::default).lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let tag = tags.entry(asset.path).or_insert_with(|| {
        let digest = Sha256::digest(asset.body(None).0);
        let hex = hex::write(&digest[..8]);
        format!("W/\"{hex}\"")
    });
    tag.clone()
}

fn text(headers: &HeaderMap, name: warp::http::HeaderName) -> Option<&str> {
    headers.get(name)?.to_str().ok()
}
