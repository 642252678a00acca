//! A hostile member of staff sends more than a thousand frames that no honest device would, over many connections, while two honest devices
//! go on with their work: they notice nothing, and the server neither falls nor grows.

#![expect(clippy::disallowed_methods, reason = "works with a real process, in real time")]

mod attacker;

use std::collections::BTreeSet;
use std::time::Duration;

use madobe_server::limits::{QUARANTINE_BYTES_MAX, QUARANTINE_BYTES_PER_DEVICE_MAX};
use madobe_server::store::{PageLimits, SqliteStore, Store, Viewer};
use madobe_shared::document::check::check;
use madobe_shared::ids::{DeviceId, DocId};
use madobe_shared::protocol::ChangeKey;
use madobe_shared::session::server::Logged;
use madobe_tests::bench::office::{Words, contact, entry_id};
use madobe_tests::disk::Disk;
use madobe_tests::headless::{HeadlessDevice, SignedIn, sign_in};
use madobe_tests::office::{Office, PASSWORD};
use tokio::task::LocalSet;

use attacker::Attacker;

/// Hostile frames at least.
const FRAMES: u64 = 1_000;
/// How often the attacker connects while an honest device writes one note.
const STRIKES_PER_NOTE: u64 = 5;
/// How long honest devices may need, on a machine that is being attacked.
const PATIENCE: Duration = Duration::from_secs(60);
/// What the server may hold at any time. It is not optimised and has 2 MiB frames in its hands.
const MEMORY_BYTES_MAX: u64 = 256 << 20;

#[tokio::test(flavor = "current_thread")]
async fn a_thousand_hostile_frames_harm_nobody() {
    LocalSet::new().run_until(story()).await;
}

async fn story() {
    let folder = tempfile::tempdir().expect("a folder");
    let staff = [("sato", "佐藤 由佳", "social_worker"), ("mallory", "間黒 理", "social_worker")];
    let mut office = Office::open(folder.path(), &staff);
    let sato = sign_in(&office.address(), "sato", PASSWORD).await.expect("sato signs in");
    let (tablet, desk) = (device(&sato, 1).await, device(&sato, 2).await);
    let case = tablet.create(Vec::new()).await.expect("a case begins");
    both_read(&tablet, &desk, case, 0).await;

    let mallory = sign_in(&office.address(), "mallory", PASSWORD).await.expect("mallory signs in");
    let mut attacker = Attacker::new(mallory, case, 1);
    let (mut words, mut notes, mut memory_bytes_max) = (Words::of(1), 0, 0);
    while attacker.sent() < FRAMES {
        attacker.strike().await;
        memory_bytes_max = memory_bytes_max.max(office.memory_bytes());
        if attacker.devices().is_multiple_of(STRIKES_PER_NOTE) {
            let writer = if notes % 2 == 0 { &tablet } else { &desk };
            writer.write(case, contact(&mut words, entry_id(1, notes), 23)).await.expect("a note is written");
            notes += 1;
        }
    }
    both_read(&tablet, &desk, case, usize::try_from(notes).expect("not that many")).await;
    println!(
        "{} frames over {} connections: {} changes refused, {} acknowledged; {notes} notes arrived; the server held {} MiB at most",
        attacker.sent(),
        attacker.devices(),
        attacker.refused(),
        attacker.acked().len(),
        memory_bytes_max >> 20
    );
    assert!(memory_bytes_max < MEMORY_BYTES_MAX, "the server held {memory_bytes_max} bytes");
    assert!(attacker.acked().len() > 10, "what is honest is taken from anyone");
    assert!(attacker.refused() > 100, "{} refused", attacker.refused());
    assert!(office.metric("madobe_frames_malformed_total").await.expect("the server lives") > 100);
    assert_eq!(office.metric("madobe_commits_failed_total").await.expect("the server lives"), 0);
    office.stop();

    let store = SqliteStore::open(office.data()).expect("the store opens");
    let stored = stored_changes(&store);
    let lies: Vec<_> = attacker.acked().difference(&stored).collect();
    assert!(lies.is_empty(), "acknowledged and not stored: {lies:?}");
    assert!(store.counts().expect("the store is read").quarantined > 0, "what was refused can be looked at");
    let devices = attacker.devices();
    let bytes_max = QUARANTINE_BYTES_MAX.min(devices * QUARANTINE_BYTES_PER_DEVICE_MAX) + (32 << 20);
    assert!(store.counts().expect("the store is read").bytes < bytes_max, "and fills no disk");
}

async fn device(session: &SignedIn, number: u64) -> HeadlessDevice {
    HeadlessDevice::start(session, DeviceId(number), Disk::default()).await.expect("a device starts")
}

/// Waits until the same stands in the case on both devices, with this many notes.
async fn both_read(tablet: &HeadlessDevice, desk: &HeadlessDevice, case: DocId, notes: usize) {
    let deadline = tokio::time::Instant::now() + PATIENCE;
    loop {
        for device in [tablet, desk] {
            device.all_received(PATIENCE).await.expect("everything arrives");
        }
        if let (Ok(here), Ok(there)) = (tablet.read(case).await, desk.read(case).await)
            && here == there
            && here.consultations.len() == notes
        {
            return;
        }
        assert!(tokio::time::Instant::now() < deadline, "one device lacks what the other wrote");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

fn stored_changes(store: &SqliteStore) -> BTreeSet<ChangeKey> {
    let (mut stored, mut after) = (BTreeSet::new(), 0);
    loop {
        let page = store.log_after(Viewer::Office, after, PageLimits::BATCH).expect("the log is read");
        let key = |doc: DocId, bytes: &[u8]| ChangeKey { doc, hash: check(bytes).expect("the log holds changes").hash };
        stored.extend(page.entries.iter().filter_map(|entry| match &entry.what {
            Logged::Change(bytes) => Some(key(entry.doc, bytes)),
            Logged::Granted(_) | Logged::Tombstone => None,
        }));
        if page.through == page.head {
            return stored;
        }
        after = page.through;
    }
}
