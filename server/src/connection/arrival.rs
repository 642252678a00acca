//! A device arrives: whether it may be here, and what is noted of it.

use madobe_shared::codes::Deed;
use madobe_shared::ids::{DeviceId, UserId};

use crate::office::Office;
use crate::store::StoreError;
use crate::store::audit::{Event, Hand};
use crate::store::devices::{Admission, Meeting};
use crate::store::sessions::TokenHash;

/// Notes that a device has introduced itself, and returns whether it may be here.
pub(super) fn admit(
    office: &Office,
    token: TokenHash,
    meeting: &Meeting,
    build: Option<&str>,
) -> Result<bool, StoreError> {
    let now_ms = office.clock.now_ms();
    if is_carried_off(office, now_ms, (meeting.user, token), meeting.device)? {
        return Ok(false);
    }
    // Of a lost device, the session began before it had a name, or it would have ended with the report; of one that has to be enrolled,
    // before that was so.
    if office.store.meet_device(now_ms, meeting)? != Admission::Open {
        return Ok(false);
    }
    if let Some(build) = build {
        office.store.note_build(meeting.device, build)?;
    }
    Ok(true)
}

/// Whether a session that began on one device speaks for another: its cookie was carried off. It ends then, so that it is worth nothing where it
/// was carried to, and whoever it is of signs in anew.
fn is_carried_off(
    office: &Office,
    now_ms: u64,
    (user, token): (UserId, TokenHash),
    device: DeviceId,
) -> Result<bool, StoreError> {
    let sessions = office.store.sessions_of(user, now_ms)?;
    let began_on = sessions.iter().find(|session| session.token == token).and_then(|session| session.device);
    if began_on.is_none_or(|began_on| began_on == device) {
        return Ok(false);
    }
    tracing::warn!(%user, %device, "a session spoke for another device than it began on");
    office.store.end_session(token, now_ms)?;
    office.hub.session_ended(token);
    let failed = Event::new(Hand::of_the_office(now_ms), Deed::SignInFailed).about(user).on(Some(device));
    office.store.record(&failed)?;
    Ok(true)
}
