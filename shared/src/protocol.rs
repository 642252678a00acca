//! What travels between a device and the server. How it becomes bytes is the work of [`frame`](self::frame), what it means that of
//! [`crate::session`].

mod frame;

pub use frame::{FrameError, Message, Numbering, decode, encode};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::calendar::canonical;
use crate::codes::{Profession, Role};
use crate::ids::{ChangeHash, DeviceId, DocId, Epoch, UserId};

/// The version of the protocol that this code speaks.
pub const PROTOCOL_VERSION: u8 = 1;

/// A place in the office's log. The first entry has 1; 0 stands before all of them.
pub type Seq = u64;

/// What a device says.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum ClientMessage {
    /// Opens the conversation.
    Hello(Hello),
    /// Changes made on this device, in an order in which each comes after those it builds on.
    Push(Vec<PushedChange>),
    /// Asks for whole documents, because a part of them is missing or damaged on the device.
    Fetch(Vec<DocId>),
    /// What the device has open now. Only a server that said so in its [`Welcome`] is told.
    Looking(Vec<DocId>),
}

/// What the server says.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum ServerMessage {
    /// Answers the [`Hello`].
    Welcome(Welcome),
    /// News for the device, to be stored as a whole.
    Batch(Batch),
    /// Nothing new, but the line is alive.
    Alive,
    /// Who else has open what the device has open; whatever is not named nobody has. Only a device that said what it has open is told.
    Looking(Vec<Looked>),
    /// The last words before the server closes the connection.
    Goodbye(Goodbye),
}

/// A device introduces itself and says how far it got.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Hello {
    /// The device. Its user is known from the session cookie.
    pub device: DeviceId,
    /// How far the device has followed the log.
    pub position: Position,
    /// The [`StaffList::version`] the device holds, 0 for none.
    pub staff_version: u64,
    /// The day at the device. Documents needed about then come first in a first sync.
    #[serde(deserialize_with = "canonical::date")]
    pub today: Date,
    /// The first changes to push.
    pub push: Vec<PushedChange>,
    /// What the device has open, at most [`crate::limits::LOOKED_AT_DOCS_MAX`]; older devices do not say, and older servers do not read it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub looking: Vec<DocId>,
}

/// Who else has a document open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Looked {
    /// The document.
    pub doc: DocId,
    /// Who, in the order of their ids, at most [`crate::limits::LOOKERS_TOLD_MAX`].
    pub users: Vec<UserId>,
}

/// How far a device has followed the log. It is stored in the same transaction as the entries it counts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Position {
    /// The log it follows; `None` before the first sync.
    #[serde(default)]
    pub epoch: Option<Epoch>,
    /// All entries up to here are stored.
    #[serde(default)]
    pub cursor: Seq,
    /// A first sync under way.
    #[serde(default)]
    pub bootstrap: Option<Bootstrap>,
}

/// How far a first sync got, so that it can be taken up again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bootstrap {
    /// The head of the log when it began, and the device's cursor once it ends.
    pub head: Seq,
    /// All documents up to this id are stored.
    pub after: Option<DocId>,
}

/// One change as a device pushes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PushedChange {
    /// The document it belongs to.
    pub doc: DocId,
    /// An uncompressed Automerge change chunk.
    #[serde(with = "serde_bytes")]
    pub bytes: Vec<u8>,
}

/// The server's answer to [`Hello`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Welcome {
    /// The life of the log. Where it differs from the device's, the device starts over and offers its own changes again.
    pub epoch: Epoch,
    /// Who is signed in.
    pub user: UserId,
    /// The staff, where the device's list is out of date.
    pub staff: Option<StaffList>,
    /// Whether the server hears what the device has open, and tells who else has; older servers do not.
    #[serde(default)]
    pub hears_looking: bool,
}

/// Everyone with an account, for showing names beside what they wrote.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StaffList {
    /// Changes whenever the list does; never 0.
    pub version: u64,
    /// The members, active or not.
    pub members: Vec<StaffMember>,
}

/// A member of staff.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StaffMember {
    /// Their id.
    pub user: UserId,
    /// Their name, as colleagues call them.
    pub name: String,
    /// Their profession.
    pub profession: Profession,
    /// Whether they still work here.
    pub active: bool,
    /// What their account is for; the least where an older server or row does not say.
    #[serde(default)]
    pub role: Role,
    /// Whether they belong to a contractor (委託事業者) and not to the ward.
    #[serde(default)]
    pub contractor: bool,
    /// The last day on which they can sign in; `None` where nobody has set an end.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "canonical::optional_date")]
    pub expires_on: Option<Date>,
}

/// News for a device. The device stores all of it in one transaction and only then believes it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Batch {
    /// Pushed changes that are durable now.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub acks: Vec<ChangeKey>,
    /// Pushed changes that were refused.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rejects: Vec<Reject>,
    /// What others did, in the order of the log.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub entries: Vec<Entry>,
    /// The device's new position, where it moved.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub position: Option<Position>,
    /// Whether more follows at once.
    #[serde(default)]
    pub more: bool,
    /// Documents sent and documents in all, while a first sync runs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub progress: Option<(u64, u64)>,
    /// Documents that the device asked for and that the server has not got.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unknown: Vec<DocId>,
}

/// The address of a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ChangeKey {
    /// The document.
    pub doc: DocId,
    /// The change within it.
    pub hash: ChangeHash,
}

/// A change the server refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reject {
    /// Which one; the hash is of the change's bytes as they were sent where they could not be read.
    pub change: ChangeKey,
    /// Why.
    pub reason: RejectReason,
}

/// Why a change was refused, and so what becomes of it on the device.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum RejectReason {
    /// It builds on changes the server does not have. It stays in the outbox, and the device offers its history of the document.
    MissingDependencies,
    /// It is not a change, larger than the limit, or does not fit its document. It is quarantined on the device and reported.
    Malformed,
    /// Its actor is not of the session's user and device. It is quarantined on the device and reported.
    ForeignAuthor,
    /// The document was deleted. The change is quarantined on the device; the document goes. Should it come back, the change is offered again.
    DeadDocument,
    /// The document is not, or no longer, for the session's user. The change is quarantined on the device; the document goes. Should it come
    /// back, the change is offered again.
    NoAccess,
}

/// One step of the log, or a document as a whole.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Entry {
    /// Changes of one document, as Automerge change chunks.
    Changes {
        /// The document.
        doc: DocId,
        /// The changes.
        changes: Vec<Bytes>,
    },
    /// A document as a whole, followed by the changes after it.
    Snapshot {
        /// The document.
        doc: DocId,
        /// An Automerge document chunk.
        #[serde(with = "serde_bytes")]
        bytes: Vec<u8>,
        /// The [`crate::summary::CaseSummary`] of exactly this snapshot in CBOR, where it is a case.
        summary: Option<Bytes>,
        /// The changes that came after the snapshot.
        changes: Vec<Bytes>,
    },
    /// The document is gone, or no longer this user's to see: the device removes it.
    Purge(DocId),
}

/// A byte string; plain `Vec<u8>` would travel as a list of numbers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Bytes(#[serde(with = "serde_bytes")] pub Vec<u8>);

/// Why the server ends the conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Goodbye {
    /// The device speaks another version; it should fetch the newer app, or wait for the server's update.
    UnsupportedVersion {
        /// What the server speaks.
        server: u8,
    },
    /// A frame could not be read. The device says so and tries again later.
    Malformed,
    /// A message came out of turn.
    OutOfTurn,
    /// The server stops, and will be back.
    ShuttingDown,
    /// The store failed; nothing was acknowledged that is not durable.
    StoreFailed,
    /// The session has ended; the user signs in again.
    SignedOut,
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A member of staff as devices stored them before there were roles.
    #[derive(Serialize, Deserialize)]
    struct OlderMember {
        user: UserId,
        name: String,
        profession: Profession,
        active: bool,
    }

    /// A device's first words, and the answer to them, before anybody was told who has what open.
    #[derive(Serialize, Deserialize)]
    struct OlderHello {
        device: DeviceId,
        position: Position,
        staff_version: u64,
        today: Date,
        push: Vec<PushedChange>,
    }

    #[derive(Serialize, Deserialize)]
    struct OlderWelcome {
        epoch: Epoch,
        user: UserId,
        staff: Option<StaffList>,
    }

    #[test]
    fn older_and_newer_ends_greet_each_other() {
        let (today, position) = (jiff::civil::date(2026, 11, 28), Position::default());
        let older = OlderHello { device: DeviceId(1), position, staff_version: 2, today, push: Vec::new() };
        let read: Hello = crate::cbor::read(&crate::cbor::write(&older)).unwrap();
        assert_eq!(read.looking, []);
        let newer = Hello { looking: vec![DocId::DIRECTORY], ..read };
        assert_eq!(crate::cbor::read::<OlderHello>(&crate::cbor::write(&newer)).unwrap().staff_version, 2);

        let older = OlderWelcome { epoch: Epoch(3), user: UserId(7), staff: None };
        let read: Welcome = crate::cbor::read(&crate::cbor::write(&older)).unwrap();
        assert!(!read.hears_looking, "it would not understand");
        let newer = Welcome { hears_looking: true, ..read };
        assert_eq!(crate::cbor::read::<OlderWelcome>(&crate::cbor::write(&newer)).unwrap().user, UserId(7));
    }

    #[test]
    fn older_and_newer_devices_read_each_others_staff() {
        let older =
            OlderMember { user: UserId(7), name: "佐藤".into(), profession: Profession::SocialWorker, active: true };
        let mut bytes = Vec::new();
        ciborium::into_writer(&older, &mut bytes).unwrap();
        let read: StaffMember = ciborium::from_reader(bytes.as_slice()).unwrap();
        assert_eq!(
            (&read.role, read.contractor, read.expires_on),
            (&Role::Coordinator, false, None),
            "the least rights"
        );

        let expires_on = Some(jiff::civil::date(2027, 3, 31));
        let newer = StaffMember { role: Role::from_code("auditor"), contractor: true, expires_on, ..read };
        bytes.clear();
        ciborium::into_writer(&newer, &mut bytes).unwrap();
        assert_eq!(ciborium::from_reader::<StaffMember, _>(bytes.as_slice()).unwrap(), newer);
        assert_eq!(ciborium::from_reader::<OlderMember, _>(bytes.as_slice()).unwrap().name, "佐藤");
    }
}
