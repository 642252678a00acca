//! Who may change who sees a case, and how a case is found that one may not see.
//!
//! Whoever works at the desk and sees a case shares it, withdraws it and restricts it. Coordinators do none of this. A restricted case opens
//! to someone of the desk who is not in its team for a reason that they write down, for today and tomorrow, and its team is told. Never
//! says anything about a case to someone who may not see it, not even that it exists.
//!
//! The minutes of a 支援会議 are shared by those of the desk who are in their team, and never without a team: nothing opens them to the desk.

use std::sync::Arc;
use std::time::Duration;

use jiff::ToSpan;
use jiff::civil::Date;
use madobe_shared::ids::{DocId, UserId};
use madobe_shared::protocol::{Seq, StaffMember};
use madobe_shared::search::fold;
use madobe_shared::storage::decode_row;
use madobe_shared::summary::CaseSummary;
use tokio::time::sleep;

use crate::compactor::compact_document;
use crate::limits::{ACCESS_INTERVAL_MS, BREAK_GLASS_NOTICE_MS, REASON_CHARS_MAX};
use crate::office::Office;
use crate::platform::day_in_japan;
use crate::store::access::{
    BrokenGlass, DocumentAccess, TeamPlace, is_for_everyone, is_for_its_team_alone, is_of_the_desk,
};
use crate::store::audit::Hand;
use crate::store::{PageLimits, StoreError, Viewer};

/// Why access was not changed, or not told.
#[derive(Debug, thiserror::Error)]
pub enum AccessError {
    /// There is no such case, or it is not for whoever asks: the answer does not tell which.
    #[error("there is no such case for you")]
    NotFound,
    /// Only the desk changes who sees a case.
    #[error("only the desk changes who sees a case")]
    NotForYou,
    /// The user has no account, or has left.
    #[error("nobody of the staff has this id")]
    NoSuchMember,
    /// The last day is over already.
    #[error("the last day is over already")]
    PastDay,
    /// The team is as large as it may be.
    #[error("the team is as large as it may be")]
    TeamFull,
    /// A restricted case, or minutes, would be left to nobody.
    #[error("a restricted case has to stay with someone")]
    LastOfTeam,
    /// No reason, or one longer than [`REASON_CHARS_MAX`].
    #[error("a reason is needed, of at most {REASON_CHARS_MAX} characters")]
    NoReason,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Who may see a case, for someone who does. Blocks, as all of these do.
///
/// # Errors
///
/// See [`AccessError`], here and below.
pub fn look(office: &Office, member: &StaffMember, case: DocId) -> Result<DocumentAccess, AccessError> {
    if is_for_everyone(case) || !office.store.may_see(viewer(office, member), case)? {
        return Err(AccessError::NotFound);
    }
    office.store.access(case)?.ok_or(AccessError::NotFound)
}

/// Takes a member of staff into the team of a case, for good or until a last day.
pub fn share(
    office: &Office,
    member: &StaffMember,
    case: DocId,
    (user, until): (UserId, Option<Date>),
) -> Result<DocumentAccess, AccessError> {
    look_to_change(office, member, case)?;
    if !office.staff()?.members.iter().any(|other| other.user == user && other.active) {
        return Err(AccessError::NoSuchMember);
    }
    let now_ms = office.clock.now_ms();
    if until.is_some_and(|last| last < day_in_japan(now_ms)) {
        return Err(AccessError::PastDay);
    }
    let place = TeamPlace { user, until, granted_by: Some(member.user), granted_at_ms: now_ms, reason: None };
    tell(office, office.store.grant(now_ms, case, &place)?.ok_or(AccessError::TeamFull)?);
    look(office, member, case)
}

/// Takes a member of staff out of the team of a case. Answers how it stands then, to someone who may have lost sight of it by this.
pub fn withdraw(
    office: &Office,
    member: &StaffMember,
    case: DocId,
    user: UserId,
) -> Result<DocumentAccess, AccessError> {
    let access = look_to_change(office, member, case)?;
    if (access.restricted || is_for_its_team_alone(case)) && access.team.iter().all(|place| place.user == user) {
        return Err(AccessError::LastOfTeam);
    }
    if let Some(head) = office.store.revoke(Hand::of(member.user, office.clock.now_ms()), case, user)? {
        tell(office, head);
    }
    office.store.access(case)?.ok_or(AccessError::NotFound)
}

/// Restricts a case to its team, which whoever does it joins; or opens it to the desk again.
pub fn restrict(
    office: &Office,
    member: &StaffMember,
    case: DocId,
    restricted: bool,
) -> Result<DocumentAccess, AccessError> {
    let access = look_to_change(office, member, case)?;
    if restricted && !access.team.iter().any(|place| place.user == member.user && place.until.is_none()) {
        share(office, member, case, (member.user, None))?;
    }
    let hand = Hand::of(member.user, office.clock.now_ms());
    let head = office.store.restrict(hand, case, restricted)?.ok_or(AccessError::NotFound)?;
    tell(office, head);
    look(office, member, case)
}

/// Opens a restricted case to someone of the desk who names it exactly, by its number or by the person's whole name or kana, and says why.
/// Where several have the name, all of them open. Returns them.
pub fn break_glass(
    office: &Office,
    member: &StaffMember,
    named: &str,
    reason: &str,
) -> Result<Vec<DocId>, AccessError> {
    if !is_of_the_desk(&member.role) {
        return Err(AccessError::NotForYou);
    }
    let reason = reason.trim();
    if reason.is_empty() || reason.chars().count() > REASON_CHARS_MAX {
        return Err(AccessError::NoReason);
    }
    let now_ms = office.clock.now_ms();
    let until = day_in_japan(now_ms).checked_add(1.day()).ok();
    let mut opened = Vec::new();
    for case in office.store.restricted()? {
        if office.store.may_see(viewer(office, member), case)? || !is_named(office, case, named)? {
            continue;
        }
        let reason = Some(reason.to_owned());
        let place = TeamPlace { user: member.user, until, granted_by: None, granted_at_ms: now_ms, reason };
        tell(office, office.store.grant(now_ms, case, &place)?.ok_or(AccessError::TeamFull)?);
        tracing::warn!(user = %member.user, doc = %case, "a restricted case was opened for a reason");
        opened.push(case);
    }
    if opened.is_empty() { Err(AccessError::NotFound) } else { Ok(opened) }
}

/// Which restricted cases were opened for a reason lately, for whoever sees them.
pub fn broken_glass(office: &Office, member: &StaffMember) -> Result<Vec<BrokenGlass>, AccessError> {
    let since_ms = office.clock.now_ms().saturating_sub(BREAK_GLASS_NOTICE_MS);
    let mut told = Vec::new();
    for broken in office.store.broken_glass(since_ms)? {
        if broken.user != member.user && office.store.may_see(viewer(office, member), broken.doc)? {
            told.push(broken);
        }
    }
    Ok(told)
}

/// Ends what was shared until yesterday, for as long as the server runs.
pub async fn end_what_is_over(office: Arc<Office>) {
    loop {
        let for_round = Arc::clone(&office);
        let ended = tokio::task::spawn_blocking(move || {
            for_round.store.end_what_is_over(for_round.clock.now_ms()).map(|head| tell(&for_round, head))
        });
        if let Ok(Err(error)) = ended.await {
            tracing::warn!(%error, "what was shared until yesterday could not be ended, and is hidden all the same");
        }
        sleep(Duration::from_millis(ACCESS_INTERVAL_MS)).await;
    }
}

fn viewer(office: &Office, member: &StaffMember) -> Viewer {
    Viewer::Member { user: member.user, today: day_in_japan(office.clock.now_ms()) }
}

/// The access of a case, for someone who may change it.
fn look_to_change(office: &Office, member: &StaffMember, case: DocId) -> Result<DocumentAccess, AccessError> {
    let access = look(office, member, case)?;
    if is_of_the_desk(&member.role) { Ok(access) } else { Err(AccessError::NotForYou) }
}

/// Tells every connection that the log has grown.
fn tell(office: &Office, head: Seq) {
    office.hub.grown(head);
}

/// Whether someone who knows of a case calls it so.
fn is_named(office: &Office, case: DocId, named: &str) -> Result<bool, StoreError> {
    // A case that was never compacted has no summary yet.
    compact_document(&*office.store, case, None)?;
    let (found, _) = office.store.fetch(Viewer::Office, &[case], PageLimits { entries: 1, bytes: 0 })?;
    let summary = found.into_iter().next().and_then(|document| document.snapshot?.summary);
    let Some(summary) = summary.and_then(|summary| decode_row::<CaseSummary>(&summary)) else {
        return Ok(false);
    };
    let named = fold(named);
    Ok(!named.is_empty() && [&summary.number, &summary.name, &summary.kana].iter().any(|own| fold(own) == named))
}
