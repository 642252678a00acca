//! Who sees a case. The office decides it and is asked each time: nothing of it is kept on the device. Whoever asks needs a session there
//! that is theirs.

use gloo::net::http::Request;
use jiff::civil::Date;
use madobe_shared::calendar::read_date;
use madobe_shared::codes::Role;
use madobe_shared::ids::{DocId, UserId};

use crate::account::{AccountError, asked};
use crate::office::{Refusal, filled_in, with_body};
use crate::said::Said;

/// Who sees a case.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Access {
    /// Whether its team alone does.
    pub restricted: bool,
    /// The team.
    pub team: Vec<Place>,
}

/// Someone in the team of a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Who.
    pub user: UserId,
    /// Their last day in it, where there is one.
    pub until: Option<Date>,
    /// Why they let themselves in, where nobody else did.
    pub reason: Option<String>,
}

/// Someone let themselves into a restricted case.
#[derive(Debug, Clone, PartialEq)]
pub struct Opened {
    /// Who.
    pub user: UserId,
    /// When, in milliseconds since 1970.
    pub at_ms: f64,
    /// Why, in their words.
    pub reason: String,
}

/// What the desk does about who sees a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// Takes someone into the team, or gives them another last day.
    Share(UserId, Option<Date>),
    /// Takes someone out of the team.
    Withdraw(UserId),
    /// Restricts the case to its team, or opens it to the desk.
    Restrict(bool),
}

/// Why who sees a case was not told, or not changed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AccessError {
    /// There is no such case, or not for the user.
    #[error("there is no such case for you")]
    NotFound,
    /// Only the desk changes who sees a case.
    #[error("only the desk changes who sees a case")]
    NotForYou,
    /// They have no account any more.
    #[error("nobody of the staff is this")]
    NoSuchMember,
    /// The last day is over already.
    #[error("the last day is over already")]
    PastDay,
    /// The team is as large as it may be.
    #[error("the team is as large as it may be")]
    TeamFull,
    /// A restricted case would be left to nobody.
    #[error("a restricted case has to stay with someone")]
    LastOfTeam,
    /// No reason, or one that is too long.
    #[error("a reason is needed, in a few sentences")]
    NoReason,
    /// What else can keep the office from answering.
    #[error(transparent)]
    Office(#[from] AccountError),
}

impl From<Refusal> for AccessError {
    fn from(refusal: Refusal) -> Self {
        match refusal.error().as_str() {
            "not_found" => Self::NotFound,
            "not_for_you" => Self::NotForYou,
            "no_such_member" => Self::NoSuchMember,
            "past_day" => Self::PastDay,
            "team_full" => Self::TeamFull,
            "last_of_team" => Self::LastOfTeam,
            "no_reason" => Self::NoReason,
            _ => Self::Office(refusal.into()),
        }
    }
}

/// Whether the office lets a role change who sees a case. It decides that itself; screens offer only what it would do.
#[must_use]
pub fn may_change(role: &Role) -> bool {
    *role.acting() != Role::Coordinator
}

/// Who sees a case, and who let themselves into it lately, for someone who sees it.
///
/// # Errors
///
/// See [`AccessError`], here and below.
pub async fn look(case: DocId) -> Result<(Access, Vec<Opened>), AccessError> {
    let access = access(&asked::<AccessError>(Request::get(&format!("/api/cases/{case}/access")).build()).await?);
    let opened = asked::<AccessError>(Request::get("/api/break-glass").build()).await?.at("opened").list();
    let of_this_case = opened.iter().filter(|one| doc(&one.at("case")) == Some(case));
    Ok((access, of_this_case.filter_map(self::opened).collect()))
}

/// Changes who sees a case, and returns how it stands then.
pub async fn change(case: DocId, change: Change) -> Result<Access, AccessError> {
    let address = format!("/api/cases/{case}/access");
    let request = match change {
        Change::Share(user, until) => {
            let until = until.map(|day| day.to_string());
            let fields = until.as_deref().map(|day| ("until", day));
            with_body(Request::put(&format!("{address}/team/{user}")), filled_in(fields.as_slice()))
        }
        Change::Withdraw(user) => Request::delete(&format!("{address}/team/{user}")).build(),
        Change::Restrict(restricted) => {
            with_body(Request::put(&format!("{address}/restricted")), format!("{{\"restricted\":{restricted}}}"))
        }
    };
    Ok(access(&asked::<AccessError>(request).await?))
}

/// Opens restricted cases to the user, who names them exactly and says why. They come to the device by the line.
pub async fn open_for_reason(named: &str, reason: &str) -> Result<Vec<DocId>, AccessError> {
    let request = with_body(Request::post("/api/break-glass"), filled_in(&[("case", named), ("reason", reason)]));
    Ok(asked::<AccessError>(request).await?.at("opened").list().iter().filter_map(doc).collect())
}

fn doc(said: &Said) -> Option<DocId> {
    said.text()?.parse().ok()
}

fn access(said: &Said) -> Access {
    let place = |one: &Said| {
        let until = one.at("until").text().and_then(|day| read_date(&day));
        Some(Place { user: one.at("user").text()?.parse().ok()?, until, reason: one.at("reason").text() })
    };
    Access {
        restricted: said.at("restricted").is_true(),
        team: said.at("team").list().iter().filter_map(place).collect(),
    }
}

fn opened(said: &Said) -> Option<Opened> {
    let user = said.at("user").text()?.parse().ok()?;
    Some(Opened { user, at_ms: said.at("at_ms").number()?, reason: said.at("reason").text()? })
}
