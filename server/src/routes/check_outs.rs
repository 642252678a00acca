//! The book of who has which device (持出し簿).
//!
//! For whoever is signed in on the device, and for managers:
//!
//! - `GET /api/devices/{id}/check-out` answers `{out}`: the check-out by which it is out now, or `null`.
//! - `POST /api/devices/{id}/check-out` takes `{due_ms, purpose, user}`: until when it is taken along, for what, and by whom. The last two may be
//!   left out; another user than oneself is for managers to name. Answers as above. A device that was out has come back by the same act.
//!   422 `bad_time`, 422 `bad_purpose`; 409 `device_lost_before`; 409 `no_such_member`.
//! - `POST /api/devices/{id}/return` takes `{number}`: the check-out of that number is over. Answers as above, also where it was over already.
//!
//! For managers, `GET /api/devices/book?before=…` answers `{entries: [check-out], next}`, the latest first, in pages as the audit trail's.
//!
//! A check-out is `{number, device, user, purpose, out_ms, due_ms, out_by, returned_ms, returned_by}`; `out_by` and `returned_by` are `null` for
//! whoever runs the server.

use std::sync::Arc;

use madobe_shared::codes::Role;
use madobe_shared::ids::{DeviceId, UserId};
use madobe_shared::protocol::StaffMember;
use serde::Deserialize;
use serde_json::{Value, json};
use warp::Filter;

use super::asked::{Asked, asked, body, is_signed_in_on, only_managers};
use super::sign_in::answer;
use super::{Route, reply};
use crate::limits::{BOOK_PAGE, JSON_BODY_BYTES_MAX};
use crate::office::Office;
use crate::rejection::ApiError;
use crate::store::StoreError;
use crate::store::audit::Hand;
use crate::store::check_outs::{CheckOut, NewCheckOut};
use crate::store::sessions::TokenHash;

#[derive(Deserialize)]
struct Wanted {
    due_ms: u64,
    #[serde(default)]
    purpose: String,
    #[serde(default)]
    user: Option<String>,
}

#[derive(Deserialize)]
struct Ended {
    number: u64,
}

#[derive(Deserialize)]
struct Page {
    before: Option<u64>,
}

/// The routes of this module.
pub fn routes(office: &Arc<Office>) -> Route {
    let standing = warp::path!("api" / "devices" / DeviceId / "check-out").and(warp::get()).and(asked(office)).then(
        |device, asked: Asked| async move {
            let token = asked.token_hash();
            let work = move |office: &Office, who: &StaffMember| {
                only_who_is_there(office, who, token, device)?;
                Ok::<_, ApiError>(who_has(office, device)?)
            };
            reply(asked.read(work).await.map(|out| answer(&out)))
        },
    );
    let take = warp::path!("api" / "devices" / DeviceId / "check-out")
        .and(warp::post())
        .and(asked(office))
        .and(body(JSON_BODY_BYTES_MAX))
        .then(|device, asked: Asked, wanted: Wanted| async move {
            let token = asked.token_hash();
            let work = move |office: &Office, who: &StaffMember| {
                only_who_is_there(office, who, token, device)?;
                take(office, who, device, wanted)
            };
            reply(asked.change(work).await.map(|out| answer(&out)))
        });
    let end = warp::path!("api" / "devices" / DeviceId / "return")
        .and(warp::post())
        .and(asked(office))
        .and(body(JSON_BODY_BYTES_MAX))
        .then(|device, asked: Asked, Ended { number }| async move {
            let token = asked.token_hash();
            let work = move |office: &Office, who: &StaffMember| {
                only_who_is_there(office, who, token, device)?;
                office.store.return_device(Hand::of(who.user, office.clock.now_ms()), device, number)?;
                Ok::<_, ApiError>(who_has(office, device)?)
            };
            reply(asked.change(work).await.map(|out| answer(&out)))
        });
    let book = warp::path!("api" / "devices" / "book").and(warp::get()).and(asked(office)).and(warp::query()).then(
        |asked: Asked, page: Page| async move {
            reply(asked.read(move |office, who| book(office, who, &page)).await.map(|page| answer(&page)))
        },
    );
    standing.or(take).unify().or(end).unify().or(book).unify().boxed()
}

/// Refuses whoever is neither a manager nor signed in on the device.
fn only_who_is_there(
    office: &Office,
    who: &StaffMember,
    token: Option<TokenHash>,
    device: DeviceId,
) -> Result<(), ApiError> {
    let may = who.role == Role::Manager || is_signed_in_on(office, who, token, device)?;
    if may { Ok(()) } else { Err(ApiError::NotForYou) }
}

fn who_has(office: &Office, device: DeviceId) -> Result<Value, StoreError> {
    let out = office.store.devices_out()?.into_iter().find(|out| out.device == device);
    Ok(json!({ "out": out.map(|out| told(&out)) }))
}

fn take(office: &Office, who: &StaffMember, device: DeviceId, wanted: Wanted) -> Result<Value, ApiError> {
    let user = match wanted.user {
        Some(user) => user.parse().map_err(|_| ApiError::BadRequest)?,
        None => who.user,
    };
    if user != who.user {
        only_managers(who)?;
    }
    let purpose = wanted.purpose.trim().to_owned();
    let wanted = NewCheckOut { device, user, due_ms: wanted.due_ms, purpose };
    let taken = office.store.check_out(Hand::of(who.user, office.clock.now_ms()), &wanted)?;
    Ok(json!({ "out": told(&taken.map_err(ApiError::CheckOut)?) }))
}

fn book(office: &Office, who: &StaffMember, page: &Page) -> Result<Value, ApiError> {
    only_managers(who)?;
    let entries = office.store.book(page.before, BOOK_PAGE)?;
    let next = entries.last().filter(|_| entries.len() == BOOK_PAGE).map(|last| last.number);
    Ok(json!({ "entries": entries.iter().map(told).collect::<Vec<_>>(), "next": next }))
}

/// A check-out in an answer.
pub fn told(check_out: &CheckOut) -> Value {
    let CheckOut { number, device, user, purpose, out_ms, due_ms, out_by, returned } = check_out;
    let id = |user: Option<UserId>| user.map(|user| user.to_string());
    json!({
        "number": number,
        "device": device.to_string(),
        "user": user.to_string(),
        "purpose": purpose,
        "out_ms": out_ms,
        "due_ms": due_ms,
        "out_by": id(*out_by),
        "returned_ms": returned.map(|(at_ms, _)| at_ms),
        "returned_by": id(returned.and_then(|(_, by)| by)),
    })
}
