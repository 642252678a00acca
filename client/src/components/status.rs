//! The badge: in words, everywhere the same, whether work is safe. It never says more than is true.

use gloo::timers::callback::Timeout;
use jiff::civil::Date;
use madobe_shared::session::{LinkState, SyncStatus};
use yew::prelude::*;

use crate::hooks::{use_now, use_status};
use crate::i18n::{local_datetime, moment};
use crate::t;

/// How the badge is coloured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// All is well.
    Calm,
    /// Safe here, but not everywhere.
    Waiting,
    /// Not safe.
    Loud,
}

/// The words of the badge.
#[must_use]
pub fn status_words(status: SyncStatus, today: Date) -> (Tone, AttrValue) {
    match status {
        SyncStatus::NotSaved => (Tone::Loud, t!("status.not_saved")),
        SyncStatus::AllReceived => (Tone::Calm, t!("status.all_received")),
        SyncStatus::Refused { documents } => (Tone::Loud, t!("status.refused", count = documents)),
        // One sentence for the way from the finger to the office: it would only flicker between two.
        SyncStatus::Saving { documents, link: LinkState::Live | LinkState::Syncing { .. } }
        | SyncStatus::Unsent { documents, link: LinkState::Live | LinkState::Syncing { .. } } => {
            (Tone::Waiting, t!("status.sending", count = documents))
        }
        SyncStatus::Saving { .. } => (Tone::Waiting, t!("status.saving")),
        SyncStatus::Unsent { documents, .. } => (Tone::Waiting, t!("status.unsent", count = documents)),
        SyncStatus::NothingUnsent { link } => link_words(link, today),
    }
}

fn link_words(link: LinkState, today: Date) -> (Tone, AttrValue) {
    match link {
        LinkState::Live => (Tone::Calm, t!("status.all_received")),
        LinkState::Connecting => (Tone::Waiting, t!("status.connecting")),
        LinkState::Syncing { progress: Some((here, all)) } => {
            (Tone::Waiting, t!("status.first_sync", here = here, all = all))
        }
        LinkState::Syncing { progress: None } => (Tone::Waiting, t!("status.receiving")),
        LinkState::SignedOut => (Tone::Waiting, t!("status.signed_out")),
        LinkState::VersionMismatch => (Tone::Waiting, t!("status.version")),
        LinkState::Offline { since_ms } => {
            #[expect(clippy::cast_precision_loss, reason = "milliseconds since 1970 fit a double for 280,000 years")]
            let since = local_datetime(since_ms as f64);
            match since {
                Some(since) => (Tone::Waiting, t!("status.offline_since", since = moment(since, today))),
                None => (Tone::Waiting, t!("status.offline")),
            }
        }
    }
}

/// How long the badge waits before it says something that may pass at once. Every pause in typing is saved, sent and acknowledged,
/// and every colleague's word arrives; without this the badge would blink, and a screen reader would talk, all the time.
const PASSING_MS: u32 = 900;

/// How long the badge may go on saying `shown` although `status` is true by now. It never claims more than is true: only better
/// news waits, and word of what is merely passing.
fn patience_ms(shown: SyncStatus, status: SyncStatus) -> u32 {
    let passes = |link| matches!(link, LinkState::Connecting | LinkState::Syncing { progress: None });
    let waits = match (shown, status) {
        (SyncStatus::NotSaved, _) => false,
        (_, SyncStatus::AllReceived) => true,
        (SyncStatus::Saving { .. }, SyncStatus::Unsent { .. }) => true,
        (_, SyncStatus::NothingUnsent { link }) => passes(link),
        _ => false,
    };
    if waits { PASSING_MS } else { 0 }
}

/// The badge.
#[component]
pub fn StatusBadge() -> Html {
    let status = use_status();
    let today = use_now().date();
    let shown = use_state_eq(|| status);
    use_effect_with(status, {
        let shown = shown.clone();
        move |&status| {
            let pending = match patience_ms(*shown, status) {
                0 => {
                    shown.set(status);
                    None
                }
                patience_ms => Some(Timeout::new(patience_ms, move || shown.set(status))),
            };
            move || drop(pending)
        }
    });
    let (tone, words) = status_words(*shown, today);
    html! {
        <span class={classes!("status", tone_class(tone))} role="status" aria-live="polite">
            <span class="status-dot" aria-hidden="true" />
            <span class="status-words">{ words }</span>
        </span>
    }
}

const fn tone_class(tone: Tone) -> &'static str {
    match tone {
        Tone::Calm => "status-calm",
        Tone::Waiting => "status-waiting",
        Tone::Loud => "status-loud",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_safe_is_said_at_once() {
        let link = LinkState::Live;
        let unsent = SyncStatus::Unsent { documents: 1, link };
        let saving = SyncStatus::Saving { documents: 1, link };
        let receiving = SyncStatus::NothingUnsent { link: LinkState::Syncing { progress: None } };
        let offline = SyncStatus::NothingUnsent { link: LinkState::Offline { since_ms: 1 } };
        for (shown, status) in [
            (SyncStatus::AllReceived, saving),
            (SyncStatus::AllReceived, unsent),
            (unsent, SyncStatus::NotSaved),
            (SyncStatus::AllReceived, offline),
            (SyncStatus::NotSaved, SyncStatus::AllReceived),
        ] {
            assert_eq!(patience_ms(shown, status), 0, "{shown:?} → {status:?}");
        }
        for (shown, status) in
            [(unsent, SyncStatus::AllReceived), (SyncStatus::AllReceived, receiving), (saving, unsent)]
        {
            assert_eq!(patience_ms(shown, status), PASSING_MS, "{shown:?} → {status:?}");
        }
    }
}
