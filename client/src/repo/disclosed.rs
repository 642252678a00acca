//! What a manager decides on the disclosure of a case: kept on this device, sealed like all rows, until the case
//! leaves it.

use std::rc::Rc;

use madobe_shared::disclosure::Draft;
use madobe_shared::ids::DocId;
use madobe_shared::storage::{Table, Transaction, decode_row, encode_row};

use super::core::{Core, Origin};
use crate::storage::StorageError;

impl Core {
    pub(super) async fn disclosure(&self, case: DocId) -> Result<Draft, StorageError> {
        let rows = self.database.rows_at(Table::Disclosures, &[case.to_string()]).await?;
        Ok(rows.good.first().and_then(|(_, bytes)| decode_row(bytes)).unwrap_or_default())
    }

    pub(super) fn keep_disclosure(self: &Rc<Self>, case: DocId, draft: &Draft) {
        let (core, key) = (self.clone(), case.to_string());
        let mut transaction = Transaction::default();
        transaction.put(Table::Disclosures, key, encode_row(draft));
        // Whatever fails here is told by the badge.
        self.spawn(async move { _ = core.store(transaction, Origin::Typed).await });
    }
}
