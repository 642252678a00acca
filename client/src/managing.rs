//! What managers ask of the office: who did what, and which devices there are. The office decides who may; nothing of it is kept here.

use gloo::net::http::Request;
use madobe_shared::codes::{Deed, Role};
use madobe_shared::ids::{DocId, UserId};
use wasm_bindgen::JsValue;

use crate::account::{AccountError, asked};
use crate::check_outs::{CheckOut, out};
use crate::components::qr::QrDrawing;
use crate::office::{filled_in, with_body};
use crate::said::Said;

/// Whether the office lets a role do this. It decides that itself; screens offer only what it would do.
#[must_use]
pub fn may_manage(role: &Role) -> bool {
    *role == Role::Manager
}

/// An entry of the audit trail.
#[derive(Debug, Clone, PartialEq)]
pub struct Recorded {
    /// Its place in the trail.
    pub number: f64,
    /// When it was recorded, in milliseconds since 1970.
    pub recorded_ms: f64,
    /// When it happened.
    pub at_ms: f64,
    /// What was done.
    pub deed: Deed,
    /// Who did it; `None` for the office itself.
    pub by: Option<UserId>,
    /// Whom it concerned besides.
    pub about: Option<UserId>,
    /// Which case it concerned.
    pub case: Option<DocId>,
    /// On which device.
    pub device: Option<String>,
    /// A reason, or codes of what was changed.
    pub words: String,
}

/// A part of the audit trail, the latest first.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct TrailPage {
    /// The entries.
    pub entries: Vec<Recorded>,
    /// Where the next part begins; `None` after the last.
    pub next: Option<f64>,
}

/// A device of the office.
#[derive(Debug, Clone, PartialEq)]
pub struct KnownDevice {
    /// Its id.
    pub id: String,
    /// What the office calls it; empty where nobody has named it.
    pub name: String,
    /// Which build of the app it ran when it connected last; empty where it has not said so.
    pub build: String,
    /// When it was last met, in milliseconds since 1970.
    pub last_met_ms: f64,
    /// When it was reported lost.
    pub lost_at_ms: Option<f64>,
    /// When it destroyed what it held.
    pub wiped_at_ms: Option<f64>,
    /// Who works on it.
    pub users: Vec<UserId>,
    /// By which check-out it is out of the office now.
    pub out: Option<CheckOut>,
}

/// The devices of the office.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Devices {
    /// Whether a new one has to be enrolled.
    pub must_enrol: bool,
    /// Which build of the app the office serves.
    pub build: Option<String>,
    /// Those that are known, the one met last first.
    pub known: Vec<KnownDevice>,
}

/// A code that enrols one device.
#[derive(Debug, Clone, PartialEq)]
pub struct EnrolmentCode {
    /// For typing.
    pub code: String,
    /// For scanning.
    pub qr: Option<QrDrawing>,
    /// Until when it stands, in milliseconds since 1970.
    pub until_ms: f64,
}

/// What the audit trail tells, of one case or one user where that is asked.
///
/// # Errors
///
/// See [`AccountError`], here and below.
pub async fn trail(case: Option<DocId>, user: Option<UserId>, before: Option<f64>) -> Result<TrailPage, AccountError> {
    let parts = [
        case.map(|case| format!("case={case}")),
        user.map(|user| format!("user={user}")),
        before.map(|before| format!("before={before}")),
    ];
    let question = parts.into_iter().flatten().collect::<Vec<_>>().join("&");
    let said = asked::<AccountError>(Request::get(&format!("/api/audit?{question}")).build()).await?;
    let entries = said.at("entries").list().iter().filter_map(recorded).collect();
    Ok(TrailPage { entries, next: said.at("next").number() })
}

/// All devices, the one met last first.
pub async fn devices() -> Result<Devices, AccountError> {
    Ok(known(&asked::<AccountError>(Request::get("/api/devices").build()).await?))
}

/// Gives a device a name.
pub async fn name_device(id: &str, name: &str) -> Result<Devices, AccountError> {
    change(id, filled_in(&[("name", name)])).await
}

/// Reports a device lost, or found again.
pub async fn set_lost(id: &str, lost: bool) -> Result<Devices, AccountError> {
    change(id, format!("{{\"lost\":{lost}}}").into()).await
}

/// The cases that may be on a device.
pub async fn holdings(id: &str) -> Result<Vec<DocId>, AccountError> {
    let said = asked::<AccountError>(Request::get(&format!("/api/devices/{id}/holdings")).build()).await?;
    Ok(said.at("cases").list().iter().filter_map(|case| case.text()?.parse().ok()).collect())
}

/// Makes it the rule that new devices are enrolled, or not any more.
pub async fn set_must_enrol(must: bool) -> Result<Devices, AccountError> {
    change("rule", format!("{{\"must_enrol\":{must}}}").into()).await
}

/// Draws a code that enrols one device.
pub async fn enrolment_code() -> Result<EnrolmentCode, AccountError> {
    let said = asked::<AccountError>(Request::post("/api/devices/codes").build()).await?;
    Ok(EnrolmentCode {
        code: said.at("code").text().unwrap_or_default(),
        qr: QrDrawing::read(&said.at("qr")),
        until_ms: said.at("until_ms").number().unwrap_or_default(),
    })
}

async fn change(id: &str, body: JsValue) -> Result<Devices, AccountError> {
    Ok(known(&asked::<AccountError>(with_body(Request::put(&format!("/api/devices/{id}")), body)).await?))
}

fn recorded(one: &Said) -> Option<Recorded> {
    let user = |name| one.at(name).text().and_then(|id| id.parse().ok());
    Some(Recorded {
        number: one.at("number").number()?,
        recorded_ms: one.at("recorded_ms").number()?,
        at_ms: one.at("at_ms").number()?,
        deed: Deed::from_code(&one.at("deed").text()?),
        by: user("by"),
        about: user("about"),
        case: one.at("case").text().and_then(|id| id.parse().ok()),
        device: one.at("device").text(),
        words: one.at("words").text().unwrap_or_default(),
    })
}

fn known(said: &Said) -> Devices {
    let device = |one: &Said| {
        let users = one.at("users").list();
        Some(KnownDevice {
            id: one.at("device").text()?,
            name: one.at("name").text().unwrap_or_default(),
            build: one.at("build").text().unwrap_or_default(),
            last_met_ms: one.at("last_met_ms").number()?,
            lost_at_ms: one.at("lost_at_ms").number(),
            wiped_at_ms: one.at("wiped_at_ms").number(),
            out: out(one),
            users: users.iter().filter_map(|user| user.at("user").text()?.parse().ok()).collect(),
        })
    };
    Devices {
        must_enrol: said.at("must_enrol").is_true(),
        build: said.at("build").text(),
        known: said.at("devices").list().iter().filter_map(device).collect(),
    }
}
