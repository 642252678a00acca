//! The audit trail.
//!
//! - `GET /api/audit?case=…&user=…&device=…&before=…` is for managers and answers `{entries: [{number, recorded_ms, at_ms, deed, by, device, case,
//!   about, words}], next}`, the latest first. Each of the four may be left out; `before` is the `next` of the page before, which is `null` on
//!   the last. `by` is `null` for the office itself. Looking is recorded too.
//! - `POST /api/witnessed` takes `{user, device, events: [{id, at_ms, deed, case}]}`: what a device saw of its user, with a network or without.
//!   What it told before is passed over. Answers `{}`. `other_user` or `other_device` (409) where the session is another's or began elsewhere: the device
//!   tells it again later.
//!   `told_too_much` (429, with `minutes` and `Retry-After`) where the device or the user has told as much as the trail takes in a day: nothing of
//!   it was taken, and the device tells it again on the next.
//!
//! Ids are hexadecimal digits, `id` of an event as well.

use std::sync::Arc;

use madobe_shared::codes::Deed;
use madobe_shared::ids::{DeviceId, DocId, UserId};
use madobe_shared::protocol::StaffMember;
use serde::Deserialize;
use serde_json::{Value, json};
use warp::Filter;

use super::asked::{Asked, asked, body, is_signed_in_on, only_managers};
use super::sign_in::answer;
use super::{Route, reply};
use crate::limits::{TRAIL_PAGE, WITNESSED_AT_ONCE_MAX, WITNESSED_BODY_BYTES_MAX};
use crate::office::Office;
use crate::rejection::ApiError;
use crate::store::audit::{About, Event, Hand, Hearing, Recorded, Witnessed};
use crate::store::sessions::TokenHash;

#[derive(Deserialize)]
struct Wanted {
    case: Option<String>,
    user: Option<String>,
    device: Option<String>,
    before: Option<u64>,
}

#[derive(Deserialize)]
struct Report {
    user: String,
    device: String,
    events: Vec<Seen>,
}

#[derive(Deserialize)]
struct Seen {
    id: String,
    at_ms: u64,
    deed: Deed,
    #[serde(default)]
    case: Option<DocId>,
}

/// The routes of this module.
pub fn routes(office: &Arc<Office>) -> Route {
    let trail = warp::path!("api" / "audit").and(warp::get()).and(asked(office)).and(warp::query()).then(
        |asked: Asked, wanted: Wanted| async move {
            reply(asked.read(move |office, who| look(office, who, &wanted)).await.map(|page| answer(&page)))
        },
    );
    let witnessed =
        warp::path!("api" / "witnessed").and(warp::post()).and(asked(office)).and(body(WITNESSED_BODY_BYTES_MAX)).then(
            |asked: Asked, report: Report| async move {
                let token = asked.token_hash();
                let taken = asked.change(move |office, who| take(office, who, token, &report)).await;
                reply(taken.map(|()| answer(&json!({}))))
            },
        );
    trail.or(witnessed).unify().boxed()
}

fn look(office: &Office, who: &StaffMember, wanted: &Wanted) -> Result<Value, ApiError> {
    only_managers(who)?;
    let about = About {
        case: read(wanted.case.as_deref())?,
        user: read(wanted.user.as_deref())?,
        device: read(wanted.device.as_deref())?,
    };
    let trail = office.store.trail(&about, wanted.before, TRAIL_PAGE)?;
    if wanted.before.is_none() {
        office.store.record(&about.look(Hand::of(who.user, office.clock.now_ms())))?;
    }
    let next = trail.last().filter(|_| trail.len() == TRAIL_PAGE).map(|last| last.number);
    Ok(json!({ "entries": trail.into_iter().map(told).collect::<Vec<_>>(), "next": next }))
}

fn take(office: &Office, who: &StaffMember, token: Option<TokenHash>, report: &Report) -> Result<(), ApiError> {
    let device = read::<DeviceId>(Some(&report.device))?.ok_or(ApiError::BadRequest)?;
    if read(Some(&report.user))? != Some(who.user) {
        return Err(ApiError::OtherUser);
    }
    // What one device may tell in a day, no other can use up.
    if !is_signed_in_on(office, who, token, device)? {
        return Err(ApiError::OtherDevice);
    }
    if report.events.len() > WITNESSED_AT_ONCE_MAX || !report.events.iter().all(|seen| seen.deed.is_witnessed()) {
        return Err(ApiError::BadRequest);
    }
    let number = |digits: &str| u64::from_str_radix(digits, 16).map_err(|_| ApiError::BadRequest);
    let events = report.events.iter().map(|seen| {
        Ok(Witnessed {
            id: number(&seen.id)?,
            at_ms: seen.at_ms.min(MOMENT_MS_MAX),
            deed: seen.deed.clone(),
            case: seen.case,
        })
    });
    let events: Vec<_> = events.collect::<Result<_, ApiError>>()?;
    let now_ms = office.clock.now_ms();
    match office.store.record_witnessed(now_ms, (who.user, device), &events)? {
        Hearing::Taken(_) => Ok(()),
        Hearing::TooMuch { until_ms } => {
            Err(ApiError::ToldTooMuch { wait_s: (until_ms + 1).saturating_sub(now_ms).div_ceil(1_000) })
        }
    }
}

/// The end of the year 9999. A clock that says more is wrong in a way that databases and calendars need not bear.
const MOMENT_MS_MAX: u64 = 253_402_300_799_999;

fn read<T: std::str::FromStr>(given: Option<&str>) -> Result<Option<T>, ApiError> {
    given.map(|given| given.parse().map_err(|_| ApiError::BadRequest)).transpose()
}

fn told(entry: Recorded) -> Value {
    let Recorded { number, recorded_ms, event } = entry;
    let Event { at_ms, deed, by, device, case, about, words } = event;
    let id = |user: Option<UserId>| user.map(|user| user.to_string());
    json!({
        "number": number,
        "recorded_ms": recorded_ms,
        "at_ms": at_ms,
        "deed": deed,
        "by": id(by),
        "device": device.map(|device| device.to_string()),
        "case": case.map(|case| case.to_string()),
        "about": id(about),
        "words": words,
    })
}
