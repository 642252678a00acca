//! The files of the demo's cases.

use jiff::civil::Date;
use madobe_shared::codes::MediaKind;
use madobe_shared::ids::DocId;

use super::told;

/// A file, ready for the store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DemoFile {
    /// Its case, in which an entry names it.
    pub case: DocId,
    /// What it is.
    pub kind: MediaKind,
    /// The file.
    pub bytes: &'static [u8],
}

/// A drawing of the way from the station to the warehouse where 髙野 直樹 tries work.
pub(super) const WAY_TO_WORK: &[u8] = include_bytes!("files/way_to_work.png");

/// All of them.
pub(super) fn files(today: Date) -> [DemoFile; 1] {
    let [starting_work, ..] = told::cases(today);
    [DemoFile { case: starting_work.id, kind: MediaKind::Png, bytes: WAY_TO_WORK }]
}
