//! The files of cases, in memory.

use madobe_shared::blob::BlobKey;
use madobe_shared::codes::Deed;

use super::super::Viewer;
use super::super::access::is_for_everyone;
use super::super::blobs::{Blobs, NewBlob, NotKept, Room, Whose};
use super::state::State;
use super::{MemoryStore, StoreError};

impl Blobs for MemoryStore {
    fn put_blob(&self, whose: Whose, blob: &NewBlob, room: Room) -> Result<Result<(), NotKept>, StoreError> {
        let state = &mut *self.state();
        let NewBlob { key, bytes, .. } = blob;
        if !state.sees_files(whose.viewer, *key) {
            return Ok(Err(NotKept::NotFound));
        }
        if state.blobs.contains_key(key) {
            return Ok(Ok(()));
        }
        let sum = |counts: &dyn Fn(&BlobKey) -> bool| {
            state.blobs.iter().filter(|(key, _)| counts(key)).map(|(_, bytes)| bytes.len() as u64).sum()
        };
        let (of_case, of_office) = (sum(&|other| other.doc == key.doc), sum(&|_| true));
        if let Err(full) = room.holds(bytes.len() as u64, of_case, of_office) {
            return Ok(Err(full));
        }
        state.blobs.insert(*key, bytes.clone());
        state.audit.record(whose.hand.at_ms, whose.event(Deed::Attached, *key));
        Ok(Ok(()))
    }

    fn blob(&self, whose: Whose, key: BlobKey) -> Result<Option<Vec<u8>>, StoreError> {
        let state = &mut *self.state();
        let Some(bytes) = state.blobs.get(&key).filter(|_| state.sees_files(whose.viewer, key)).cloned() else {
            return Ok(None);
        };
        state.audit.record(whose.hand.at_ms, whose.event(Deed::Fetched, key));
        Ok(Some(bytes))
    }

    fn has_blob(&self, viewer: Viewer, key: BlobKey) -> Result<bool, StoreError> {
        let state = self.state();
        Ok(state.blobs.contains_key(&key) && state.sees_files(viewer, key))
    }
}

impl State {
    fn sees_files(&self, viewer: Viewer, key: BlobKey) -> bool {
        let is_alive = self.documents.get(&key.doc).is_some_and(|document| document.dead_seq.is_none());
        is_alive && !is_for_everyone(key.doc) && self.sees(viewer, key.doc)
    }
}
