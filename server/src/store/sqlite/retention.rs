//! How long records are kept, and how they go.

use jiff::civil::Date;
use madobe_shared::calendar::read_date;
use madobe_shared::codes::Deed;
use madobe_shared::ids::{DocId, UserId};
use rusqlite::{OptionalExtension, Row, Transaction, params};

use super::super::audit::{Event, Hand};
use super::super::retention::{Held, Proposed, Retained, Retention, minutes_with, voided};
use super::log::{self, doc_id};
use super::{SqliteStore, StoreError, audit};

/// What makes a case due, of its row in `documents`.
const DUE: &str = "dead_seq IS NULL AND tail_changes = 0 AND closed_on <= ?1";

impl Retention for SqliteStore {
    fn retention_years(&self) -> Result<u16, StoreError> {
        self.read(retention_years)
    }

    fn set_retention_years(&self, hand: Hand, years: u16) -> Result<(), StoreError> {
        self.write(|transaction| {
            if retention_years(transaction)? == years {
                return Ok(());
            }
            transaction.execute("UPDATE office SET retention_years = ?1", [years])?;
            let ruled = Event::new(hand, Deed::RetentionRuled).saying(format!("years={years}"));
            audit::record(transaction, hand.at_ms, &ruled)
        })
    }

    fn retained(&self, closed_through: Date, limit: usize) -> Result<Vec<Retained>, StoreError> {
        self.read(|transaction| {
            let mut retained = transaction.prepare(&format!(
                "SELECT doc, CASE WHEN tail_changes = 0 THEN closed_on END AS settled_on, held_by, held_at_ms, reason, proposed_by, proposed_at_ms
                 FROM documents LEFT JOIN holds USING (doc) LEFT JOIN disposals USING (doc)
                 WHERE ({DUE}) OR (dead_seq IS NULL AND holds.doc IS NOT NULL)
                 ORDER BY ({DUE}) IS NOT TRUE, settled_on, doc LIMIT ?2",
            ))?;
            let retained = retained.query_map(params![closed_through.to_string(), limit], read_retained)?;
            Ok(retained.collect::<Result<_, _>>()?)
        })
    }

    fn hold(&self, hand: Hand, doc: DocId, reason: Option<&str>) -> Result<bool, StoreError> {
        let key = doc.0.as_bytes();
        self.write(|transaction| {
            if !doc.is_case() {
                return Ok(false);
            }
            let alive = "SELECT 1 FROM documents WHERE doc = ?1 AND dead_seq IS NULL";
            if !transaction.prepare_cached(alive)?.exists([key])? {
                return Ok(false);
            }
            let was_held = transaction.execute("DELETE FROM holds WHERE doc = ?1", [key])? > 0;
            let Some(reason) = reason else {
                if was_held {
                    audit::record(transaction, hand.at_ms, &Event::new(hand, Deed::HoldEnded).to(doc))?;
                }
                return Ok(true);
            };
            transaction.execute("DELETE FROM disposals WHERE doc = ?1", [key])?;
            transaction.execute(
                "INSERT INTO holds (doc, held_by, held_at_ms, reason) VALUES (?1, ?2, ?3, ?4)",
                params![key, user(hand), hand.at_ms, reason],
            )?;
            audit::record(transaction, hand.at_ms, &Event::new(hand, Deed::Held).to(doc).saying(reason))?;
            Ok(true)
        })
    }

    fn propose_disposal(
        &self,
        hand: Hand,
        docs: &[DocId],
        closed_through: Date,
        proposed: bool,
    ) -> Result<(), StoreError> {
        self.write(|transaction| {
            for &doc in docs {
                let key = doc.0.as_bytes();
                let changed = if proposed {
                    transaction.execute(
                        &format!(
                            "INSERT OR IGNORE INTO disposals (doc, proposed_by, proposed_at_ms)
                             SELECT doc, ?3, ?4 FROM documents
                             WHERE doc = ?2 AND {DUE} AND doc NOT IN (SELECT doc FROM holds)"
                        ),
                        params![closed_through.to_string(), key, user(hand), hand.at_ms],
                    )?
                } else {
                    transaction.execute("DELETE FROM disposals WHERE doc = ?1", [key])?
                };
                if changed > 0 {
                    let deed = if proposed { Deed::DisposalProposed } else { Deed::DisposalWithdrawn };
                    audit::record(transaction, hand.at_ms, &Event::new(hand, deed).to(doc))?;
                }
            }
            Ok(())
        })
    }

    fn dispose(&self, hand: Hand, docs: &[DocId], closed_through: Date) -> Result<Vec<DocId>, StoreError> {
        let disposed = self.write(|transaction| {
            let mut disposed = Vec::new();
            for &doc in docs {
                let proposed = transaction
                    .prepare_cached(&format!(
                        "SELECT proposed_by FROM documents JOIN disposals USING (doc) WHERE doc = ?2 AND {DUE}"
                    ))?
                    .query_one(params![closed_through.to_string(), doc.0.as_bytes()], |row| {
                        row.get::<_, Option<i64>>(0)
                    })
                    .optional()?;
                if proposed.is_some_and(|by| by != user(hand)) {
                    let mut snapshot = transaction.prepare_cached("SELECT bytes FROM snapshots WHERE doc = ?1")?;
                    let snapshot: Option<Vec<u8>> =
                        snapshot.query_one([doc.0.as_bytes()], |row| row.get(0)).optional()?;
                    for minutes in minutes_with(snapshot.as_deref()) {
                        log::bury(transaction, hand, minutes)?;
                    }
                    log::bury(transaction, hand, doc)?;
                    disposed.push(doc);
                }
            }
            Ok(disposed)
        })?;
        if !disposed.is_empty() {
            self.empty_wal();
        }
        Ok(disposed)
    }
}

/// Whatever was proposed of a document is void, now that something was written into it.
pub fn void_proposal(transaction: &Transaction<'_>, at_ms: u64, doc: DocId) -> Result<(), StoreError> {
    let void = transaction.prepare_cached("DELETE FROM disposals WHERE doc = ?1")?.execute([doc.0.as_bytes()])?;
    if void > 0 {
        audit::record(transaction, at_ms, &voided(at_ms, doc))?;
    }
    Ok(())
}

fn retention_years(transaction: &Transaction<'_>) -> Result<u16, StoreError> {
    Ok(transaction.query_row("SELECT retention_years FROM office", [], |row| row.get(0))?)
}

fn user(hand: Hand) -> Option<i64> {
    hand.by.map(|user| user.0.cast_signed())
}

fn read_retained(row: &Row<'_>) -> Result<Retained, rusqlite::Error> {
    let user =
        |column| Ok::<_, rusqlite::Error>(row.get::<_, Option<i64>>(column)?.map(|user| UserId(user.cast_unsigned())));
    let closed_on: Option<String> = row.get(1)?;
    let (held_at_ms, proposed_at_ms): (Option<u64>, Option<u64>) = (row.get(3)?, row.get(6)?);
    let held = held_at_ms.map(|at_ms| Ok::<_, rusqlite::Error>(Held { by: user(2)?, at_ms, reason: row.get(4)? }));
    let proposed = proposed_at_ms.map(|at_ms| Ok::<_, rusqlite::Error>(Proposed { by: user(5)?, at_ms }));
    Ok(Retained {
        doc: doc_id(row, 0)?,
        closed_on: closed_on.as_deref().and_then(read_date),
        held: held.transpose()?,
        proposed: proposed.transpose()?,
    })
}
