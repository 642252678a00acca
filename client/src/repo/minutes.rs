//! The minutes of conferences that are for their attendees alone, for the pages: documents of their own, which no list names.

use madobe_shared::ids::{DocId, EntryId};

use super::{OpenCase, OpenError, Repo};

impl Repo {
    /// Opens the minutes of a conference that are for its attendees alone; `None` where they are not on this device: nobody wrote them, or they are
    /// not for the user.
    ///
    /// # Errors
    ///
    /// See [`OpenError`].
    pub async fn open_minutes(&self, conference: EntryId) -> Result<Option<OpenCase>, OpenError> {
        match self.0.open_document(DocId::minutes_of(conference)).await {
            Ok(minutes) => Ok(Some(OpenCase(minutes))),
            Err(OpenError::NotHere) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// The same, begun where they are not here. Nothing of them is stored before a word is written.
    ///
    /// # Errors
    ///
    /// See [`OpenError`].
    pub async fn begin_minutes(&self, conference: EntryId) -> Result<OpenCase, OpenError> {
        self.0.open_or_begin(DocId::minutes_of(conference), true).await.map(OpenCase)
    }
}

impl OpenCase {
    /// Whether the document has left the device since it was opened: it is no longer the user's to see, or was deleted.
    #[must_use]
    pub fn has_left(&self) -> bool {
        self.0.gone.get()
    }
}
