//! Every bound of the system and its reason, in one place. Sizes are bytes unless the name says otherwise.

/// The largest frame the server accepts. A note of one megabyte must pass with room for its envelope; a server with a hundred devices
/// must not be asked to hold a gigabyte.
pub const CLIENT_FRAME_BYTES_MAX: usize = 4 << 20;

/// The most a device's frame may hold once inflated: a bomb is refused after this much output, whatever its header claims.
pub const CLIENT_FRAME_INFLATED_BYTES_MAX: usize = 8 << 20;

/// The largest frame a device accepts. A batch is far smaller, but a single document with many long notes travels whole.
pub const SERVER_FRAME_BYTES_MAX: usize = 32 << 20;

/// The most a server's frame may hold once inflated.
pub const SERVER_FRAME_INFLATED_BYTES_MAX: usize = 128 << 20;

/// The largest single change. The editor cuts longer input into several changes.
pub const CHANGE_BYTES_MAX: usize = 2 << 20;

/// How many operations, and how many references to overwritten values, one change may hold. A hundred bytes can claim 2^60 of either, since
/// they are run-length encoded; whoever opens the document would hold about 500 bytes for each. The editor cuts larger edits.
pub const CHANGE_OPS_MAX: u64 = 1 << 16;

/// How many changes one may directly build on: every device of an office having written into the same document while away.
pub const CHANGE_DEPS_MAX: u64 = 4_096;

/// How many operations a document may hold: thousands of long notes, and a second or two to open on a server.
pub const DOCUMENT_OPS_MAX: u64 = 4 << 20;

/// How many operations are applied to a document at once; the memory that this takes grows with them.
pub const APPLY_OPS: usize = 1 << 18;

/// The longest prose (a note, a part of the sheet), in UTF-8 bytes: some 350,000 Japanese characters, far beyond any visit, and
/// still pleasant to open on a tablet.
pub const TEXT_BYTES_MAX: usize = 1 << 20;

/// So many refused changes of one frame are kept for inspection: each costs the server a write, and whoever sends many sends the same.
pub const REFUSED_KEPT_PER_FRAME_MAX: usize = 8;

/// How long the purpose of taking a device out may be: 「斎藤様宅ほか2件の訪問」.
pub const PURPOSE_CHARS_MAX: usize = 100;

/// The largest file of a case. A photo that a device has made smaller has under a megabyte; a letter of some pages, scanned, has a few. It is
/// held whole in memory on both ends, and sealed in one piece on a tablet.
pub const BLOB_BYTES_MAX: usize = 10 << 20;

/// How much a case may have of them: some hundred photos, or ten of the largest.
pub const BLOBS_BYTES_PER_CASE_MAX: u64 = 100 << 20;

/// How many other cases a list knows of as those of a case's relatives: more than any family has.
pub const OTHER_CASES_MAX: usize = 16;

/// In how many gatherings a list knows that somebody of a case took part: those of some years.
pub const GATHERINGS_TOLD_MAX: usize = 64;

/// How many 支援会議 of a case a list knows of: more than are held about anybody in twenty years.
pub const CONFERENCES_MAX: usize = 64;

/// The longest single-line value (a name, an address, a phone number), in UTF-8 bytes.
pub const FIELD_BYTES_MAX: usize = 4 << 10;

/// How many bytes of changes a device sends ahead of their acknowledgement. Enough to fill a slow link, little enough that a lost
/// connection repeats only seconds of work.
pub const PUSH_WINDOW_BYTES: usize = 1 << 20;

/// How many bytes of changes go into one pushed frame.
pub const PUSH_FRAME_BYTES: usize = 256 << 10;

/// How many bytes of entries the server puts into one batch: small enough that a tablet stores it without a dropped frame.
pub const BATCH_BYTES: usize = 128 << 10;

/// How many log entries or documents the server reads for one batch.
pub const BATCH_ENTRIES_MAX: usize = 1_000;

/// A device whose cursor is this many entries behind gets snapshots instead of changes.
pub const FAR_BEHIND_ENTRIES: u64 = 5_000;

/// How many documents a device may ask for in one fetch. The server reads them together.
pub const FETCH_DOCS_MAX: usize = 64;

/// How many fetches may wait on one connection: a device whose whole database was damaged still fits.
pub const FETCHES_WAITING_MAX: usize = 256;

/// How many documents one device can say it has open: a case on each of its tabs, and more tabs than anyone works with.
pub const LOOKED_AT_DOCS_MAX: usize = 8;

/// How many colleagues are named to a device as having a document open: more would not be read.
pub const LOOKERS_TOLD_MAX: usize = 8;

/// The server says it is alive this often when it has nothing else to say.
pub const HEARTBEAT_INTERVAL_MS: u64 = 25_000;

/// A device that heard nothing for this long gives the connection up.
pub const SILENCE_MS_MAX: u64 = 65_000;

/// The first pause before connecting again; it doubles up to [`RETRY_DELAY_MS_MAX`] and is jittered, so that a hundred tablets
/// that lost one server do not return in one second.
pub const RETRY_DELAY_MS_MIN: u64 = 500;

/// The longest pause before connecting again: a worker who steps out of a lift should not wait longer.
pub const RETRY_DELAY_MS_MAX: u64 = 30_000;

/// A document's chunks on the device are merged into one snapshot when there are more than this.
pub const CHUNKS_PER_DOC_MAX: usize = 64;

/// The server renews a document's snapshot when this many changes came after it.
pub const TAIL_CHANGES_MAX: u64 = 32;
