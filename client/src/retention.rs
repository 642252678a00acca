//! How long records are kept, and how they go, as managers see it. The office decides who may; nothing of it is kept here.

use gloo::net::http::Request;
use jiff::civil::Date;
use madobe_shared::calendar::read_date;
use madobe_shared::ids::{DocId, UserId};
use wasm_bindgen::JsValue;

use crate::account::{AccountError, asked};
use crate::office::{filled_in, with_body};
use crate::said::Said;

/// What is due, and by which rule.
#[derive(Debug, Clone, PartialEq)]
pub struct Retention {
    /// So many years, from the 1 April after a case was closed.
    pub years: u32,
    /// The cases that are due, in the order of their closing, then those that are held all the same.
    pub cases: Vec<Retained>,
    /// How many have just gone.
    pub disposed: usize,
}

/// A case that is due, or held.
#[derive(Debug, Clone, PartialEq)]
pub struct Retained {
    /// The case.
    pub case: DocId,
    /// When it was closed; `None` where it is not.
    pub closed_on: Option<Date>,
    /// Why it is held back, where it is.
    pub held: Option<String>,
    /// Whether its disposal is proposed, and by whom; `None` for whoever runs the server.
    pub proposed: Option<Option<UserId>>,
}

/// How it stands.
///
/// # Errors
///
/// See [`AccountError`], here and below.
pub async fn retention() -> Result<Retention, AccountError> {
    Ok(read(&asked::<AccountError>(Request::get("/api/retention").build()).await?))
}

/// What a manager does about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// Makes it so many years.
    Years(u32),
    /// Holds a case back for a reason.
    Hold(DocId, String),
    /// Lets go of it.
    Release(DocId),
    /// Proposes the disposal of cases, or takes that back.
    Propose(Vec<DocId>, bool),
    /// Lets those go for good that someone else has proposed.
    Dispose(Vec<DocId>),
}

/// Does it, and answers how it stands then.
pub async fn change(change: &Change) -> Result<Retention, AccountError> {
    let named = |cases: &[DocId]| cases.iter().map(|case| format!("\"{case}\"")).collect::<Vec<_>>().join(",");
    let of_case = |case: &DocId| Request::put(&format!("/api/retention/cases/{case}"));
    let (request, body): (_, JsValue) = match change {
        Change::Years(years) => (Request::put("/api/retention"), format!("{{\"years\":{years}}}").into()),
        Change::Hold(case, reason) => (of_case(case), filled_in(&[("hold", reason)])),
        Change::Release(case) => (of_case(case), "{\"hold\":null}".into()),
        Change::Propose(cases, proposed) => (
            Request::post("/api/retention/proposals"),
            format!("{{\"cases\":[{}],\"proposed\":{proposed}}}", named(cases)).into(),
        ),
        Change::Dispose(cases) => {
            (Request::post("/api/retention/disposals"), format!("{{\"cases\":[{}]}}", named(cases)).into())
        }
    };
    Ok(read(&asked::<AccountError>(with_body(request, body)).await?))
}

fn read(said: &Said) -> Retention {
    let one = |one: &Said| {
        Some(Retained {
            case: one.at("case").text()?.parse().ok()?,
            closed_on: one.at("closed_on").text().and_then(|day| read_date(&day)),
            held: one.at("held").at("reason").text(),
            proposed: one.at("proposed").at("at_ms").number().map(|_| one.at("proposed").at("by").text()?.parse().ok()),
        })
    };
    Retention {
        years: said.at("years").count().unwrap_or_default(),
        cases: said.at("cases").list().iter().filter_map(one).collect(),
        disposed: said.at("disposed").list().len(),
    }
}
