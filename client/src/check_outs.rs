//! The book of who has which device (持出し簿), as the office tells it. Nothing of it is kept here.

use gloo::net::http::Request;
use js_sys::JSON;
use madobe_shared::ids::UserId;

use crate::account::{AccountError, asked};
use crate::office::with_body;
use crate::said::Said;

/// Someone took a device along.
#[derive(Debug, Clone, PartialEq)]
pub struct CheckOut {
    /// Its place in the book.
    pub number: f64,
    /// The device.
    pub device: String,
    /// Who has it, or had it.
    pub user: Option<UserId>,
    /// For what; may be empty.
    pub purpose: String,
    /// When it was taken, in milliseconds since 1970.
    pub out_ms: f64,
    /// Until when it is to be back.
    pub due_ms: f64,
    /// When it came back.
    pub returned_ms: Option<f64>,
    /// Who says so; `None` for the office itself.
    pub returned_by: Option<UserId>,
}

/// A part of the book, the latest first.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct BookPage {
    /// The check-outs.
    pub entries: Vec<CheckOut>,
    /// Where the next part begins; `None` after the last.
    pub next: Option<f64>,
}

/// Who has a device now.
///
/// # Errors
///
/// See [`AccountError`], here and below.
pub async fn who_has(device: &str) -> Result<Option<CheckOut>, AccountError> {
    Ok(out(&asked::<AccountError>(Request::get(&format!("/api/devices/{device}/check-out")).build()).await?))
}

/// Takes a device along, oneself or, for managers, someone else. Whoever had it has returned it by that.
pub async fn take(device: &str, user: &str, due_ms: f64, purpose: &str) -> Result<Option<CheckOut>, AccountError> {
    let purpose = JSON::stringify(&purpose.into()).map(String::from).unwrap_or_default();
    let body = format!(r#"{{"due_ms":{due_ms},"user":"{user}","purpose":{purpose}}}"#);
    let request = Request::post(&format!("/api/devices/{device}/check-out"));
    Ok(out(&asked::<AccountError>(with_body(request, body)).await?))
}

/// A device is back.
pub async fn give_back(check_out: &CheckOut) -> Result<Option<CheckOut>, AccountError> {
    let request = Request::post(&format!("/api/devices/{}/return", check_out.device));
    let body = format!(r#"{{"number":{}}}"#, check_out.number);
    Ok(out(&asked::<AccountError>(with_body(request, body)).await?))
}

/// The book, from a place on; from its end where none is given.
pub async fn book(before: Option<f64>) -> Result<BookPage, AccountError> {
    let question = before.map(|before| format!("?before={before}")).unwrap_or_default();
    let said = asked::<AccountError>(Request::get(&format!("/api/devices/book{question}")).build()).await?;
    Ok(BookPage {
        entries: said.at("entries").list().iter().filter_map(read).collect(),
        next: said.at("next").number(),
    })
}

/// The check-out that an answer tells, where there is one.
pub(crate) fn out(said: &Said) -> Option<CheckOut> {
    read(&said.at("out"))
}

fn read(one: &Said) -> Option<CheckOut> {
    let user = |name| one.at(name).text().and_then(|id| id.parse().ok());
    Some(CheckOut {
        number: one.at("number").number()?,
        device: one.at("device").text()?,
        user: user("user"),
        purpose: one.at("purpose").text().unwrap_or_default(),
        out_ms: one.at("out_ms").number()?,
        due_ms: one.at("due_ms").number()?,
        returned_ms: one.at("returned_ms").number(),
        returned_by: user("returned_by"),
    })
}
