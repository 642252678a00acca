//! The audit trail.

use std::collections::BTreeSet;
use std::ops::RangeInclusive;

use madobe_shared::codes::Deed;
use madobe_shared::ids::{DeviceId, DocId, UserId};
use rusqlite::types::ValueRef;
use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};

use super::super::audit::{About, Audit, Event, Hand, Hearing, Recorded, Trail, TrailHash, Witnessed, told_too_much};
use super::log::doc_id;
use super::{SqliteStore, StoreError};
use crate::limits::{WITNESSED_PER_DAY_MAX, WRITING_TOLD_MS};
use crate::platform::hours_of_day_in_japan;

const COLUMNS: &str = "number, recorded_ms, at_ms, deed, user, device, doc, about, words";

/// Adds to the trail, as a part of the transaction that does what it tells.
pub fn record(transaction: &Transaction<'_>, now_ms: u64, event: &Event) -> Result<(), StoreError> {
    record_as(transaction, now_ms, event, None)
}

/// Tells that someone writes into a case, unless the trail has told so of this device a little while ago.
pub fn record_writing(
    transaction: &Transaction<'_>,
    now_ms: u64,
    (user, device, doc): (UserId, DeviceId, DocId),
) -> Result<(), StoreError> {
    let mut told = transaction.prepare_cached(
        "SELECT 1 FROM audit WHERE deed = 'wrote' AND doc = ?1 AND user = ?2 AND device = ?3 AND at_ms BETWEEN ?4 AND ?5",
    )?;
    let key = (doc.0.as_bytes(), user.0.cast_signed(), device.0.cast_signed());
    // What lies ahead was told before the clock was set back, and counts for nothing.
    if told.exists(params![key.0, key.1, key.2, now_ms.saturating_sub(WRITING_TOLD_MS), now_ms])? {
        return Ok(());
    }
    record(transaction, now_ms, &Event::new(Hand::of(user, now_ms), Deed::Wrote).on(Some(device)).to(doc))
}

/// Whether a database keeps a trail: one that an older Madobe left, and nobody has served since, does not yet.
pub fn is_kept(connection: &Connection) -> Result<bool, StoreError> {
    let sql = "SELECT EXISTS (SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'audit')";
    Ok(connection.query_row(sql, [], |row| row.get(0))?)
}

/// Reads the whole trail of a database.
pub fn verify(connection: &Connection) -> Result<Trail, StoreError> {
    let mut trail = Trail::default();
    if !is_kept(connection)? {
        return Ok(trail);
    }
    let mut entries = connection.prepare(&format!("SELECT {COLUMNS}, hash FROM audit ORDER BY number"))?;
    let mut rows = entries.query([])?;
    while let Some(row) = rows.next()? {
        trail.read(&recorded(row)?, TrailHash(row.get(9)?));
    }
    Ok(trail)
}

impl Audit for SqliteStore {
    fn record(&self, event: &Event) -> Result<(), StoreError> {
        self.write(|transaction| record(transaction, event.at_ms, event))
    }

    fn record_witnessed(
        &self,
        now_ms: u64,
        witness: (UserId, DeviceId),
        events: &[Witnessed],
    ) -> Result<Hearing, StoreError> {
        let (user, device) = witness;
        self.write(|transaction| {
            let mut known = transaction
                .prepare_cached("SELECT 1 FROM audit WHERE user = ?1 AND device = ?2 AND witness_id = ?3")?;
            let (mut new, mut ids) = (Vec::new(), BTreeSet::new());
            for witnessed in events {
                let id = witnessed.id.cast_signed();
                if ids.insert(id) && !known.exists(params![user.0.cast_signed(), device.0.cast_signed(), id])? {
                    new.push((id, witnessed));
                }
            }
            let day = hours_of_day_in_japan(now_ms);
            if !new.is_empty() && told_today(transaction, &day, witness)? + new.len() > WITNESSED_PER_DAY_MAX {
                record_too_much(transaction, now_ms, &day, witness)?;
                return Ok(Hearing::TooMuch { until_ms: *day.end() });
            }
            for (id, witnessed) in &new {
                record_as(transaction, now_ms, &witnessed.event(user, device), Some(*id))?;
            }
            Ok(Hearing::Taken(new.len()))
        })
    }

    fn trail(&self, about: &About, before: Option<u64>, limit: usize) -> Result<Vec<Recorded>, StoreError> {
        // Only what is asked about stands in the statement, so that an index answers it.
        let asked = [
            about.case.map(|_| "AND doc = ?3"),
            about.user.map(|_| "AND (user = ?4 OR about = ?4)"),
            about.device.map(|_| "AND device = ?5"),
        ];
        let asked: Vec<_> = asked.into_iter().flatten().collect();
        let sql = format!(
            "SELECT {COLUMNS}, ?3, ?4, ?5 FROM audit WHERE number < ?1 {} ORDER BY number DESC LIMIT ?2",
            asked.join(" ")
        );
        self.read(|transaction| {
            let mut entries = transaction.prepare_cached(&sql)?;
            let asked = params![
                before.map_or(i64::MAX, |before| i64::try_from(before).unwrap_or(i64::MAX)),
                limit,
                about.case.map(|case| *case.0.as_bytes()),
                about.user.map(|user| user.0.cast_signed()),
                about.device.map(|device| device.0.cast_signed()),
            ];
            let entries = entries.query_map(asked, recorded)?;
            Ok(entries.collect::<Result<_, _>>()?)
        })
    }

    fn verify_trail(&self) -> Result<Trail, StoreError> {
        self.read(|transaction| verify(transaction))
    }

    fn trail_hash(&self, number: u64) -> Result<Option<TrailHash>, StoreError> {
        self.read(|transaction| {
            let mut entry = transaction.prepare_cached("SELECT hash FROM audit WHERE number = ?1")?;
            Ok(entry.query_one([number], |row| row.get(0).map(TrailHash)).optional()?)
        })
    }
}

/// How much was told on a day, on the device or by the user, whichever is more.
fn told_today(
    transaction: &Transaction<'_>,
    day: &RangeInclusive<u64>,
    (user, device): (UserId, DeviceId),
) -> Result<usize, StoreError> {
    let mut told = transaction.prepare_cached(
        "SELECT max(
             (SELECT count(*) FROM audit WHERE device = ?1 AND recorded_ms BETWEEN ?3 AND ?4 AND witness_id IS NOT NULL),
             (SELECT count(*) FROM audit WHERE user = ?2 AND recorded_ms BETWEEN ?3 AND ?4 AND witness_id IS NOT NULL))",
    )?;
    let whose = params![device.0.cast_signed(), user.0.cast_signed(), day.start(), day.end()];
    Ok(told.query_one(whose, |row| row.get(0))?)
}

/// Tells that a device tells too much, unless that was told on this day of the device or the user.
fn record_too_much(
    transaction: &Transaction<'_>,
    now_ms: u64,
    day: &RangeInclusive<u64>,
    witness: (UserId, DeviceId),
) -> Result<(), StoreError> {
    let mut known = transaction.prepare_cached(
        "SELECT 1 FROM audit WHERE deed = 'told_too_much' AND recorded_ms BETWEEN ?1 AND ?2 AND (device = ?3 OR user = ?4)",
    )?;
    let (user, device) = witness;
    if known.exists(params![day.start(), day.end(), device.0.cast_signed(), user.0.cast_signed()])? {
        return Ok(());
    }
    record(transaction, now_ms, &told_too_much(now_ms, witness))
}

fn record_as(
    transaction: &Transaction<'_>,
    recorded_ms: u64,
    event: &Event,
    witness_id: Option<i64>,
) -> Result<(), StoreError> {
    let mut last = transaction.prepare_cached("SELECT number, hash FROM audit ORDER BY number DESC LIMIT 1")?;
    let last = last.query_one([], |row| Ok((row.get::<_, u64>(0)?, TrailHash(row.get(1)?)))).optional()?;
    let (number, hash) = last.unwrap_or((0, TrailHash::NOTHING));
    let entry = Recorded { number: number + 1, recorded_ms, event: event.clone() };
    let mut insert = transaction.prepare_cached(
        "INSERT INTO audit (number, recorded_ms, at_ms, deed, user, device, doc, about, words, hash, witness_id)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
    )?;
    insert.execute(params![
        entry.number,
        recorded_ms,
        event.at_ms,
        event.deed.code(),
        event.by.map(|user| user.0.cast_signed()),
        event.device.map(|device| device.0.cast_signed()),
        event.case.map(|case| *case.0.as_bytes()),
        event.about.map(|user| user.0.cast_signed()),
        event.words,
        entry.hash(hash).0,
        witness_id,
    ])?;
    Ok(())
}

fn recorded(row: &Row<'_>) -> Result<Recorded, rusqlite::Error> {
    let user =
        |column| Ok::<_, rusqlite::Error>(row.get::<_, Option<i64>>(column)?.map(|id| UserId(id.cast_unsigned())));
    Ok(Recorded {
        number: row.get(0)?,
        recorded_ms: row.get(1)?,
        event: Event {
            at_ms: row.get(2)?,
            deed: Deed::from_code(&row.get::<_, String>(3)?),
            by: user(4)?,
            device: row.get::<_, Option<i64>>(5)?.map(|id| DeviceId(id.cast_unsigned())),
            case: if row.get_ref(6)? == ValueRef::Null { None } else { Some(doc_id(row, 6)?) },
            about: user(7)?,
            words: row.get(8)?,
        },
    })
}
