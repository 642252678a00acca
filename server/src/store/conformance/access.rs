//! Who may see which document: what readers are given, what writers may write, and how each device is told of a change.

use madobe_shared::codes::Role;
use madobe_shared::ids::{DocId, EntryId, UserId};
use madobe_shared::protocol::{ChangeKey, Seq};
use madobe_shared::session::server::{AppendOutcome, CheckedChange, Logged};

use super::super::access::TeamPlace;
use super::super::accounts::{Account, AccountChange, AccountError};
use super::super::audit::Hand;
use super::super::{PageLimits, Store, StoreError, Viewer};
use super::accounts::account;
use super::{Checked, change, date, doc, hash, snapshot};
use crate::platform::day_in_japan;

/// 23 November 2026, noon in Japan.
const NOON_MS: u64 = 1_795_402_800_000;
const HAND: Hand = Hand::of_the_office(NOON_MS);
const DAY_MS: u64 = 24 * 60 * 60_000;
const NEXT_DAY: Hand = Hand::of_the_office(NOON_MS + DAY_MS);

/// The ids of users are as large as they get: a store that keeps them as signed numbers has to compare them as they were.
const CONSULTANT: UserId = UserId(u64::MAX - 1);
const COLLEAGUE: UserId = UserId(2);
const COORDINATOR: UserId = UserId(3);

fn open<S: Store>(store: &S) -> Checked {
    let people = [
        (CONSULTANT, "tanaka", Role::Consultant),
        (COLLEAGUE, "sato", Role::OutreachWorker),
        (COORDINATOR, "ito", Role::Coordinator),
    ];
    for (user, login, role) in people {
        let account = Account { role, ..account(user.0, login) };
        match store.create_user(HAND, &account) {
            Ok(()) => {}
            Err(AccountError::Store(error)) => return Err(error),
            Err(error) => panic!("{error}"),
        }
    }
    Ok(())
}

fn viewer(user: UserId) -> Viewer {
    Viewer::Member { user, today: day_in_japan(NOON_MS) }
}

fn by(user: UserId, change: CheckedChange) -> CheckedChange {
    CheckedChange { user: Some(user), ..change }
}

fn place(user: UserId) -> TeamPlace {
    TeamPlace { user, until: None, granted_by: Some(CONSULTANT), granted_at_ms: NOON_MS, reason: None }
}

/// What a reader is told after a place of the log: each entry's place, its document, and in a letter what it is.
fn told<S: Store>(store: &S, user: UserId, after: Seq) -> Result<Vec<(Seq, DocId, char)>, StoreError> {
    let page = store.log_after(viewer(user), after, PageLimits::BATCH)?;
    assert_eq!(page.through, page.head, "what is not for the reader is passed over");
    let letter = |what: &Logged| match what {
        Logged::Change(_) => 'c',
        Logged::Granted(_) => 'g',
        Logged::Tombstone => 't',
    };
    Ok(page.entries.iter().map(|entry| (entry.seq, entry.doc, letter(&entry.what))).collect())
}

/// Which documents a reader holds by what they are given in a first sync, and by asking for each.
fn held<S: Store>(store: &S, user: UserId) -> Result<Vec<DocId>, StoreError> {
    let viewer = viewer(user);
    let page = store.documents(viewer, None, PageLimits::BATCH)?;
    let ids: Vec<_> = page.documents.iter().map(|document| document.doc).collect();
    let (fetched, _) = store.fetch(viewer, &ids, PageLimits::BATCH)?;
    assert_eq!(page.documents, fetched);
    for document in &fetched {
        assert!(!document.dead || (document.snapshot.is_none() && document.tail.is_empty()), "no byte goes out");
        assert_eq!(store.may_see(viewer, document.doc)?, !document.dead);
    }
    Ok(fetched.into_iter().filter(|document| !document.dead).map(|document| document.doc).collect())
}

pub fn the_desk_sees_all_and_coordinators_what_is_shared<S: Store>(store: &S) -> Checked {
    open(store)?;
    let key = ChangeKey { doc: DocId::DIRECTORY, hash: hash(9) };
    let directory = CheckedChange { key, ..change(9, 9, &[]) };
    store.append(NOON_MS, &[by(CONSULTANT, change(1, 1, &[])), by(CONSULTANT, change(2, 1, &[])), directory])?;
    store.put_snapshot(doc(1), 1, &snapshot(b"words", Some(date(20))))?;
    let mut all = [DocId::DIRECTORY, doc(1), doc(2)];
    all.sort();
    assert_eq!(held(store, COLLEAGUE)?, all);
    assert_eq!(held(store, COORDINATOR)?, [DocId::DIRECTORY]);
    assert_eq!(held(store, UserId(99))?, [], "nobody without an account");
    assert_eq!(told(store, COORDINATOR, 0)?, [(3, DocId::DIRECTORY, 'c')]);
    assert_eq!(store.urgent(viewer(COORDINATOR), date(24), PageLimits::BATCH)?, []);
    assert_eq!(store.urgent(viewer(COLLEAGUE), date(24), PageLimits { entries: 1, bytes: 1 })?.len(), 1);
    let refused = store.append(NOON_MS, &[by(COORDINATOR, change(1, 2, &[1])), by(UserId(99), change(3, 1, &[]))])?;
    assert_eq!(refused, [AppendOutcome::NoAccess; 2]);

    assert_eq!(store.grant(NOON_MS, doc(2), &place(COORDINATOR))?, Some(4));
    assert_eq!(held(store, COORDINATOR)?.len(), 2);
    assert_eq!(told(store, COORDINATOR, 3)?, [(4, doc(2), 'g')]);
    assert_eq!(told(store, COLLEAGUE, 3)?, [], "nothing has changed for others");
    let written = store.append(NOON_MS, &[by(COORDINATOR, change(2, 2, &[1])), by(COLLEAGUE, change(1, 3, &[1]))])?;
    assert_eq!(written, [AppendOutcome::Appended(5), AppendOutcome::Appended(6)]);
    assert_eq!(told(store, COORDINATOR, 0)?, [(3, DocId::DIRECTORY, 'c'), (4, doc(2), 'g'), (5, doc(2), 'c')]);
    assert_eq!(store.grant(NOON_MS, doc(2), &place(COLLEAGUE))?, Some(6), "who sees it already hears nothing");
    assert_eq!(store.grant(NOON_MS, doc(8), &place(COORDINATOR))?, None, "there is no such document");
    Ok(())
}

pub fn the_desk_alone_writes_what_is_for_everyone<S: Store>(store: &S) -> Checked {
    open(store)?;
    for (office, number) in DocId::OF_THE_OFFICE.into_iter().zip(0..) {
        let of_office = |author, last, deps: &[u8]| {
            let change = by(author, change(number, last, deps));
            CheckedChange { key: ChangeKey { doc: office, hash: hash(last) }, ..change }
        };
        let begun_by_another =
            store.append(NOON_MS, &[of_office(COORDINATOR, 1, &[]), of_office(UserId(99), 1, &[])])?;
        assert_eq!(begun_by_another, [AppendOutcome::NoAccess; 2]);
        let head = u64::from(number) * 2;
        let begun = store.append(NOON_MS, &[of_office(CONSULTANT, 1, &[]), of_office(COLLEAGUE, 2, &[1])])?;
        assert_eq!(begun, [AppendOutcome::Appended(head + 1), AppendOutcome::Appended(head + 2)]);
        assert!(store.may_see(viewer(COORDINATOR), office)?, "everyone reads it");
        store.grant(NOON_MS, office, &place(COORDINATOR))?;
        let written = store.append(NOON_MS, &[of_office(COORDINATOR, 3, &[2]), of_office(COORDINATOR, 2, &[1])])?;
        assert_eq!(written[0], AppendOutcome::NoAccess, "no place in a team lets them write");
        assert!(matches!(written[1], AppendOutcome::AlreadyThere(_)));
    }
    Ok(())
}

pub fn minutes_are_for_their_team_alone<S: Store>(store: &S) -> Checked {
    open(store)?;
    let manager = UserId(7);
    let account = Account { role: Role::Manager, ..account(manager.0, "mori") };
    if let Err(AccountError::Store(error)) = store.create_user(HAND, &account) {
        return Err(error);
    }
    let minutes = DocId::minutes_of(EntryId::from_parts(5, [5; 10]));
    let written = |user, last, deps: &[u8]| {
        let change = by(user, change(5, last, deps));
        CheckedChange { key: ChangeKey { doc: minutes, hash: hash(last) }, ..change }
    };
    let begun = store.append(NOON_MS, &[written(COLLEAGUE, 1, &[]), written(CONSULTANT, 2, &[1])])?;
    assert_eq!(begun, [AppendOutcome::Appended(1), AppendOutcome::NoAccess], "a colleague of the desk was not there");
    let strangers = [CONSULTANT, COORDINATOR, manager];
    for stranger in strangers {
        assert_eq!((held(store, stranger)?, told(store, stranger, 0)?), (vec![], vec![]), "no byte");
        assert!(!store.may_see(viewer(stranger), minutes)?);
    }
    for restricted in [true, false] {
        assert_eq!(store.restrict(HAND, minutes, restricted)?, None, "nothing opens them");
    }
    assert_eq!((store.restricted()?, store.head()?), (vec![], 1), "nor is there glass to break");
    assert!(!store.hold(HAND, minutes, Some("訴訟"))?, "they stay and go with their case");

    store.grant(NOON_MS, minutes, &place(COORDINATOR))?;
    assert_eq!(told(store, COORDINATOR, 0)?, [(2, minutes, 'g')]);
    let added = store.append(NOON_MS, &[written(COORDINATOR, 3, &[1])])?;
    assert_eq!(added, [AppendOutcome::Appended(3)]);
    let role = |role| AccountChange { role: Some(role), ..AccountChange::default() };
    store.change_user(HAND, "sato", &role(Role::Coordinator))?;
    store.change_user(HAND, "ito", &role(Role::Manager))?;
    store.change_user(HAND, "tanaka", &role(Role::Manager))?;
    assert_eq!(store.head()?, 3, "another role changes nothing about them");
    assert_eq!((held(store, COLLEAGUE)?, held(store, CONSULTANT)?), (vec![minutes], vec![]));

    assert_eq!(store.revoke(HAND, minutes, COORDINATOR)?, Some(4));
    assert_eq!(told(store, COORDINATOR, 0)?, [(4, minutes, 't')], "whoever is taken out is purged");
    assert_eq!(store.append(NOON_MS, &[written(COORDINATOR, 4, &[3])])?, [AppendOutcome::NoAccess]);
    Ok(())
}

pub fn what_is_revoked_is_purged<S: Store>(store: &S) -> Checked {
    open(store)?;
    store.append(NOON_MS, &[by(CONSULTANT, change(1, 1, &[]))])?;
    store.grant(NOON_MS, doc(1), &place(COORDINATOR))?;
    assert_eq!(store.revoke(HAND, doc(1), COORDINATOR)?, Some(3));
    assert_eq!(store.revoke(HAND, doc(1), COORDINATOR)?, None);
    store.append(NOON_MS, &[by(CONSULTANT, change(1, 2, &[1]))])?;
    assert_eq!(told(store, COORDINATOR, 0)?, [(3, doc(1), 't')], "what came before counts no more");
    assert_eq!(held(store, COORDINATOR)?, []);
    assert_eq!(store.append(NOON_MS, &[by(COORDINATOR, change(1, 5, &[1]))])?, [AppendOutcome::NoAccess]);
    let again = store.append(NOON_MS, &[by(COORDINATOR, change(1, 1, &[]))])?;
    assert_eq!(again, [AppendOutcome::OutOfSight(1)], "what has arrived has arrived");
    store.grant(NOON_MS, doc(1), &place(COORDINATOR))?;
    assert_eq!(told(store, COORDINATOR, 0)?, [(5, doc(1), 'g')], "once, as it stands now");
    store
        .compaction_input(doc(1))?
        .filter(|input| input.through == 4 && input.tail.len() == 2)
        .ok_or_else(|| StoreError::Failed("steps of access are no changes of the document".into()))?;
    store.put_snapshot(doc(1), 4, &snapshot(b"all", None))?;
    assert_eq!(store.documents_to_compact(NOON_MS + 1, 9)?, []);
    store.bury(NOON_MS, doc(1))?;
    assert_eq!(told(store, COORDINATOR, 0)?, [(6, doc(1), 't')]);
    assert_eq!(
        (store.access(doc(1))?, store.restricted()?),
        (None, vec![]),
        "a tombstone keeps an id and nothing else"
    );
    Ok(())
}

pub fn restricted_documents_are_for_their_team<S: Store>(store: &S) -> Checked {
    open(store)?;
    store.append(NOON_MS, &[by(CONSULTANT, change(1, 1, &[]))])?;
    assert_eq!(store.restrict(HAND, doc(8), true)?, None);
    assert_eq!(store.restrict(HAND, doc(1), true)?, Some(2));
    assert_eq!(store.restricted()?, [doc(1)]);
    assert_eq!(told(store, COLLEAGUE, 1)?, [(2, doc(1), 't')]);
    assert_eq!(told(store, CONSULTANT, 1)?, [], "whoever began it is in its team");
    assert_eq!((held(store, CONSULTANT)?, held(store, COLLEAGUE)?), (vec![doc(1)], vec![]));
    let let_in = TeamPlace { reason: Some("電話".into()), granted_by: None, ..place(COLLEAGUE) };
    store.grant(NOON_MS, doc(1), &let_in)?;
    assert_eq!(told(store, COLLEAGUE, 2)?, [(3, doc(1), 'g')]);
    let access = store.access(doc(1))?.ok_or_else(|| StoreError::Failed("it is there".into()))?;
    let own = TeamPlace { granted_by: None, ..place(CONSULTANT) };
    assert_eq!((access.restricted, access.team), (true, vec![let_in, own]));
    let broken = store.broken_glass(NOON_MS)?;
    assert_eq!(
        broken.iter().map(|it| (it.doc, it.user, &*it.reason)).collect::<Vec<_>>(),
        [(doc(1), COLLEAGUE, "電話")]
    );
    assert_eq!(store.broken_glass(NOON_MS + 1)?, []);
    store.revoke(HAND, doc(1), COLLEAGUE)?;
    assert_eq!(store.restrict(HAND, doc(1), false)?, Some(5));
    assert_eq!(told(store, COLLEAGUE, 2)?, [(5, doc(1), 'g')]);
    Ok(())
}

pub fn what_is_shared_until_a_day_ends_after_it<S: Store>(store: &S) -> Checked {
    open(store)?;
    store.append(NOON_MS, &[by(CONSULTANT, change(1, 1, &[]))])?;
    store.grant(NOON_MS, doc(1), &TeamPlace { until: Some(date(23)), ..place(COORDINATOR) })?;
    store.grant(NOON_MS, doc(1), &TeamPlace { until: Some(date(23)), ..place(COLLEAGUE) })?;
    assert_eq!(store.end_what_is_over(NOON_MS)?, 2, "its last day is not over");
    assert_eq!(held(store, COORDINATOR)?, [doc(1)]);
    let tomorrow = Viewer::Member { user: COORDINATOR, today: date(24) };
    assert!(!store.may_see(tomorrow, doc(1))?, "whether or not anyone has noticed");
    let late = store.append(NOON_MS + DAY_MS, &[by(COORDINATOR, change(1, 2, &[1]))])?;
    assert_eq!(late, [AppendOutcome::NoAccess]);
    assert_eq!(store.end_what_is_over(NOON_MS + DAY_MS)?, 3, "only the coordinator loses sight of it");
    assert_eq!(store.end_what_is_over(NOON_MS + DAY_MS)?, 3);
    let page = store.log_after(tomorrow, 2, PageLimits::BATCH)?;
    assert_eq!(page.entries.iter().map(|entry| &entry.what).collect::<Vec<_>>(), [&Logged::Tombstone]);
    assert_eq!(store.access(doc(1))?.map(|access| access.team.len()), Some(1));
    Ok(())
}

pub fn what_is_revoked_after_its_last_day_is_purged<S: Store>(store: &S) -> Checked {
    open(store)?;
    store.append(NOON_MS, &[by(CONSULTANT, change(1, 1, &[])), by(CONSULTANT, change(2, 1, &[]))])?;
    for user in [COORDINATOR, COLLEAGUE] {
        store.grant(NOON_MS, doc(1), &TeamPlace { until: Some(date(23)), ..place(user) })?;
    }
    assert_eq!(store.head()?, 3, "the colleague sees it in any case");
    // The day is over, and nobody has noticed.
    assert_eq!(store.revoke(NEXT_DAY, doc(1), COORDINATOR)?, Some(4));
    assert_eq!(store.revoke(NEXT_DAY, doc(1), COORDINATOR)?, None);
    assert_eq!(store.revoke(NEXT_DAY, doc(1), COLLEAGUE)?, Some(4), "who sees it still hears nothing");
    assert_eq!(store.end_what_is_over(NOON_MS + DAY_MS)?, 4);
    assert_eq!(told(store, COORDINATOR, 3)?, [(4, doc(1), 't')], "their device still holds it");
    assert_eq!(told(store, COLLEAGUE, 3)?, []);
    Ok(())
}

pub fn another_role_sees_other_documents<S: Store>(store: &S) -> Checked {
    open(store)?;
    store.append(NOON_MS, &[by(CONSULTANT, change(1, 1, &[])), by(COLLEAGUE, change(2, 1, &[]))])?;
    store.bury(NOON_MS, doc(3))?;
    let role = |role| AccountChange { role: Some(role), ..AccountChange::default() };
    store.change_user(HAND, "sato", &role(Role::Manager))?;
    assert_eq!(store.head()?, 3, "managers see what outreach workers see");
    store.change_user(HAND, "sato", &role(Role::Coordinator))?;
    assert_eq!(told(store, COLLEAGUE, 3)?, [(4, doc(1), 't')]);
    assert_eq!(held(store, COLLEAGUE)?, [doc(2)], "the case they began stays theirs");
    store.change_user(HAND, "sato", &role(Role::Consultant))?;
    assert_eq!(told(store, COLLEAGUE, 3)?, [(5, doc(1), 'g')]);
    Ok(())
}

pub fn pages_pass_over_what_is_hidden<S: Store>(store: &S) -> Checked {
    open(store)?;
    for number in 1..=40 {
        store.append(NOON_MS, &[by(CONSULTANT, change(1 + number % 2, number, &[]))])?;
    }
    store.grant(NOON_MS, doc(1), &place(COORDINATOR))?;
    store.append(NOON_MS, &[by(CONSULTANT, change(1, 41, &[])), by(CONSULTANT, change(1, 42, &[]))])?;
    for (entries, bytes) in [(1, 1_000), (2, 15), (9, 1)] {
        let (mut after, mut places) = (0, Vec::new());
        while after < store.head()? {
            let page = store.log_after(viewer(COORDINATOR), after, PageLimits { entries, bytes })?;
            assert!(page.through > after, "every page leads on");
            places.extend(page.entries.iter().map(|entry| entry.seq));
            after = page.through;
        }
        assert_eq!(places, [41, 42, 43]);
    }
    Ok(())
}
