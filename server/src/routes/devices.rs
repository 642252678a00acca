//! The devices of the office.
//!
//! For managers:
//!
//! - `GET /api/devices` answers `{must_enrol, build, devices: [{device, name, build, first_met_ms, last_met_ms, lost_at_ms, wiped_at_ms,
//!   users: [{user, met_ms}], out}]}`, the one met last first. `out` is the check-out by which it is out of the office, or `null`: see
//!   [`super::check_outs`]. `build` is the build of the app that this server serves, or `null`, and the one that the
//!   device said it runs when it connected last, or empty.
//! - `PUT /api/devices/{id}` takes `{name}` or `{lost}`: what the office calls it; whether it was lost. Answers as the list. A lost device's sessions
//!   end, nobody signs in on it, and it destroys what it holds at its next contact.
//! - `GET /api/devices/{id}/holdings` answers `{cases: [id]}`: which cases may be on it. What they are called, the manager's own device knows, as
//!   far as the manager may.
//! - `PUT /api/devices/rule` takes `{must_enrol}`: whether a device that was never met has to be enrolled. Answers as the list.
//! - `POST /api/devices/codes` draws a code that enrols one device within an hour: `{code, until_ms, qr: {size, path}}`. The QR code is the address
//!   of this server with the code in it.
//!
//! For a device that knows its own id, without a session:
//!
//! - `GET /api/devices/{id}/standing` answers `{lost}`.
//! - `POST /api/devices/{id}/wiped`: a lost device has destroyed what it held. Answers `{}` in any case.

use std::sync::Arc;

use madobe_shared::ids::{DeviceId, DocId};
use madobe_shared::protocol::StaffMember;
use serde::Deserialize;
use serde_json::{Value, json};
use warp::Filter;
use warp::http::HeaderMap;
use warp::http::header::ORIGIN;
use warp::reply::Response;

use super::asked::{Asked, asked, body, only_managers};
use super::sign_in::{answer, member, token};
use super::{Route, check_outs, origin, reply, with_office};
use crate::assets;
use crate::auth::enrolment::EnrolmentCode;
use crate::auth::qr;
use crate::auth::session::Token;
use crate::limits::{DEVICE_NAME_CHARS_MAX, JSON_BODY_BYTES_MAX};
use crate::office::Office;
use crate::platform::day_in_japan;
use crate::rejection::ApiError;
use crate::store::audit::{About, Hand};
use crate::store::check_outs::CheckOut;
use crate::store::devices::KnownDevice;

#[derive(Deserialize)]
struct Wanted {
    #[serde(default)]
    name: Option<String>,
    #[serde(default)]
    lost: Option<bool>,
}

#[derive(Deserialize)]
struct Rule {
    must_enrol: bool,
}

/// The routes of this module.
pub fn routes(office: &Arc<Office>) -> Route {
    let list = warp::path!("api" / "devices")
        .and(warp::get())
        .and(asked(office))
        .then(|asked: Asked| async move { reply(asked.read(list).await.map(|devices| answer(&devices))) });
    let change = warp::path!("api" / "devices" / DeviceId)
        .and(warp::put())
        .and(asked(office))
        .and(body(JSON_BODY_BYTES_MAX))
        .then(|device, asked: Asked, wanted: Wanted| async move {
            let changed = asked.change(move |office, who| change(office, who, device, &wanted)).await;
            reply(changed.map(|devices| answer(&devices)))
        });
    let holdings = warp::path!("api" / "devices" / DeviceId / "holdings").and(warp::get()).and(asked(office)).then(
        |device, asked: Asked| async move {
            reply(asked.read(move |office, who| holdings(office, who, device)).await.map(|cases| answer(&cases)))
        },
    );
    let standing = warp::path!("api" / "devices" / DeviceId / "standing")
        .and(warp::get())
        .and(with_office(office))
        .then(|device, office: Arc<Office>| async move {
            let lost = office.on_store(move |office| office.store.is_lost(device)).await;
            reply(lost.map(|lost| answer(&json!({ "lost": lost }))).map_err(Into::into))
        });
    let wiped = warp::path!("api" / "devices" / DeviceId / "wiped")
        .and(warp::post())
        .and(with_office(office))
        .and(warp::header::headers_cloned())
        .then(|device, office: Arc<Office>, headers| async move { reply(wiped(office, &headers, device).await) });
    let rule = warp::path!("api" / "devices" / "rule")
        .and(warp::put())
        .and(asked(office))
        .and(body(JSON_BODY_BYTES_MAX))
        .then(|asked: Asked, Rule { must_enrol }| async move {
            let ruled = asked.change(move |office, who| rule(office, who, must_enrol)).await;
            reply(ruled.map(|devices| answer(&devices)))
        });
    let code = warp::path!("api" / "devices" / "codes")
        .and(warp::post())
        .and(with_office(office))
        .and(warp::header::headers_cloned())
        .and(token())
        .then(|office: Arc<Office>, headers, token: Option<Token>| async move {
            reply(code(&office, &headers, token.as_ref()).await)
        });
    let list = list.or(rule).unify().or(code).unify();
    list.or(change).unify().or(holdings).unify().or(standing).unify().or(wiped).unify().boxed()
}

fn list(office: &Office, who: &StaffMember) -> Result<Value, ApiError> {
    only_managers(who)?;
    let out = office.store.devices_out()?;
    let devices: Vec<_> = office.store.devices()?.into_iter().map(|known| told(known, &out)).collect();
    Ok(json!({ "must_enrol": office.store.must_enrol()?, "build": assets::build(), "devices": devices }))
}

fn rule(office: &Office, who: &StaffMember, must_enrol: bool) -> Result<Value, ApiError> {
    only_managers(who)?;
    office.store.set_must_enrol(Hand::of(who.user, office.clock.now_ms()), must_enrol)?;
    list(office, who)
}

async fn code(office: &Office, headers: &HeaderMap, token: Option<&Token>) -> Result<Response, ApiError> {
    origin::check(headers, office)?;
    let who = member(office, token).await?;
    only_managers(&who)?;
    let EnrolmentCode { code, until_ms } = office.auth.offer_enrolment(who.user).await?;
    let address = headers.get(ORIGIN).and_then(|origin| origin.to_str().ok()).unwrap_or_default();
    // Behind the `#` it stays in the browser: no server and no proxy on the way logs it.
    let qr = qr::draw(&format!("{address}/#enrol={code}"));
    Ok(answer(&json!({ "code": code, "until_ms": until_ms, "qr": qr })))
}

fn change(office: &Office, who: &StaffMember, device: DeviceId, wanted: &Wanted) -> Result<Value, ApiError> {
    only_managers(who)?;
    if let Some(name) = &wanted.name {
        let name = name.trim();
        if name.chars().count() > DEVICE_NAME_CHARS_MAX || name.chars().any(char::is_control) {
            return Err(ApiError::BadName);
        }
        if !office.store.name_device(device, name)? {
            return Err(ApiError::NotFound);
        }
    }
    if let Some(lost) = wanted.lost {
        let hand = Hand::of(who.user, office.clock.now_ms());
        let ended = office.store.set_lost(hand, device, lost)?.ok_or(ApiError::NotFound)?;
        ended.into_iter().for_each(|token| office.hub.session_ended(token));
    }
    list(office, who)
}

fn holdings(office: &Office, who: &StaffMember, device: DeviceId) -> Result<Value, ApiError> {
    only_managers(who)?;
    let today = day_in_japan(office.clock.now_ms());
    let held = office.store.holdings(device, today)?;
    let about = About { device: Some(device), ..About::default() };
    office.store.record(&about.look(Hand::of(who.user, office.clock.now_ms())))?;
    Ok(json!({ "cases": held.iter().map(DocId::to_string).collect::<Vec<_>>() }))
}

async fn wiped(office: Arc<Office>, headers: &HeaderMap, device: DeviceId) -> Result<Response, ApiError> {
    origin::check(headers, &office)?;
    // Whether anything was to be noted is nobody's business who has no session.
    office.on_store(move |office| office.store.note_wiped(office.clock.now_ms(), device)).await?;
    Ok(answer(&json!({})))
}

fn told(known: KnownDevice, out: &[CheckOut]) -> Value {
    let last_met_ms = known.last_met_ms();
    let KnownDevice { device, name, build, first_met_ms, lost_at_ms, wiped_at_ms, users } = known;
    let user =
        |(user, met_ms): &(madobe_shared::ids::UserId, u64)| json!({ "user": user.to_string(), "met_ms": met_ms });
    let out = out.iter().find(|out| out.device == device);
    json!({
        "out": out.map(check_outs::told),
        "device": device.to_string(),
        "name": name,
        "build": build,
        "first_met_ms": first_met_ms,
        "last_met_ms": last_met_ms,
        "lost_at_ms": lost_at_ms,
        "wiped_at_ms": wiped_at_ms,
        "users": users.iter().map(user).collect::<Vec<_>>(),
    })
}
