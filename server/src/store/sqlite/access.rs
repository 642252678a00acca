//! Who may see which document.

use std::collections::BTreeMap;

use jiff::civil::Date;
use madobe_shared::calendar::read_date;
use madobe_shared::codes::{Deed, Role};
use madobe_shared::ids::{DocId, UserId};
use madobe_shared::protocol::Seq;
use rusqlite::types::Type;
use rusqlite::{OptionalExtension, Row, Transaction, params};

use super::super::access::{
    self, Access, BrokenGlass, DocumentAccess, TeamPlace, Viewer, is_for_its_team_alone, is_of_the_desk,
};
use super::super::audit::{Event, Hand};
use super::log::{self, Told, doc_id};
use super::{SqliteStore, StoreError, audit};
use crate::limits::TEAM_PLACES_MAX;
use crate::platform::day_in_japan;

/// What one viewer may see, remembered for as long as one transaction reads.
pub struct Sight {
    reader: Option<Reader>,
    /// For each document that was asked about: whether they see it, and the entry that last changed that.
    known: BTreeMap<DocId, (bool, Seq)>,
}

struct Reader {
    user: UserId,
    role: Option<Role>,
    today: Date,
}

impl Sight {
    pub fn of(transaction: &Transaction<'_>, viewer: Viewer) -> Result<Self, StoreError> {
        let reader = match viewer {
            Viewer::Office => None,
            Viewer::Member { user, today } => Some(Reader { user, role: role_of(transaction, user)?, today }),
        };
        Ok(Self { reader, known: BTreeMap::new() })
    }

    /// Whether the viewer may see a document. Unknown ones nobody sees.
    pub fn sees(&mut self, transaction: &Transaction<'_>, doc: DocId) -> Result<bool, StoreError> {
        Ok(self.look(transaction, doc)?.0)
    }

    /// How the viewer is told of an entry of the log; `None` where it is not for them. A death is told to everyone: whoever held the document
    /// before must hear of it.
    pub fn told(
        &mut self,
        transaction: &Transaction<'_>,
        doc: DocId,
        seq: Seq,
        (audience, is_tombstone): (Option<UserId>, bool),
    ) -> Result<Option<Told>, StoreError> {
        let Some(user) = self.reader.as_ref().map(|reader| reader.user) else {
            return Ok(audience.is_none().then_some(Told::AsLogged));
        };
        if audience.is_some_and(|other| other != user) {
            return Ok(None);
        }
        let (sees, since) = self.look(transaction, doc)?;
        Ok(match audience {
            // Only the last word counts: whoever reads it is told how things stand now.
            Some(_) if seq < since => None,
            Some(_) if sees => Some(Told::CameIntoSight),
            Some(_) => Some(Told::WentOutOfSight),
            None if is_tombstone => Some(Told::AsLogged),
            None => (sees && seq > since).then_some(Told::AsLogged),
        })
    }

    fn look(&mut self, transaction: &Transaction<'_>, doc: DocId) -> Result<(bool, Seq), StoreError> {
        let Some(reader) = &self.reader else {
            return Ok((true, 0));
        };
        if let Some(known) = self.known.get(&doc) {
            return Ok(*known);
        }
        let sees = reader.sees(transaction, doc)?.unwrap_or(false);
        let mut since =
            transaction.prepare_cached("SELECT coalesce(max(seq), 0) FROM entries WHERE doc = ?1 AND audience = ?2")?;
        let since = since.query_one(params![doc.0.as_bytes(), reader.user.0.cast_signed()], |row| row.get(0))?;
        self.known.insert(doc, (sees, since));
        Ok((sees, since))
    }
}

impl Reader {
    /// Whether they may see a document; `None` where it is unknown.
    fn sees(&self, transaction: &Transaction<'_>, doc: DocId) -> Result<Option<bool>, StoreError> {
        let mut statement = transaction.prepare_cached(
            "SELECT restricted, EXISTS (
                 SELECT 1 FROM team WHERE doc = ?1 AND user = ?2 AND (until IS NULL OR until >= ?3))
             FROM documents WHERE doc = ?1",
        )?;
        let standing: Option<(bool, bool)> = statement
            .query_one(params![doc.0.as_bytes(), self.user.0.cast_signed(), self.today.to_string()], |row| {
                Ok((row.get(0)?, row.get(1)?))
            })
            .optional()?;
        Ok(standing.map(|(restricted, holds_place)| access::sees(doc, self.role.as_ref(), restricted, holds_place)))
    }
}

/// Whether a user may see a document. Nobody sees one that is unknown.
pub fn may_see(transaction: &Transaction<'_>, user: UserId, today: Date, doc: DocId) -> Result<bool, StoreError> {
    let reader = Reader { user, role: role_of(transaction, user)?, today };
    Ok(reader.sees(transaction, doc)?.unwrap_or(false))
}

/// Whether a user may write into a document; one that is unknown anyone with an account may begin.
pub fn may_write(transaction: &Transaction<'_>, user: UserId, today: Date, doc: DocId) -> Result<bool, StoreError> {
    let reader = Reader { user, role: role_of(transaction, user)?, today };
    Ok(access::writes(doc, reader.role.as_ref(), reader.sees(transaction, doc)?))
}

/// Takes whoever begins a document into its team.
pub fn begin(transaction: &Transaction<'_>, now_ms: u64, doc: DocId, user: UserId) -> Result<(), StoreError> {
    put(transaction, doc, &TeamPlace { user, until: None, granted_by: None, granted_at_ms: now_ms, reason: None })
}

/// A user's role is another than it was: notes for every document what that changes.
pub fn role_changed(
    transaction: &Transaction<'_>,
    now_ms: u64,
    user: UserId,
    before: &Role,
    after: &Role,
) -> Result<(), StoreError> {
    if is_of_the_desk(before) == is_of_the_desk(after) {
        return Ok(());
    }
    let mut living = transaction.prepare("SELECT doc FROM documents WHERE dead_seq IS NULL")?;
    let living: Vec<DocId> = living.query_map([], |row| doc_id(row, 0))?.collect::<Result<_, _>>()?;
    let today = day_in_japan(now_ms);
    let earlier = Reader { user, role: Some(before.clone()), today };
    let later = Reader { user, role: Some(after.clone()), today };
    for doc in living {
        if earlier.sees(transaction, doc)? != later.sees(transaction, doc)? {
            log::tell_of_access(transaction, now_ms, doc, user)?;
        }
    }
    Ok(())
}

impl Access for SqliteStore {
    fn access(&self, doc: DocId) -> Result<Option<DocumentAccess>, StoreError> {
        self.read(|transaction| {
            let Some(restricted) = restricted(transaction, doc)? else {
                return Ok(None);
            };
            let mut team = transaction
                .prepare_cached("SELECT user, until, granted_by, granted_at_ms, reason FROM team WHERE doc = ?1")?;
            let mut team: Vec<_> = team.query_map([doc.0.as_bytes()], place)?.collect::<Result<_, _>>()?;
            // SQLite orders by signed numbers.
            team.sort_by_key(|place| place.user);
            Ok(Some(DocumentAccess { restricted, team }))
        })
    }

    fn may_see(&self, viewer: Viewer, doc: DocId) -> Result<bool, StoreError> {
        self.read(|transaction| {
            Ok(restricted(transaction, doc)?.is_some() && Sight::of(transaction, viewer)?.sees(transaction, doc)?)
        })
    }

    fn grant(&self, now_ms: u64, doc: DocId, place: &TeamPlace) -> Result<Option<Seq>, StoreError> {
        self.write(|transaction| {
            let mut team = transaction.prepare_cached("SELECT count(*) FROM team WHERE doc = ?1 AND user <> ?2")?;
            let others: usize =
                team.query_one(params![doc.0.as_bytes(), place.user.0.cast_signed()], |row| row.get(0))?;
            if restricted(transaction, doc)?.is_none() || others >= TEAM_PLACES_MAX {
                return Ok(None);
            }
            let head = changing(transaction, now_ms, doc, &[place.user], || put(transaction, doc, place))?;
            audit::record(transaction, now_ms, &place.event(doc, now_ms))?;
            if let Some(reason) = &place.reason {
                transaction.execute(
                    "INSERT INTO broken_glass (doc, user, at_ms, reason) VALUES (?1, ?2, ?3, ?4)",
                    params![doc.0.as_bytes(), place.user.0.cast_signed(), now_ms, reason],
                )?;
            }
            Ok(Some(head))
        })
    }

    fn revoke(&self, hand: Hand, doc: DocId, user: UserId) -> Result<Option<Seq>, StoreError> {
        self.write(|transaction| {
            let now_ms = hand.at_ms;
            let today = day_in_japan(now_ms);
            let key = params![doc.0.as_bytes(), user.0.cast_signed()];
            let mut place = transaction.prepare_cached("SELECT until < ?3 FROM team WHERE doc = ?1 AND user = ?2")?;
            let was_over: Option<Option<bool>> = place
                .query_one(params![doc.0.as_bytes(), user.0.cast_signed(), today.to_string()], |row| row.get(0))
                .optional()?;
            let Some(was_over) = was_over else { return Ok(None) };
            changing(transaction, now_ms, doc, &[user], || {
                transaction.execute("DELETE FROM team WHERE doc = ?1 AND user = ?2", key)?;
                Ok(())
            })?;
            if was_over == Some(true) {
                // Nobody has told them yet that it was over, and with the place the last chance to notice goes.
                tell_if_out_of_sight(transaction, now_ms, doc, user)?;
            }
            audit::record(transaction, now_ms, &Event::new(hand, Deed::Withdrew).to(doc).about(user))?;
            Ok(Some(log::head(transaction)?))
        })
    }

    fn restrict(&self, hand: Hand, doc: DocId, restrict: bool) -> Result<Option<Seq>, StoreError> {
        self.write(|transaction| {
            if is_for_its_team_alone(doc) || restricted(transaction, doc)?.is_none() {
                return Ok(None);
            }
            let mut users = transaction.prepare_cached("SELECT user FROM users ORDER BY user")?;
            let users = users.query_map([], |row| Ok(UserId(row.get::<_, i64>(0)?.cast_unsigned())))?;
            let users: Vec<_> = users.collect::<Result<_, _>>()?;
            let head = changing(transaction, hand.at_ms, doc, &users, || {
                let sql = "UPDATE documents SET restricted = ?2 WHERE doc = ?1";
                transaction.execute(sql, params![doc.0.as_bytes(), restrict])?;
                Ok(())
            })?;
            let deed = if restrict { Deed::Restricted } else { Deed::Opened };
            audit::record(transaction, hand.at_ms, &Event::new(hand, deed).to(doc))?;
            Ok(Some(head))
        })
    }

    fn end_what_is_over(&self, now_ms: u64) -> Result<Seq, StoreError> {
        let today = day_in_japan(now_ms);
        let is_over = "SELECT doc, user FROM team WHERE until < ?1";
        // Most days nothing is, and readers do not hold up the writer.
        if !self.read(|transaction| Ok(transaction.prepare_cached(is_over)?.exists([today.to_string()])?))? {
            return self.read(log::head);
        }
        self.write(|transaction| {
            let mut over = transaction.prepare(is_over)?;
            let over = over.query_map([today.to_string()], |row| {
                Ok((doc_id(row, 0)?, UserId(row.get::<_, i64>(1)?.cast_unsigned())))
            })?;
            for (doc, user) in over.collect::<Result<Vec<_>, _>>()? {
                let key = params![doc.0.as_bytes(), user.0.cast_signed()];
                transaction.execute("DELETE FROM team WHERE doc = ?1 AND user = ?2", key)?;
                tell_if_out_of_sight(transaction, now_ms, doc, user)?;
                let ended = Event::new(Hand::of_the_office(now_ms), Deed::ShareEnded).to(doc).about(user);
                audit::record(transaction, now_ms, &ended)?;
            }
            log::head(transaction)
        })
    }

    fn broken_glass(&self, since_ms: u64) -> Result<Vec<BrokenGlass>, StoreError> {
        self.read(|transaction| {
            let mut statement = transaction.prepare_cached(
                "SELECT doc, user, at_ms, reason FROM broken_glass WHERE at_ms >= ?1 ORDER BY at_ms DESC, id DESC",
            )?;
            let broken = statement.query_map([since_ms], |row| {
                let user = UserId(row.get::<_, i64>(1)?.cast_unsigned());
                Ok(BrokenGlass { doc: doc_id(row, 0)?, user, at_ms: row.get(2)?, reason: row.get(3)? })
            })?;
            Ok(broken.collect::<Result<_, _>>()?)
        })
    }

    fn restricted(&self) -> Result<Vec<DocId>, StoreError> {
        self.read(|transaction| {
            let mut statement =
                transaction.prepare_cached("SELECT doc FROM documents WHERE restricted = 1 ORDER BY doc")?;
            let docs = statement.query_map([], |row| doc_id(row, 0))?.collect::<Result<_, _>>()?;
            Ok(docs)
        })
    }
}

/// Changes something about who sees a document, and notes for each of these users whether it came into their sight or went out of it.
/// Returns the head of the log.
fn changing(
    transaction: &Transaction<'_>,
    now_ms: u64,
    doc: DocId,
    users: &[UserId],
    change: impl FnOnce() -> Result<(), StoreError>,
) -> Result<Seq, StoreError> {
    let today = day_in_japan(now_ms);
    let look = || {
        let look = |&user| Reader { user, role: role_of(transaction, user)?, today }.sees(transaction, doc);
        users.iter().map(look).collect::<Result<Vec<_>, _>>()
    };
    let before = look()?;
    change()?;
    for ((user, before), after) in users.iter().zip(before).zip(look()?) {
        if before != after {
            log::tell_of_access(transaction, now_ms, doc, *user)?;
        }
    }
    log::head(transaction)
}

/// Notes for a user whose time in a team is over that a document went out of their sight, unless they see it all the same.
fn tell_if_out_of_sight(
    transaction: &Transaction<'_>,
    now_ms: u64,
    doc: DocId,
    user: UserId,
) -> Result<(), StoreError> {
    let reader = Reader { user, role: role_of(transaction, user)?, today: day_in_japan(now_ms) };
    if reader.sees(transaction, doc)? == Some(false) {
        log::tell_of_access(transaction, now_ms, doc, user)?;
    }
    Ok(())
}

fn put(transaction: &Transaction<'_>, doc: DocId, place: &TeamPlace) -> Result<(), StoreError> {
    transaction.execute(
        "INSERT INTO team (doc, user, until, granted_by, granted_at_ms, reason) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
         ON CONFLICT (doc, user) DO UPDATE SET until = ?3, granted_by = ?4, granted_at_ms = ?5, reason = ?6",
        params![
            doc.0.as_bytes(),
            place.user.0.cast_signed(),
            place.until.map(|last| last.to_string()),
            place.granted_by.map(|user| user.0.cast_signed()),
            place.granted_at_ms,
            place.reason,
        ],
    )?;
    Ok(())
}

fn role_of(transaction: &Transaction<'_>, user: UserId) -> Result<Option<Role>, StoreError> {
    let mut statement = transaction.prepare_cached("SELECT role FROM users WHERE user = ?1")?;
    let role: Option<String> = statement.query_one([user.0.cast_signed()], |row| row.get(0)).optional()?;
    Ok(role.map(|code| Role::from_code(&code)))
}

/// Whether a living document is restricted; `None` where it is unknown or dead.
pub fn restricted(transaction: &Transaction<'_>, doc: DocId) -> Result<Option<bool>, StoreError> {
    let mut statement =
        transaction.prepare_cached("SELECT restricted FROM documents WHERE doc = ?1 AND dead_seq IS NULL")?;
    Ok(statement.query_one([doc.0.as_bytes()], |row| row.get(0)).optional()?)
}

fn place(row: &Row<'_>) -> Result<TeamPlace, rusqlite::Error> {
    let until = row.get::<_, Option<String>>(1)?;
    // A day that cannot be read is damage and not the absence of an end.
    let damaged = || rusqlite::Error::InvalidColumnType(1, "until".into(), Type::Text);
    Ok(TeamPlace {
        user: UserId(row.get::<_, i64>(0)?.cast_unsigned()),
        until: until.map(|day| read_date(&day).ok_or_else(damaged)).transpose()?,
        granted_by: row.get::<_, Option<i64>>(2)?.map(|user| UserId(user.cast_unsigned())),
        granted_at_ms: row.get(3)?,
        reason: row.get(4)?,
    })
}
