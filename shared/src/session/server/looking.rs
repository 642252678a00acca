//! What the device has open, and who else has, as far as its user may know.

use super::{ServerAction, ServerSession, Serving, Stage};
use crate::ids::DocId;
use crate::protocol::{Looked, ServerMessage};

impl ServerSession {
    /// Who else has open what the device has open, as far as its user may know. A device that never said what it has open is not told.
    pub fn others(&mut self, others: Vec<Looked>) -> Vec<ServerAction> {
        match &mut self.stage {
            Stage::Serving(serving) if serving.others != others => {
                serving.others.clone_from(&others);
                vec![ServerAction::Send(self.numbering.encode(&ServerMessage::Looking(others)))]
            }
            _ => Vec::new(),
        }
    }

    /// The device has these documents open now.
    pub(super) fn look(&mut self, docs: Vec<DocId>) -> Vec<ServerAction> {
        let Stage::Serving(serving) = &mut self.stage else {
            return Vec::new();
        };
        serving.looking.clone_from(&docs);
        vec![ServerAction::Look(docs)]
    }
}

impl Serving {
    /// These documents leave the device, and what it had open of them is not open any more, whatever it says.
    pub(super) fn leave(&mut self, docs: Vec<DocId>) -> Option<ServerAction> {
        let before = self.looking.len();
        self.looking.retain(|doc| !docs.contains(doc));
        self.left_device.extend(docs);
        (self.looking.len() < before).then(|| ServerAction::Look(self.looking.clone()))
    }
}
