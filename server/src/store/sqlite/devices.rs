//! Devices.

use std::collections::BTreeSet;

use jiff::civil::Date;
use madobe_shared::codes::Deed;
use madobe_shared::ids::{DeviceId, DocId, UserId};
use madobe_shared::protocol::Seq;
use rusqlite::{OptionalExtension, Transaction, params};

use super::super::access::Viewer;
use super::super::audit::{Event, Hand};
use super::super::devices::{Admission, Devices, EnrolmentHash, KnownDevice, Meeting};
use super::super::sessions::TokenHash;
use super::access::Sight;
use super::log::doc_id;
use super::{SqliteStore, StoreError, audit};

impl Devices for SqliteStore {
    fn meet_device(&self, now_ms: u64, meeting: &Meeting) -> Result<Admission, StoreError> {
        let Meeting { user, device, position } = *meeting;
        let (user, device) = (user.0.cast_signed(), device.0.cast_signed());
        self.write(|transaction| {
            match lost_at_ms(transaction, device)? {
                Some(Some(_)) => return Ok(Admission::Lost),
                None if must_enrol(transaction)? => return Ok(Admission::NotEnrolled),
                Some(None) => {}
                None => know(transaction, device, now_ms)?,
            }
            let mut met = transaction.prepare_cached(
                "INSERT INTO device_users (device, user, met_ms, holds_through, told_through)
                 VALUES (?1, ?2, ?3, coalesce(?4, 0), CASE WHEN ?4 IS NULL THEN 0 END)
                 ON CONFLICT (device, user) DO UPDATE SET met_ms = ?3, holds_through = coalesce(?4, holds_through),
                     told_through = CASE WHEN ?4 IS NULL THEN told_through END",
            )?;
            met.execute(params![device, user, now_ms, position])?;
            Ok(Admission::Open)
        })
    }

    fn must_enrol(&self) -> Result<bool, StoreError> {
        self.read(must_enrol)
    }

    fn set_must_enrol(&self, hand: Hand, must: bool) -> Result<(), StoreError> {
        self.write(|transaction| {
            if must_enrol(transaction)? == must {
                return Ok(());
            }
            transaction.execute("UPDATE office SET must_enrol = ?1", [must])?;
            let ruled = Event::new(hand, Deed::EnrolmentRuled).saying(format!("required={must}"));
            audit::record(transaction, hand.at_ms, &ruled)
        })
    }

    fn offer_enrolment(&self, hand: Hand, code: EnrolmentHash, until_ms: u64) -> Result<(), StoreError> {
        self.write(|transaction| {
            transaction.execute("DELETE FROM enrolments WHERE until_ms < ?1", [hand.at_ms])?;
            transaction
                .execute("INSERT INTO enrolments (code, until_ms) VALUES (?1, ?2)", params![code.0, until_ms])?;
            Ok(())
        })
    }

    fn enrol_device(&self, hand: Hand, device: DeviceId, code: EnrolmentHash) -> Result<bool, StoreError> {
        self.write(|transaction| {
            if lost_at_ms(transaction, device.0.cast_signed())?.is_some() {
                return Ok(true);
            }
            let sql = "DELETE FROM enrolments WHERE code = ?1 AND until_ms >= ?2";
            if transaction.execute(sql, params![code.0, hand.at_ms])? == 0 {
                return Ok(false);
            }
            know(transaction, device.0.cast_signed(), hand.at_ms)?;
            audit::record(transaction, hand.at_ms, &Event::new(hand, Deed::DeviceEnrolled).on(Some(device)))?;
            Ok(true)
        })
    }

    fn note_build(&self, device: DeviceId, build: &str) -> Result<(), StoreError> {
        self.write(|transaction| {
            // A device connects some times a day, and is updated some times a year.
            let sql = "UPDATE devices SET build = ?2 WHERE device = ?1 AND build <> ?2";
            transaction.prepare_cached(sql)?.execute(params![device.0.cast_signed(), build])?;
            Ok(())
        })
    }

    fn part_from_device(&self, user: UserId, device: DeviceId, through: Seq) -> Result<(), StoreError> {
        self.write(|transaction| {
            let sql = "UPDATE device_users SET told_through = ?3 WHERE device = ?1 AND user = ?2";
            transaction.prepare_cached(sql)?.execute(params![device.0.cast_signed(), user.0.cast_signed(), through])?;
            Ok(())
        })
    }

    fn devices(&self) -> Result<Vec<KnownDevice>, StoreError> {
        self.read(|transaction| {
            let mut devices = transaction
                .prepare("SELECT device, name, first_met_ms, lost_at_ms, wiped_at_ms, build FROM devices")?;
            let devices = devices.query_map([], |row| {
                Ok(KnownDevice {
                    device: DeviceId(row.get::<_, i64>(0)?.cast_unsigned()),
                    name: row.get(1)?,
                    first_met_ms: row.get(2)?,
                    lost_at_ms: row.get(3)?,
                    wiped_at_ms: row.get(4)?,
                    build: row.get(5)?,
                    users: Vec::new(),
                })
            })?;
            let mut devices: Vec<_> = devices.collect::<Result<_, _>>()?;
            let mut users = transaction
                .prepare("SELECT user, met_ms FROM device_users WHERE device = ?1 ORDER BY met_ms DESC, user")?;
            for device in &mut devices {
                let users = users.query_map([device.device.0.cast_signed()], |row| {
                    Ok((UserId(row.get::<_, i64>(0)?.cast_unsigned()), row.get(1)?))
                })?;
                device.users = users.collect::<Result<_, _>>()?;
            }
            devices.sort_by_key(|device| (std::cmp::Reverse(device.last_met_ms()), device.device));
            Ok(devices)
        })
    }

    fn is_lost(&self, device: DeviceId) -> Result<bool, StoreError> {
        self.read(|transaction| Ok(lost_at_ms(transaction, device.0.cast_signed())?.flatten().is_some()))
    }

    fn name_device(&self, device: DeviceId, name: &str) -> Result<bool, StoreError> {
        self.write(|transaction| {
            let sql = "UPDATE devices SET name = ?2 WHERE device = ?1";
            Ok(transaction.execute(sql, params![device.0.cast_signed(), name])? > 0)
        })
    }

    fn set_lost(&self, hand: Hand, device: DeviceId, lost: bool) -> Result<Option<Vec<TokenHash>>, StoreError> {
        let id = device.0.cast_signed();
        self.write(|transaction| {
            let known = "SELECT lost_at_ms FROM devices WHERE device = ?1";
            let before: Option<Option<u64>> = transaction.query_row(known, [id], |row| row.get(0)).optional()?;
            let Some(before) = before else { return Ok(None) };
            if before.is_some() == lost {
                return Ok(Some(Vec::new()));
            }
            // What was wiped stays told: whoever takes the report back should know that nothing is left there.
            let sql = "UPDATE devices SET lost_at_ms = ?2 WHERE device = ?1";
            transaction.execute(sql, params![id, lost.then_some(hand.at_ms)])?;
            let deed = if lost { Deed::DeviceLost } else { Deed::DeviceFound };
            audit::record(transaction, hand.at_ms, &Event::new(hand, deed).on(Some(device)))?;
            if !lost {
                return Ok(Some(Vec::new()));
            }
            let mut ended = transaction.prepare("DELETE FROM sessions WHERE device = ?1 RETURNING token")?;
            let ended = ended.query_map([id], |row| row.get(0).map(TokenHash))?;
            Ok(Some(ended.collect::<Result<_, _>>()?))
        })
    }

    fn note_wiped(&self, now_ms: u64, device: DeviceId) -> Result<bool, StoreError> {
        let id = device.0.cast_signed();
        self.write(|transaction| {
            let sql = "UPDATE devices SET wiped_at_ms = ?2
                       WHERE device = ?1 AND lost_at_ms IS NOT NULL AND coalesce(wiped_at_ms, 0) < lost_at_ms";
            if transaction.execute(sql, params![id, now_ms])? == 0 {
                return Ok(false);
            }
            transaction.execute("DELETE FROM device_keys WHERE device = ?1", [id])?;
            transaction.execute("DELETE FROM device_users WHERE device = ?1", [id])?;
            let wiped = Event::new(Hand::of_the_office(now_ms), Deed::DeviceWiped).on(Some(device));
            audit::record(transaction, now_ms, &wiped)?;
            Ok(true)
        })
    }

    fn holdings(&self, device: DeviceId, today: Date) -> Result<Vec<DocId>, StoreError> {
        self.read(|transaction| {
            let mut users =
                transaction.prepare("SELECT user, holds_through, told_through FROM device_users WHERE device = ?1")?;
            let users = users.query_map([device.0.cast_signed()], |row| {
                Ok((UserId(row.get::<_, i64>(0)?.cast_unsigned()), row.get(1)?, row.get(2)?))
            })?;
            let mut held = BTreeSet::new();
            for (user, holds_through, told_through) in users.collect::<Result<Vec<_>, _>>()? {
                held_by(transaction, (user, today), (holds_through, told_through), &mut held)?;
            }
            Ok(held.into_iter().collect())
        })
    }
}

/// What may be on a device of a user that holds everything up to one place of the log, and was told at most up to another.
fn held_by(
    transaction: &Transaction<'_>,
    (user, today): (UserId, Date),
    (holds_through, told_through): (Seq, Option<Seq>),
    held: &mut BTreeSet<DocId>,
) -> Result<(), StoreError> {
    let mut sight = Sight::of(transaction, Viewer::Member { user, today })?;
    let mut known = transaction.prepare_cached(
        "SELECT doc, dead_seq, EXISTS (
             SELECT 1 FROM entries WHERE entries.doc = documents.doc AND audience = ?2 AND seq > ?3)
         FROM documents WHERE ?1 IS NULL OR (SELECT min(seq) FROM entries WHERE entries.doc = documents.doc) <= ?1
             OR dead_seq IS NOT NULL",
    )?;
    let known = known.query_map(params![told_through, user.0.cast_signed(), holds_through], |row| {
        Ok((doc_id(row, 0)?, row.get::<_, Option<Seq>>(1)?, row.get::<_, bool>(2)?))
    })?;
    for (doc, dead_seq, has_access_changed) in known.collect::<Result<Vec<_>, _>>()? {
        let may_hold = match dead_seq {
            // Nobody knows any more who saw it.
            Some(dead_seq) => dead_seq > holds_through,
            None => has_access_changed || sight.sees(transaction, doc)?,
        };
        if may_hold && !doc.is_of_the_office() {
            held.insert(doc);
        }
    }
    Ok(())
}

/// When a device was reported lost, where it was; `None` where it is not known.
pub fn lost_at_ms(transaction: &Transaction<'_>, device: i64) -> Result<Option<Option<u64>>, StoreError> {
    let mut statement = transaction.prepare_cached("SELECT lost_at_ms FROM devices WHERE device = ?1")?;
    Ok(statement.query_one([device], |row| row.get(0)).optional()?)
}

fn must_enrol(transaction: &Transaction<'_>) -> Result<bool, StoreError> {
    Ok(transaction.prepare_cached("SELECT must_enrol FROM office")?.query_one([], |row| row.get(0))?)
}

fn know(transaction: &Transaction<'_>, device: i64, now_ms: u64) -> Result<(), StoreError> {
    let sql = "INSERT INTO devices (device, first_met_ms) VALUES (?1, ?2)";
    transaction.prepare_cached(sql)?.execute(params![device, now_ms])?;
    Ok(())
}
