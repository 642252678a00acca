//! The office workload: 1,000 cases of 20 contacts, each with a note of 300 Japanese characters.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use jiff::civil::date;
use madobe_server::compactor::Compactor;
use madobe_server::limits::COMPACT_QUIET_MS;
use madobe_server::metrics::Metrics;
use madobe_server::store::SqliteStore;
use madobe_shared::case::{CaseField, ConsultationField};
use madobe_shared::edit::{Edit, TextSplice};
use madobe_shared::form::{EntryKind, FieldRef, TextRef};
use madobe_shared::ids::{DeviceId, DocId, EntryId};

use super::{Figure, kilobytes, milliseconds};
use crate::disk::Disk;
use crate::headless::{HeadlessDevice, LineError, SignedIn, sign_in};
use crate::office::{Office, PASSWORD};

/// Cases in the office.
pub const CASES: u64 = 1_000;
/// Contacts in each.
const CONTACTS: u64 = 20;
/// Characters in each note, at least.
const NOTE_CHARS: usize = 300;
/// How long any step of the benchmark may take before it is called broken.
pub const PATIENCE: Duration = Duration::from_secs(300);

const PHRASES: [&str; 12] = [
    "玄関先で本人と話す。",
    "母は少し疲れた様子。",
    "朝は起きられず、昼過ぎに居間へ出てくる日が増えた。",
    "「外の空気はひさしぶり」とのこと。",
    "猫の話で笑顔が出る。",
    "仕事の話はこちらからは出さない。",
    "通院の予約は来月にずらした。",
    "父とは顔を合わせないようにしているという。",
    "次回も同じ時間に会うことを約束した。",
    "近所の公園まで歩き、ベンチで少し休む。",
    "手続きの書類を一緒に読み、わからない所に印をつけた。",
    "好きな本の続きを図書館で借りたいと話す。",
];

/// A small generator: the figures are to be the same in every run.
pub struct Words(u64);

impl Words {
    /// Words that follow from a seed.
    #[must_use]
    pub fn of(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    /// The next number below `end`.
    pub fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 16).unwrap_or_default() % end.max(1)
    }

    /// A note that no other is equal to.
    pub fn note(&mut self) -> String {
        let mut note = String::new();
        while note.chars().count() < NOTE_CHARS {
            note.push_str(PHRASES[self.below(PHRASES.len())]);
            note.push_str(&format!("（{}時{}分）", self.below(24), self.below(60)));
        }
        note
    }
}

/// The edits that write one contact.
#[must_use]
pub fn contact(words: &mut Words, entry: EntryId, day: i8) -> Vec<Edit> {
    let set =
        |field, value: &str| Edit::Set { field: FieldRef::Consultation(entry, field), value: Some(value.to_owned()) };
    let splice = TextSplice { at: 0, delete: 0, insert: words.note() };
    vec![
        Edit::Add(EntryKind::Consultation.entry(entry)),
        set(ConsultationField::Date, &date(2026, 1 + i8::try_from(words.below(11)).unwrap_or(0), day).to_string()),
        set(ConsultationField::Time, "10:30"),
        set(ConsultationField::Method, "home_visit"),
        set(ConsultationField::Finished, "true"),
        Edit::Splice { text: TextRef::Note(entry), splice },
    ]
}

/// An entry's id, from any two numbers.
#[must_use]
pub fn entry_id(case: u64, number: u64) -> EntryId {
    let mut random = [0; 10];
    random[..4].copy_from_slice(&u32::try_from(number).unwrap_or(u32::MAX).to_be_bytes());
    random[4..].copy_from_slice(&case.to_be_bytes()[2..]);
    EntryId::from_parts(1_700_000_000_000, random)
}

/// Fills the office from one device; returns the device, the cases in the order in which they were begun, and how long it took until all
/// was acknowledged.
///
/// # Errors
///
/// Where the server does not acknowledge everything.
pub async fn fill(office: &Office, login: &str) -> Result<(HeadlessDevice, Vec<DocId>, Duration), LineError> {
    let session = sign_in(&office.address(), login, PASSWORD).await?;
    let device = HeadlessDevice::start(&session, DeviceId(1), Disk::default()).await?;
    device.all_received(PATIENCE).await?;
    let started = Instant::now();
    let mut cases = Vec::new();
    for number in 0..CASES {
        let mut words = Words::of(number + 1);
        let name = Edit::Set { field: FieldRef::Case(CaseField::PersonName), value: Some(format!("試験 {number}")) };
        let contacts = (0..CONTACTS).flat_map(|contact_number| {
            let day = i8::try_from(1 + contact_number).unwrap_or(1);
            contact(&mut words, entry_id(number, contact_number), day)
        });
        let edits = std::iter::once(name).chain(contacts).collect();
        cases.push(device.create(edits).await?);
    }
    device.all_received(PATIENCE).await?;
    Ok((device, cases, started.elapsed()))
}

/// Makes the snapshots that the server itself makes of documents which nobody has touched for a while, so that a first sync is measured as
/// an office sees it, without waiting for that while.
///
/// # Errors
///
/// Where the server's store cannot be used.
pub fn make_snapshots(office: &Office) -> Result<(), LineError> {
    let store = SqliteStore::open_beside(office.data())?;
    let now_ms = u64::try_from(SystemTime::now().duration_since(UNIX_EPOCH)?.as_millis())?;
    let mut compactor = Compactor::default();
    while compactor.round(&store, now_ms + 2 * COMPACT_QUIET_MS, &Metrics::default())? > 0 {}
    Ok(())
}

/// A device that comes new to the office.
///
/// # Errors
///
/// Where it does not get all cases.
pub async fn first_sync(session: &SignedIn, id: u64) -> Result<(HeadlessDevice, Vec<Figure>), LineError> {
    let started = Instant::now();
    let device = HeadlessDevice::start(session, DeviceId(id), Disk::default()).await?;
    device.all_received(PATIENCE).await?;
    let elapsed = started.elapsed();
    let traffic = device.take_traffic();
    let cases = device.cases().len() as u64;
    if cases < CASES {
        return Err(format!("only {cases} of {CASES} cases arrived").into());
    }
    let figures = vec![
        Figure::plain("first sync", milliseconds(elapsed), "ms"),
        Figure::plain("first sync, down", kilobytes(traffic.down_bytes), "KB"),
        Figure::plain("first sync, up", kilobytes(traffic.up_bytes), "KB"),
        #[expect(clippy::cast_precision_loss, reason = "a handful")]
        Figure::budgeted("first sync, round trips", traffic.round_trips as f64, "round trips", 1.0),
    ];
    Ok((device, figures))
}
