//! What tabs say to each other.

use madobe_shared::ids::DocId;
use madobe_shared::order;
use madobe_shared::protocol::Looked;
use madobe_shared::session::LinkState;
use madobe_shared::storage::{Table, Transaction};
use serde::{Deserialize, Serialize};

/// What one tab says to all others.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) enum Message {
    /// A tab was opened. Each other answers [`Message::Here`], the leading one also [`Message::Line`].
    Hello,
    /// An answer, so that the one who asked knows of others.
    Here,
    /// Rows that are durable now.
    Stored(Stored),
    /// The state of the line, from the tab that keeps it.
    Line(LineState),
    /// Asks the leading tab to try the line now.
    Wake,
    /// Asks the leading tab for whole documents from the office.
    Fetch(Vec<DocId>),
    /// What a tab shows, for the leading one. The number is the tab's own.
    Looking(u64, Vec<DocId>),
    /// Who else has open what the tabs show, from the leading one.
    Others(Vec<Looked>),
    /// Asks the leading tab whether it still runs: browsers put hidden tabs to sleep.
    AreYouThere,
    /// The leading tab runs.
    IAmHere,
}

/// Which rows a transaction touched.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Stored {
    puts: Vec<(u8, String)>,
    deletes: Vec<(u8, String)>,
    delete_prefixes: Vec<(u8, String)>,
}

/// [`LinkState`] on its way between tabs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum LineState {
    Offline { since_ms: u64 },
    Connecting,
    Syncing { progress: Option<(u64, u64)> },
    Live,
    SignedOut,
    VersionMismatch,
}

impl Stored {
    /// The rows that a transaction touched.
    pub(crate) fn of(transaction: &Transaction) -> Self {
        let named = |rows: &[(Table, String)]| rows.iter().map(|(table, key)| (number(*table), key.clone())).collect();
        Self {
            puts: transaction.puts.iter().map(|row| (number(row.table), row.key.clone())).collect(),
            deletes: named(&transaction.deletes),
            delete_prefixes: named(&transaction.delete_prefixes),
        }
    }

    /// The deletes as a transaction, to be completed with rows read from the database.
    pub(crate) fn deletes(&self) -> Transaction {
        let named = |rows: &[(u8, String)]| {
            rows.iter().filter_map(|(number, key)| Some((table(*number)?, key.clone()))).collect()
        };
        Transaction { deletes: named(&self.deletes), delete_prefixes: named(&self.delete_prefixes), puts: Vec::new() }
    }

    /// What happened to what waits for the office, and to the files that lie here, as far as it can be told without their content: rows
    /// written stand there without their values.
    pub(crate) fn unsent(&self) -> Transaction {
        const TOLD: [Table; 3] = [Table::Outbox, Table::Uploads, Table::Blobs];
        let mut unsent = self.deletes();
        unsent.deletes.retain(|(table, _)| TOLD.contains(table));
        unsent.delete_prefixes.retain(|(table, _)| *table == Table::Blobs);
        for table in TOLD {
            for key in self.written(table) {
                unsent.put(table, key, Vec::new());
            }
        }
        unsent
    }

    /// The keys that were written or deleted in any of these tables.
    pub(crate) fn touched(&self, tables: &[Table]) -> Vec<String> {
        let is_of = |of: u8| tables.iter().any(|table| number(*table) == of);
        let named = self.puts.iter().chain(&self.deletes).filter(|(of, _)| is_of(*of));
        order::set(named.map(|(_, key)| key.clone())).into_iter().collect()
    }

    /// The keys that were written in a table.
    pub(crate) fn written(&self, table: Table) -> Vec<String> {
        self.puts.iter().filter(|(of, _)| *of == number(table)).map(|(_, key)| key.clone()).collect()
    }
}

fn number(table: Table) -> u8 {
    let place = Table::ALL.iter().position(|other| *other == table);
    place.and_then(|place| u8::try_from(place).ok()).unwrap_or(u8::MAX)
}

fn table(number: u8) -> Option<Table> {
    Table::ALL.get(usize::from(number)).copied()
}

impl From<LinkState> for LineState {
    fn from(state: LinkState) -> Self {
        match state {
            LinkState::Offline { since_ms } => Self::Offline { since_ms },
            LinkState::Connecting => Self::Connecting,
            LinkState::Syncing { progress } => Self::Syncing { progress },
            LinkState::Live => Self::Live,
            LinkState::SignedOut => Self::SignedOut,
            LinkState::VersionMismatch => Self::VersionMismatch,
        }
    }
}

impl From<LineState> for LinkState {
    fn from(line: LineState) -> Self {
        match line {
            LineState::Offline { since_ms } => Self::Offline { since_ms },
            LineState::Connecting => Self::Connecting,
            LineState::Syncing { progress } => Self::Syncing { progress },
            LineState::Live => Self::Live,
            LineState::SignedOut => Self::SignedOut,
            LineState::VersionMismatch => Self::VersionMismatch,
        }
    }
}

#[cfg(test)]
mod tests {
    use madobe_shared::storage::{decode_row, encode_row};

    use super::*;

    #[test]
    fn a_message_names_the_rows_of_a_transaction_and_carries_no_content() {
        let doc = DocId::DIRECTORY;
        let mut transaction = Transaction::default();
        transaction.put(Table::Chunks, format!("{doc}/1ab"), "玄関先で話す".into());
        transaction.put(Table::Stale, doc.to_string(), Vec::new());
        transaction.purge(doc);
        let bytes = encode_row(&Message::Stored(Stored::of(&transaction)));
        assert!(!bytes.windows(3).any(|window| window == "玄".as_bytes()));
        let Some(Message::Stored(stored)) = decode_row(&bytes) else { panic!("a message of rows") };
        assert_eq!(stored.written(Table::Chunks), [format!("{doc}/1ab")]);
        assert_eq!(stored.written(Table::Outbox), Vec::<String>::new());
        assert_eq!(stored.deletes(), Transaction { puts: Vec::new(), ..transaction });
    }
}
