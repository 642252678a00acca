//! How long records are kept, and how they go. All of it is for managers.
//!
//! - `GET /api/retention` answers `{years, cases: [{case, closed_on, held: {by, at_ms, reason}, proposed: {by, at_ms}}]}`: the cases that are due by
//!   the rule of so many years, in the order of their closing, then those that are held all the same. `closed_on` is a day as `2020-03-31`, or `null`
//!   for a case that is not closed; `held` and `proposed` are `null` where they are not so; `by` is `null` for whoever runs the server. What the cases
//!   are called, the manager's own device knows, as far as the manager may.
//! - `PUT /api/retention` takes `{years}`.
//! - `PUT /api/retention/cases/{id}` takes `{hold}`: why a case is held back from disposal, or `null` to let go of it.
//! - `POST /api/retention/proposals` takes `{cases: [id], proposed}`: proposes their disposal, or takes that back.
//! - `POST /api/retention/disposals` takes `{cases: [id]}`: those of them that someone else has proposed and that are due still go for good, here and on
//!   every device at its next contact. Backups that were made before still hold them.
//!
//! Each change answers as the first, the last with `disposed: [id]` besides. `bad_years` and `no_reason` (422).

use std::sync::Arc;

use jiff::civil::Date;
use madobe_shared::ids::{DocId, UserId};
use madobe_shared::protocol::StaffMember;
use madobe_shared::retention::{YEARS_MAX, YEARS_MIN};
use serde::Deserialize;
use serde_json::{Value, json};
use warp::Filter;

use super::asked::{Asked, asked, body, only_managers};
use super::sign_in::answer;
use super::{Route, reply};
use crate::access::AccessError;
use crate::limits::{DISPOSAL_BODY_BYTES_MAX, JSON_BODY_BYTES_MAX, REASON_CHARS_MAX, RETAINED_TOLD_MAX};
use crate::office::Office;
use crate::platform::day_in_japan;
use crate::rejection::ApiError;
use crate::store::audit::Hand;
use crate::store::retention::{Held, Proposed, Retained};

#[derive(Deserialize)]
struct Rule {
    years: u16,
}

#[derive(Deserialize)]
struct Hold {
    hold: Option<String>,
}

#[derive(Deserialize)]
struct Proposal {
    cases: Vec<DocId>,
    proposed: bool,
}

#[derive(Deserialize)]
struct Disposal {
    cases: Vec<DocId>,
}

/// The routes of this module.
pub fn routes(office: &Arc<Office>) -> Route {
    let list = warp::path!("api" / "retention")
        .and(warp::get())
        .and(asked(office))
        .then(|asked: Asked| async move { reply(asked.read(list).await.map(|cases| answer(&cases))) });
    let rule =
        warp::path!("api" / "retention").and(warp::put()).and(asked(office)).and(body(JSON_BODY_BYTES_MAX)).then(
            |asked: Asked, Rule { years }| async move {
                reply(asked.change(move |office, who| rule(office, who, years)).await.map(|cases| answer(&cases)))
            },
        );
    let hold = warp::path!("api" / "retention" / "cases" / DocId)
        .and(warp::put())
        .and(asked(office))
        .and(body(JSON_BODY_BYTES_MAX))
        .then(|case, asked: Asked, Hold { hold: reason }| async move {
            let held = asked.change(move |office, who| hold(office, who, case, reason.as_deref())).await;
            reply(held.map(|cases| answer(&cases)))
        });
    let propose = warp::path!("api" / "retention" / "proposals")
        .and(warp::post())
        .and(asked(office))
        .and(body(DISPOSAL_BODY_BYTES_MAX))
        .then(|asked: Asked, wanted: Proposal| async move {
            reply(asked.change(move |office, who| propose(office, who, &wanted)).await.map(|cases| answer(&cases)))
        });
    let dispose = warp::path!("api" / "retention" / "disposals")
        .and(warp::post())
        .and(asked(office))
        .and(body(DISPOSAL_BODY_BYTES_MAX))
        .then(|asked: Asked, Disposal { cases }| async move {
            reply(asked.change(move |office, who| dispose(office, who, &cases)).await.map(|cases| answer(&cases)))
        });
    list.or(rule).unify().or(hold).unify().or(propose).unify().or(dispose).unify().boxed()
}

fn list(office: &Office, who: &StaffMember) -> Result<Value, ApiError> {
    only_managers(who)?;
    let years = office.store.retention_years()?;
    let cases = office.store.retained(through(office)?, RETAINED_TOLD_MAX)?;
    Ok(json!({ "years": years, "cases": cases.into_iter().map(told).collect::<Vec<_>>() }))
}

fn rule(office: &Office, who: &StaffMember, years: u16) -> Result<Value, ApiError> {
    only_managers(who)?;
    if !(YEARS_MIN..=YEARS_MAX).contains(&years) {
        return Err(ApiError::BadYears);
    }
    office.store.set_retention_years(hand(office, who), years)?;
    list(office, who)
}

fn hold(office: &Office, who: &StaffMember, case: DocId, reason: Option<&str>) -> Result<Value, ApiError> {
    only_managers(who)?;
    let reason = reason.map(str::trim);
    if reason.is_some_and(|reason| reason.is_empty() || reason.chars().count() > REASON_CHARS_MAX) {
        return Err(AccessError::NoReason.into());
    }
    if !office.store.hold(hand(office, who), case, reason)? {
        return Err(ApiError::NotFound);
    }
    list(office, who)
}

fn propose(office: &Office, who: &StaffMember, wanted: &Proposal) -> Result<Value, ApiError> {
    only_managers(who)?;
    office.store.propose_disposal(hand(office, who), &wanted.cases, through(office)?, wanted.proposed)?;
    list(office, who)
}

fn dispose(office: &Office, who: &StaffMember, cases: &[DocId]) -> Result<Value, ApiError> {
    only_managers(who)?;
    let disposed = office.store.dispose(hand(office, who), cases, through(office)?)?;
    office.hub.grown(office.store.head()?);
    for case in &disposed {
        tracing::warn!(user = %who.user, doc = %case, "a case was disposed of");
    }
    let mut listed = list(office, who)?;
    listed["disposed"] = json!(disposed);
    Ok(listed)
}

/// The last day of closing that is due today.
fn through(office: &Office) -> Result<Date, ApiError> {
    Ok(office.store.due_through(day_in_japan(office.clock.now_ms()))?)
}

fn hand(office: &Office, who: &StaffMember) -> Hand {
    Hand::of(who.user, office.clock.now_ms())
}

fn told(Retained { doc, closed_on, held, proposed }: Retained) -> Value {
    let user = |user: Option<UserId>| user.map(|user| user.to_string());
    let held = held.map(|Held { by, at_ms, reason }| json!({ "by": user(by), "at_ms": at_ms, "reason": reason }));
    let proposed = proposed.map(|Proposed { by, at_ms }| json!({ "by": user(by), "at_ms": at_ms }));
    json!({ "case": doc, "closed_on": closed_on, "held": held, "proposed": proposed })
}
