//! The book of who has which device.

use madobe_shared::ids::{DeviceId, UserId};
use rusqlite::{OptionalExtension, Row, Transaction, params};

use super::super::audit::Hand;
use super::super::check_outs::{CheckOut, CheckOuts, NewCheckOut, NotCheckedOut};
use super::devices::lost_at_ms;
use super::{SqliteStore, StoreError, accounts, audit};

const COLUMNS: &str = "number, device, user, purpose, out_ms, due_ms, out_by, returned_ms, returned_by";

impl CheckOuts for SqliteStore {
    fn check_out(&self, hand: Hand, wanted: &NewCheckOut) -> Result<Result<CheckOut, NotCheckedOut>, StoreError> {
        if let Err(refused) = wanted.check(hand.at_ms) {
            return Ok(Err(refused));
        }
        let NewCheckOut { device, user, due_ms, purpose } = wanted.clone();
        self.write(|transaction| {
            match lost_at_ms(transaction, device.0.cast_signed())? {
                None => return Ok(Err(NotCheckedOut::NoSuchDevice)),
                Some(Some(_)) => return Ok(Err(NotCheckedOut::DeviceLost)),
                Some(None) => {}
            }
            let member = format!("SELECT {} FROM users WHERE user = ?1", accounts::COLUMNS);
            let member = transaction.query_row(&member, [user.0.cast_signed()], accounts::account).optional()?;
            if !member.is_some_and(|account| account.may_sign_in(hand.at_ms)) {
                return Ok(Err(NotCheckedOut::NoSuchMember));
            }
            take_back(transaction, hand, device, None)?;
            let sql = "INSERT INTO check_outs (device, user, purpose, out_ms, due_ms, out_by) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
            let by = hand.by.map(|by| by.0.cast_signed());
            let row = params![device.0.cast_signed(), user.0.cast_signed(), purpose, hand.at_ms, due_ms, by];
            transaction.execute(sql, row)?;
            let number = transaction.last_insert_rowid().cast_unsigned();
            audit::record(transaction, hand.at_ms, &wanted.event(hand))?;
            let (out_ms, out_by) = (hand.at_ms, hand.by);
            Ok(Ok(CheckOut { number, device, user, purpose, out_ms, due_ms, out_by, returned: None }))
        })
    }

    fn return_device(&self, hand: Hand, device: DeviceId, number: u64) -> Result<bool, StoreError> {
        self.write(|transaction| take_back(transaction, hand, device, Some(number)))
    }

    fn devices_out(&self) -> Result<Vec<CheckOut>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM check_outs WHERE returned_ms IS NULL ORDER BY due_ms, number");
        self.read(|transaction| {
            let mut out = transaction.prepare_cached(&sql)?;
            let out = out.query_map([], check_out)?;
            Ok(out.collect::<Result<_, _>>()?)
        })
    }

    fn book(&self, before: Option<u64>, limit: usize) -> Result<Vec<CheckOut>, StoreError> {
        let before = before.map_or(i64::MAX, |before| i64::try_from(before).unwrap_or(i64::MAX));
        let sql = format!("SELECT {COLUMNS} FROM check_outs WHERE number < ?1 ORDER BY number DESC LIMIT ?2");
        self.read(|transaction| {
            let mut page = transaction.prepare_cached(&sql)?;
            let page = page.query_map(params![before, limit], check_out)?;
            Ok(page.collect::<Result<_, _>>()?)
        })
    }
}

/// Ends the check-out by which a device is out, where it is that of the number, if one is given. Returns whether there was one.
fn take_back(
    transaction: &Transaction<'_>,
    hand: Hand,
    device: DeviceId,
    number: Option<u64>,
) -> Result<bool, StoreError> {
    let sql = format!(
        "UPDATE check_outs SET returned_ms = ?3, returned_by = ?4
         WHERE device = ?1 AND returned_ms IS NULL AND number = coalesce(?2, number) RETURNING {COLUMNS}"
    );
    let number = number.map(|number| i64::try_from(number).unwrap_or(i64::MAX));
    let row = params![device.0.cast_signed(), number, hand.at_ms, hand.by.map(|by| by.0.cast_signed())];
    let Some(ended) = transaction.query_row(&sql, row, check_out).optional()? else { return Ok(false) };
    audit::record(transaction, hand.at_ms, &ended.return_event(hand))?;
    Ok(true)
}

fn check_out(row: &Row<'_>) -> Result<CheckOut, rusqlite::Error> {
    let user =
        |column| Ok::<_, rusqlite::Error>(row.get::<_, Option<i64>>(column)?.map(|id| UserId(id.cast_unsigned())));
    let returned_by = user(8)?;
    Ok(CheckOut {
        number: row.get(0)?,
        device: DeviceId(row.get::<_, i64>(1)?.cast_unsigned()),
        user: UserId(row.get::<_, i64>(2)?.cast_unsigned()),
        purpose: row.get(3)?,
        out_ms: row.get(4)?,
        due_ms: row.get(5)?,
        out_by: user(6)?,
        returned: row.get::<_, Option<u64>>(7)?.map(|at_ms| (at_ms, returned_by)),
    })
}
