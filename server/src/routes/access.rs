//! Who sees a case. All of it is for whoever has a session, about cases that they see themselves.
//!
//! - `GET /api/cases/{id}/access` answers `{restricted, team: [{user, until, granted_by, granted_at_ms, reason}]}`. `until` is a day as
//!   `2026-11-25`, the last one, or `null`; `granted_by` is `null` for whoever began the case or let themselves in; `reason` is why they did.
//! - `PUT /api/cases/{id}/access/team/{user}` takes `{until}` and takes a member of staff into the team.
//! - `DELETE /api/cases/{id}/access/team/{user}` takes them out again.
//! - `PUT /api/cases/{id}/access/restricted` takes `{restricted}`: whether only the team sees the case.
//! - `POST /api/break-glass` takes `{case, reason}`, where `case` is a restricted case's number, or the whole name or kana of its person. Answers
//!   `{opened: [id]}`; the cases come to the devices of whoever asked by themselves.
//! - `GET /api/break-glass` answers `{opened: [{case, user, at_ms, reason}]}`: what others opened lately of what one sees.
//!
//! Users are named by the 16 hexadecimal digits of their id: a browser reads no whole number of 64 bits out of JSON.
//!
//! Each change answers as the first. `not_found` (404) stands for a case that there is not and for one that is not the asker's; `not_for_you`
//! (403) for coordinators, `no_such_member`, `past_day` and `no_reason` (422), `team_full` and `last_of_team` (409).

use std::sync::Arc;

use jiff::civil::Date;
use madobe_shared::ids::{DocId, UserId};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use warp::Filter;
use warp::reply::Response;

use super::asked::{Asked, asked, body};
use super::sign_in::answer;
use super::{Route, reply};
use crate::access;
use crate::limits::JSON_BODY_BYTES_MAX;
use crate::office::Office;
use crate::rejection::ApiError;
use crate::store::access::{BrokenGlass, DocumentAccess, TeamPlace};

#[derive(Serialize)]
struct Told {
    restricted: bool,
    team: Vec<ToldPlace>,
}

#[derive(Serialize)]
struct ToldPlace {
    user: String,
    until: Option<Date>,
    granted_by: Option<String>,
    granted_at_ms: u64,
    reason: Option<String>,
}

#[derive(Deserialize)]
struct Until {
    #[serde(default)]
    until: Option<Date>,
}

#[derive(Deserialize)]
struct Restricted {
    restricted: bool,
}

#[derive(Deserialize)]
struct BreakGlass {
    case: String,
    reason: String,
}

/// The routes of this module.
pub fn routes(office: &Arc<Office>) -> Route {
    let look = warp::path!("api" / "cases" / DocId / "access").and(warp::get()).and(asked(office)).then(
        |case, asked: Asked| async move { told(asked.read(move |office, who| access::look(office, who, case)).await) },
    );
    let share = warp::path!("api" / "cases" / DocId / "access" / "team" / UserId)
        .and(warp::put())
        .and(asked(office))
        .and(body(JSON_BODY_BYTES_MAX))
        .then(|case, user, asked: Asked, Until { until }| async move {
            told(asked.change(move |office, who| access::share(office, who, case, (user, until))).await)
        });
    let withdraw = warp::path!("api" / "cases" / DocId / "access" / "team" / UserId)
        .and(warp::delete())
        .and(asked(office))
        .then(|case, user, asked: Asked| async move {
            told(asked.change(move |office, who| access::withdraw(office, who, case, user)).await)
        });
    let restrict = warp::path!("api" / "cases" / DocId / "access" / "restricted")
        .and(warp::put())
        .and(asked(office))
        .and(body(JSON_BODY_BYTES_MAX))
        .then(|case, asked: Asked, Restricted { restricted }| async move {
            told(asked.change(move |office, who| access::restrict(office, who, case, restricted)).await)
        });
    let break_glass =
        warp::path!("api" / "break-glass").and(warp::post()).and(asked(office)).and(body(JSON_BODY_BYTES_MAX)).then(
            |asked: Asked, BreakGlass { case, reason }| async move {
                let opened = asked.change(move |office, who| access::break_glass(office, who, &case, &reason)).await;
                reply(opened.map(|opened| answer(&json!({ "opened": opened }))))
            },
        );
    let broken =
        warp::path!("api" / "break-glass").and(warp::get()).and(asked(office)).then(|asked: Asked| async move {
            reply(
                asked.read(access::broken_glass).await.map(|broken| answer(&json!({ "opened": broken_told(broken) }))),
            )
        });
    let team = look.or(share).unify().or(withdraw).unify().or(restrict).unify();
    team.or(break_glass).unify().or(broken).unify().boxed()
}

fn told(access: Result<DocumentAccess, ApiError>) -> Response {
    let place = |TeamPlace { user, until, granted_by, granted_at_ms, reason }| ToldPlace {
        user: user.to_string(),
        until,
        granted_by: granted_by.map(|user| user.to_string()),
        granted_at_ms,
        reason,
    };
    reply(access.map(|DocumentAccess { restricted, team }| {
        answer(&Told { restricted, team: team.into_iter().map(place).collect() })
    }))
}

fn broken_told(broken: Vec<BrokenGlass>) -> Vec<Value> {
    let told = |BrokenGlass { doc, user, at_ms, reason }| json!({ "case": doc, "user": user.to_string(), "at_ms": at_ms, "reason": reason });
    broken.into_iter().map(told).collect()
}
