//! The contract of [`Store`] as code. Every implementation runs it; a new one begins with it.
//!
//! Changes are made up here and not Automerge's: a store that looked into them would break its contract.

mod access;
mod accounts;
mod audit;
mod blobs;
mod check_outs;
mod device_keys;
mod devices;
mod documents;
mod log;
mod passkeys;
mod retention;
mod second_factors;
mod sessions;

use jiff::civil::Date;
use madobe_shared::ids::{Author, ChangeHash, DeviceId, DocId, UserId};
use madobe_shared::protocol::{ChangeKey, Seq};
use madobe_shared::session::server::{AppendOutcome, CheckedChange, LogEntry, Logged, Snapshot};

use super::{NewSnapshot, PageLimits, Store, StoreError, Viewer};

type Checked = Result<(), StoreError>;

/// A part of the contract, and what it says.
type Part<S> = (&'static str, fn(&S) -> Checked);

/// Runs the whole contract. Each part begins with a store that `make` returns empty.
///
/// # Panics
///
/// Where the store breaks the contract.
pub fn run<S: Store>(make: impl Fn() -> S) {
    let parts: &[Part<S>] = &[
        ("an empty store", log::an_empty_store),
        ("appends are numbered in order without gaps", log::appends_are_numbered),
        ("a repeated append keeps its place", log::a_repeat_keeps_its_place),
        ("the same hash in another document is another change", log::hashes_belong_to_documents),
        ("missing dependencies keep a change out", log::missing_dependencies),
        ("a buried document is gone and stays dead", log::a_buried_document),
        ("pages of the log are bounded and skip nothing", log::pages_of_the_log),
        ("concurrent appends are all there and readers skip none", log::concurrent_appends),
        ("a document is its snapshot and its tail", documents::snapshot_and_tail),
        ("an older snapshot does not replace a newer", documents::older_snapshots),
        ("pages of documents are bounded and reach the end", documents::pages_of_documents),
        ("fetching takes what is there and names what did not fit", documents::fetching),
        ("the hurry list is in order of need", documents::the_hurry_list),
        ("what is worth compacting", documents::worth_compacting),
        ("the quarantine is bounded", documents::the_quarantine),
        ("accounts", accounts::accounts),
        ("the staff list changes its version", accounts::the_staff_list),
        ("changed accounts", accounts::changed_accounts),
        ("wrong tries lock", accounts::wrong_tries),
        ("sessions end", sessions::they_end),
        ("sessions of a user are bounded", sessions::of_a_user_are_bounded),
        ("sessions are listed and ended by name", sessions::they_are_listed_and_ended_by_name),
        ("second factors count once they are confirmed", second_factors::they_count_once_confirmed),
        ("codes of second factors are used once", second_factors::their_codes_are_used_once),
        ("passkeys are kept, counted and taken away", passkeys::they_are_kept_counted_and_taken_away),
        ("recovery codes stand in for any second factor", passkeys::recovery_codes_stand_in_for_any),
        ("the desk alone writes what is for everyone", access::the_desk_alone_writes_what_is_for_everyone),
        ("minutes are for their team alone", access::minutes_are_for_their_team_alone),
        ("the desk sees all, coordinators what is shared", access::the_desk_sees_all_and_coordinators_what_is_shared),
        ("what is revoked is purged", access::what_is_revoked_is_purged),
        ("restricted documents are for their team", access::restricted_documents_are_for_their_team),
        ("what is shared until a day ends after it", access::what_is_shared_until_a_day_ends_after_it),
        ("what is revoked after its day is purged", access::what_is_revoked_after_its_last_day_is_purged),
        ("another role sees other documents", access::another_role_sees_other_documents),
        ("pages pass over what is hidden", access::pages_pass_over_what_is_hidden),
        ("the trail tells what was done, in its order", audit::it_tells_what_was_done),
        ("the trail tells of a case, a user, a device", audit::it_tells_of_a_matter),
        ("what a device has witnessed is told once", audit::what_was_witnessed_is_told_once),
        ("what a device tells in a day is bounded", audit::what_a_device_tells_in_a_day_is_bounded),
        ("the trail is a chain", audit::it_is_a_chain),
        ("devices are known by who was met on them", devices::they_are_known_by_who_was_met_on_them),
        ("a lost device is shut out", devices::a_lost_one_is_shut_out),
        ("what may be on a device", devices::what_may_be_on_one),
        ("devices are enrolled with a code", devices::they_are_enrolled_with_a_code),
        ("cases are due by the day of their closing", retention::they_are_due_by_their_closing),
        ("what is held stays", retention::what_is_held_stays),
        ("two people dispose of a case", retention::two_people_dispose_of_one),
        ("minutes go with their case", retention::minutes_go_with_their_case),
        ("the book tells who has which device", check_outs::it_tells_who_has_which_device),
        ("a device that is out goes from hand to hand", check_outs::a_device_that_is_out_goes_from_hand_to_hand),
        ("what cannot be checked out is refused", check_outs::what_cannot_be_is_refused),
        ("files are kept once, for whoever sees the case", blobs::they_are_kept_once_for_whoever_sees_the_case),
        ("there is room for so many files", blobs::there_is_room_for_so_many),
        ("files go with their case", blobs::they_go_with_their_case),
        ("the first key of a device is kept", device_keys::the_first_is_kept),
        ("keys of a user are bounded", device_keys::of_a_user_are_bounded),
    ];
    for (name, part) in parts {
        if let Err(error) = part(&make()) {
            panic!("{name}: {error}");
        }
    }
}

/// What was there before is there after the store was closed and opened again. `open` opens the same store each time.
///
/// # Panics
///
/// Where something is lost.
pub fn survives_reopening<S: Store>(open: impl Fn() -> S) {
    let look = |fill: bool| {
        let store = open();
        if fill {
            self::fill(&store)?;
        }
        let documents = store.documents(Viewer::Office, None, PageLimits::BATCH)?;
        Ok::<_, StoreError>((
            store.epoch(),
            store.head()?,
            store.log_after(Viewer::Office, 0, PageLimits::BATCH)?,
            documents,
        ))
    };
    match (look(true), look(false)) {
        (Ok(before), Ok(after)) => assert_eq!(before, after),
        (Err(error), _) | (_, Err(error)) => panic!("a healthy store: {error}"),
    }
}

fn fill(store: &impl Store) -> Checked {
    store.append(1_000, &[change(1, 1, &[]), change(1, 2, &[1]), change(2, 1, &[])])?;
    store.put_snapshot(doc(1), 1, &snapshot(b"snapshot", Some(date(7))))?;
    store.bury(2_000, doc(2))?;
    store.append(3_000, &[change(3, 1, &[])])?;
    Ok(())
}

/// The document of a number.
fn doc(number: u8) -> DocId {
    DocId::from_parts(u64::from(number), [number; 10])
}

fn hash(number: u8) -> ChangeHash {
    ChangeHash([number; 32])
}

fn device() -> DeviceId {
    // The highest bit is set: a store that keeps ids as signed numbers has to bring them back as they were.
    DeviceId(u64::MAX - 7)
}

/// A change of a document, by numbers, with the numbers of those it builds on. Its bytes are ten times its number.
fn change(document: u8, number: u8, deps: &[u8]) -> CheckedChange {
    CheckedChange {
        key: ChangeKey { doc: doc(document), hash: hash(number) },
        deps: deps.iter().map(|&dep| hash(dep)).collect(),
        author: number.is_multiple_of(2).then_some(Author { user: UserId(u64::MAX - 1), device: device() }),
        user: None,
        device: device(),
        bytes: vec![number; 10],
    }
}

fn entry(seq: Seq, document: u8, number: u8) -> LogEntry {
    LogEntry { seq, doc: doc(document), device: Some(device()), what: Logged::Change(vec![number; 10]) }
}

fn snapshot(bytes: &[u8], needed_on: Option<Date>) -> NewSnapshot {
    NewSnapshot {
        snapshot: Snapshot { bytes: bytes.to_vec(), summary: Some(b"summary".to_vec()) },
        needed_on,
        closed_on: None,
    }
}

fn date(day: i8) -> Date {
    jiff::civil::date(2026, 11, day)
}

fn appended(outcomes: &[AppendOutcome]) -> Vec<Option<Seq>> {
    let seq = |outcome: &AppendOutcome| {
        if let AppendOutcome::Appended(seq) = outcome { Some(*seq) } else { None }
    };
    outcomes.iter().map(seq).collect()
}
