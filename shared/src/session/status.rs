//! What the badge says. Words come from the catalogues; this decides which are true.

/// How the line to the server is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkState {
    /// No connection since this moment (milliseconds since 1970); another try follows by itself.
    Offline {
        /// When the connection was lost, or the first try failed.
        since_ms: u64,
    },
    /// A connection is being made.
    Connecting,
    /// Connected, and news is coming in or going out. A first sync says how far it is: documents here, documents in all.
    Syncing {
        /// Documents received and documents in all, during a first sync.
        progress: Option<(u64, u64)>,
    },
    /// Connected, nothing under way.
    Live,
    /// The server wants the user to sign in again. Everything unsent stays on the device.
    SignedOut,
    /// The server speaks another version of the protocol.
    VersionMismatch,
}

/// How saving on this device goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Saving {
    /// Everything typed is durable here.
    Done,
    /// Something typed a moment ago is not durable yet.
    UnderWay,
    /// The device refuses to store.
    Failing,
}

/// What the badge says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SyncStatus {
    /// 保存できません: the device refuses to store. Said before anything else.
    NotSaved,
    /// 保存しています…: words typed a moment ago are only in memory.
    Saving {
        /// How many documents have unacknowledged changes, those being saved among them.
        documents: usize,
        /// The line.
        link: LinkState,
    },
    /// すべて届いています: everything is saved here and acknowledged by the office.
    AllReceived,
    /// 届かなかった記録 n件: everything else has arrived, but the office has refused changes for good, and someone must look at them.
    Refused {
        /// In how many documents.
        documents: usize,
    },
    /// 端末に保存済み・未送信 n件, with the state of the line.
    Unsent {
        /// How many documents have unacknowledged changes.
        documents: usize,
        /// The line.
        link: LinkState,
    },
    /// Nothing is unsent, but the line is not live: what others write does not arrive.
    NothingUnsent {
        /// The line.
        link: LinkState,
    },
}

impl SyncStatus {
    /// The one true status: how saving goes, how many documents have unacknowledged changes, in how many the
    /// office has refused some for good, how the line is.
    #[must_use]
    pub fn of(saving: Saving, unsent_documents: usize, refused_documents: usize, link: LinkState) -> Self {
        match (saving, unsent_documents, link) {
            (Saving::Failing, _, _) => Self::NotSaved,
            (Saving::UnderWay, documents, link) => Self::Saving { documents, link },
            (Saving::Done, 0, LinkState::Live) if refused_documents > 0 => {
                Self::Refused { documents: refused_documents }
            }
            (Saving::Done, 0, LinkState::Live) => Self::AllReceived,
            (Saving::Done, 0, link) => Self::NothingUnsent { link },
            (Saving::Done, documents, link) => Self::Unsent { documents, link },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_received_needs_a_live_line_an_empty_outbox_and_nothing_refused() {
        assert_eq!(SyncStatus::of(Saving::Done, 0, 0, LinkState::Live), SyncStatus::AllReceived);
        for link in [LinkState::Connecting, LinkState::Offline { since_ms: 1 }, LinkState::Syncing { progress: None }] {
            assert_eq!(SyncStatus::of(Saving::Done, 0, 1, link), SyncStatus::NothingUnsent { link });
        }
        assert_eq!(
            SyncStatus::of(Saving::Done, 2, 1, LinkState::Live),
            SyncStatus::Unsent { documents: 2, link: LinkState::Live }
        );
        assert_eq!(SyncStatus::of(Saving::Failing, 0, 1, LinkState::Live), SyncStatus::NotSaved);
        let refused = SyncStatus::of(Saving::Done, 0, 3, LinkState::Live);
        assert_eq!(refused, SyncStatus::Refused { documents: 3 });
        let saving = SyncStatus::Saving { documents: 1, link: LinkState::Live };
        assert_eq!(SyncStatus::of(Saving::UnderWay, 1, 1, LinkState::Live), saving);
    }
}
