//! Accounts and tries.

use jiff::civil::Date;
use madobe_shared::calendar::read_date;
use madobe_shared::codes::{Deed, Profession, Role};
use madobe_shared::ids::UserId;
use madobe_shared::protocol::{StaffList, StaffMember};
use rusqlite::types::Type;
use rusqlite::{ErrorCode, OptionalExtension, Row, Transaction, params};

use super::super::accounts::{Account, AccountChange, AccountError, Accounts, Tries, Try, TryPolicy};
use super::super::audit::{Event, Hand};
use super::super::sessions::TokenHash;
use super::{SqliteStore, StoreError, access, audit, sessions};
use crate::limits::{LOCKOUT_LOGINS_MAX, USERS_MAX};

/// What [`account`] reads, in its order.
pub const COLUMNS: &str = "user, login, name, profession, active, password_hash, role, contractor, expires_on";

impl Accounts for SqliteStore {
    fn create_user(&self, hand: Hand, account: &Account) -> Result<(), AccountError> {
        let made = self.write(|transaction| {
            let users: usize = transaction.query_row("SELECT count(*) FROM users", [], |row| row.get(0))?;
            if users >= USERS_MAX {
                return Ok(Err(AccountError::TooMany));
            }
            let inserted = transaction.execute(
                "INSERT INTO users (user, login, name, profession, active, password_hash, role, contractor, expires_on)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
                params![
                    account.user.0.cast_signed(),
                    account.login,
                    account.name,
                    account.profession.code(),
                    account.active,
                    account.password_hash,
                    account.role.code(),
                    account.contractor,
                    account.expires_on.map(|day| day.to_string()),
                ],
            );
            match inserted {
                Err(error) if error.sqlite_error_code() == Some(ErrorCode::ConstraintViolation) => {
                    return Ok(Err(AccountError::Taken));
                }
                other => other?,
            };
            staff_changed(transaction)?;
            let words = format!("role={}", account.role);
            let added = Event::new(hand, Deed::AccountAdded).about(account.user).saying(words);
            audit::record(transaction, hand.at_ms, &added)?;
            Ok(Ok(()))
        });
        made?
    }

    fn user_by_login(&self, login: &str) -> Result<Option<Account>, StoreError> {
        self.read(|transaction| account_of(transaction, login))
    }

    fn list_users(&self) -> Result<Vec<Account>, StoreError> {
        self.read(|transaction| {
            let mut statement = transaction.prepare(&format!("SELECT {COLUMNS} FROM users ORDER BY login"))?;
            let accounts = statement.query_map([], account)?.collect::<Result<_, _>>()?;
            Ok(accounts)
        })
    }

    fn change_user(&self, hand: Hand, login: &str, change: &AccountChange) -> Result<Option<Account>, StoreError> {
        let now_ms = hand.at_ms;
        self.write(|transaction| {
            let Some(mut account) = account_of(transaction, login)? else {
                return Ok(None);
            };
            let could_sign_in = account.may_sign_in(now_ms);
            let role = account.role.clone();
            change.apply(&mut account);
            let user = account.user.0.cast_signed();
            transaction.execute(
                "UPDATE users SET name = ?2, profession = ?3, active = ?4, role = ?5, contractor = ?6, expires_on = ?7
                 WHERE user = ?1",
                params![
                    user,
                    account.name,
                    account.profession.code(),
                    account.active,
                    account.role.code(),
                    account.contractor,
                    account.expires_on.map(|day| day.to_string()),
                ],
            )?;
            access::role_changed(transaction, now_ms, account.user, &role, &account.role)?;
            staff_changed(transaction)?;
            if !could_sign_in || !account.may_sign_in(now_ms) {
                sessions::end_all_but(transaction, account.user, None)?;
            }
            let changed = Event::new(hand, Deed::AccountChanged).about(account.user).saying(change.words());
            audit::record(transaction, now_ms, &changed)?;
            Ok(Some(account))
        })
    }

    fn set_password(
        &self,
        hand: Hand,
        user: UserId,
        password_hash: &str,
        kept: Option<TokenHash>,
    ) -> Result<Option<Vec<TokenHash>>, StoreError> {
        self.write(|transaction| {
            let sql = "UPDATE users SET password_hash = ?2 WHERE user = ?1 RETURNING login";
            let login: Option<String> = transaction
                .query_row(sql, params![user.0.cast_signed(), password_hash], |row| row.get(0))
                .optional()?;
            let Some(login) = login else {
                return Ok(None);
            };
            if kept.is_none() {
                transaction.execute("DELETE FROM tries WHERE login = ?1", [login])?;
            }
            audit::record(transaction, hand.at_ms, &Event::new(hand, Deed::PasswordChanged).about(user))?;
            Ok(Some(sessions::end_all_but(transaction, user, kept)?))
        })
    }

    fn staff(&self) -> Result<StaffList, StoreError> {
        self.read(|transaction| {
            let version = transaction.query_row("SELECT staff_version FROM office", [], |row| row.get(0))?;
            let mut statement = transaction.prepare_cached(&format!("SELECT {COLUMNS} FROM users ORDER BY user"))?;
            let members = statement.query_map([], |row| account(row).map(StaffMember::from))?;
            let mut members: Vec<_> = members.collect::<Result<_, _>>()?;
            // SQLite orders by signed numbers.
            members.sort_by_key(|member| member.user);
            Ok(StaffList { version, members })
        })
    }

    fn begin_try(&self, login: &str, now_ms: u64, policy: TryPolicy) -> Result<Try, StoreError> {
        self.write(|transaction| {
            let tries = transaction
                .query_row("SELECT count, last_ms FROM tries WHERE login = ?1", [login], |row| {
                    Ok(Tries { count: row.get(0)?, last_ms: row.get(1)? })
                })
                .optional()?;
            let mut tries = tries.unwrap_or_default();
            let answer = tries.begin(now_ms, policy);
            if let Try::Allowed { .. } = answer {
                transaction.execute(
                    "INSERT INTO tries (login, count, last_ms) VALUES (?1, ?2, ?3)
                     ON CONFLICT (login) DO UPDATE SET count = ?2, last_ms = ?3",
                    params![login, tries.count, tries.last_ms],
                )?;
                transaction.execute(
                    "DELETE FROM tries WHERE login IN (SELECT login FROM tries ORDER BY last_ms DESC LIMIT -1 OFFSET ?1)",
                    [LOCKOUT_LOGINS_MAX],
                )?;
            }
            Ok(answer)
        })
    }

    fn take_back_try(&self, login: &str) -> Result<(), StoreError> {
        self.write(|transaction| {
            transaction.execute("UPDATE tries SET count = count - 1 WHERE login = ?1 AND count > 0", [login])?;
            Ok(())
        })
    }

    fn clear_tries(&self, login: &str) -> Result<(), StoreError> {
        self.write(|transaction| {
            transaction.execute("DELETE FROM tries WHERE login = ?1", [login])?;
            Ok(())
        })
    }
}

/// Every device fetches the list again.
fn staff_changed(transaction: &Transaction<'_>) -> Result<(), rusqlite::Error> {
    transaction.execute("UPDATE office SET staff_version = staff_version + 1", [])?;
    Ok(())
}

fn account_of(transaction: &Transaction<'_>, login: &str) -> Result<Option<Account>, StoreError> {
    let mut statement = transaction.prepare_cached(&format!("SELECT {COLUMNS} FROM users WHERE login = ?1"))?;
    Ok(statement.query_one([login], account).optional()?)
}

/// The account at the beginning of a row.
pub fn account(row: &Row<'_>) -> Result<Account, rusqlite::Error> {
    Ok(Account {
        user: UserId(row.get::<_, i64>(0)?.cast_unsigned()),
        login: row.get(1)?,
        name: row.get(2)?,
        profession: Profession::from_code(&row.get::<_, String>(3)?),
        active: row.get(4)?,
        password_hash: row.get(5)?,
        role: Role::from_code(&row.get::<_, String>(6)?),
        contractor: row.get(7)?,
        expires_on: last_day(row)?,
    })
}

/// A day that cannot be read is damage and not the absence of an end: nobody gets in by it.
fn last_day(row: &Row<'_>) -> Result<Option<Date>, rusqlite::Error> {
    let Some(text) = row.get::<_, Option<String>>(8)? else {
        return Ok(None);
    };
    let day = read_date(&text).ok_or_else(|| rusqlite::Error::InvalidColumnType(8, "expires_on".into(), Type::Text))?;
    Ok(Some(day))
}
