//! 写真・書類.

use jiff::civil::Date;

use crate::case::Case;
use crate::codes::MediaKind;
use crate::form::entry;
use crate::ids::{BlobHash, EntryId};

entry! {
    /// A photo or a paper of a case. The bytes are not in the document: [`crate::blob`].
    Attachment, AttachmentField {
        /// What it is called.
        name: String = Name "name";
        /// What it is.
        kind: Option<MediaKind> = Kind "media_kind";
        /// How large it is, in bytes.
        bytes: Option<u32> = Bytes "bytes";
        /// The SHA-256 of its bytes, by which it is asked for.
        hash: Option<BlobHash> = Hash "sha256";
        /// The contact that it belongs to; none where it belongs to the case as a whole.
        contact: Option<EntryId> = Contact "contact" as Contact;
        /// The day it was added.
        added_on: Option<Date> = AddedOn "added_on";
    }
}

impl Case {
    /// The files of a contact, or those of the case as a whole and of contacts that are not there any more too.
    pub fn attachments_of(&self, contact: Option<EntryId>) -> impl Iterator<Item = &Attachment> {
        self.attachments.iter().filter(move |one| contact.is_none() || one.contact == contact)
    }

    /// Whether any of its files has these bytes.
    #[must_use]
    pub fn refers_to(&self, hash: BlobHash) -> bool {
        self.attachments.iter().any(|one| one.hash == Some(hash))
    }
}
