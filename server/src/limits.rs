//! Every bound of the server and its reason. What client and server must agree on is in [`madobe_shared::limits`]. Sizes are bytes,
//! times milliseconds, unless the name says otherwise.

use crate::knocks::Patience;

/// HTTP connections at a time. A browser opens six; a hundred tablets and as many desks stay far below, and a flood of
/// connections must run into this bound before it runs out of file descriptors.
pub const HTTP_CONNECTIONS_MAX: usize = 1_024;

/// Sync connections at a time: an office has tens of devices, a large ward some hundreds.
pub const SYNC_CONNECTIONS_MAX: usize = 2_048;

/// A client that has not sent the head of its request by then holds a connection for nothing.
pub const REQUEST_HEAD_MS_MAX: u64 = 10_000;

/// How long a TLS handshake may take: three round trips and a slow tablet's arithmetic, and no longer than the head of a request.
pub const TLS_HANDSHAKE_MS_MAX: u64 = 10_000;

/// How often the files of the certificate are read again. A renewal happens weeks before the old one expires; a minute is soon.
pub const TLS_RELOAD_INTERVAL_MS: u64 = 60_000;

/// The largest file of a certificate or key. A chain of ten certificates is some 20 KB.
pub const TLS_FILE_BYTES_MAX: u64 = 256 << 10;

/// The log warns when the certificate expires within two weeks: renewal by program happens a month before, by hand it takes days.
pub const TLS_EXPIRY_WARNING_MS: u64 = 14 * 24 * 60 * 60_000;

/// It warns once a day: often enough to be noticed, rarely enough to be read.
pub const TLS_EXPIRY_REMINDER_MS: u64 = 24 * 60 * 60_000;

/// Sign-ins of one address that may be refused in a row, and how soon one is forgotten. An office's desks share an address: thirty
/// people may mistype on the same morning, while whoever guesses gets ten tries a minute over all logins together.
pub const SIGN_IN_PATIENCE: Patience = Patience { knocks: 30, recovery_ms: 6_000 };

/// The same for requests without a session that stands. Each costs a look into the store. All devices of an office whose sessions
/// ended over the holidays knock at once, some times each.
pub const STRANGER_PATIENCE: Patience = Patience { knocks: 300, recovery_ms: 200 };

/// For how many addresses refusals are remembered: some hundred kilobytes. The ones nearest to being forgiven are forgotten first.
pub const KNOCKING_ADDRESSES_MAX: usize = 10_000;

/// The largest team of one document: every department of a ward, and whoever stood in for someone.
pub const TEAM_PLACES_MAX: usize = 200;

/// What one HTTP connection buffers: a request's head with its cookie is under 4 KB, and 8 KB is the least hyper allows.
pub const HTTP_BUFFER_BYTES: usize = 8 << 10;

/// The largest JSON body. A sign-in is two short strings, and what a passkey has signed.
pub const JSON_BODY_BYTES_MAX: u64 = 4 << 10;

/// How long a request may take, its body and its turn in the queue of sign-ins included.
pub const REQUEST_MS_MAX: u64 = 30_000;

/// The read buffer of a sync connection while it is idle. It grows for a large frame and shrinks again afterwards.
pub const SOCKET_READ_BUFFER_BYTES: usize = 2 << 10;

/// Outgoing messages are cut into WebSocket fragments of this size, so that the write buffer of a connection stays this small
/// for ever, however large the batches it once sent.
pub const SOCKET_FRAGMENT_BYTES: usize = 4 << 10;

/// A client that takes no fragment of its batch, or nothing of an answer, for this long is disconnected: what it was sent would wait in
/// memory meanwhile. A slow link is no reason, four kilobytes pass through the slowest.
pub const SEND_STALL_MS_MAX: u64 = 20_000;

/// Frames longer than this are parsed on a blocking thread, because inflating and reading them takes milliseconds during which
/// no other connection of the worker thread would move.
pub const INLINE_FRAME_BYTES_MAX: usize = 16 << 10;

/// While this many bytes of a device's changes wait for the disk, no further frame of the device is read: the pressure goes back
/// to where the changes are safe. Twice the window that a well-behaved device keeps.
pub const PENDING_APPEND_BYTES_MAX: usize = 2 * madobe_shared::limits::PUSH_WINDOW_BYTES;

/// How often an open connection looks whether its session still stands: a new password or a removed account takes effect within
/// this time, a sign-out at once.
pub const SESSION_CHECK_INTERVAL_MS: u64 = 60_000;

/// What a device says it has open is taken up this often, the last word of several: each costs a look into the database and a word to whoever
/// has the same open, and whoever leafs through cases reads none of them.
pub const LOOK_INTERVAL_MS: u64 = 500;

/// How many read pages of the store are worked on at once. SQLite reads are bound by the processor and the page cache; more
/// threads would only hold more pages in memory.
pub const STORE_READERS: usize = 4;

/// How many append requests wait for the committer; each is bounded by [`PENDING_APPEND_BYTES_MAX`].
pub const COMMIT_QUEUE_MAX: usize = 256;

/// How many changes go into one transaction, and how many bytes of them: a group commit should not hold back its first request
/// for the sake of its last.
pub const COMMIT_GROUP_CHANGES_MAX: usize = 2_000;
/// See [`COMMIT_GROUP_CHANGES_MAX`].
pub const COMMIT_GROUP_BYTES_MAX: usize = 8 << 20;

/// How many documents are kept open to try changes on: those that are being written in now.
pub const TRIALS_OPEN_MAX: usize = 32;

/// A document of more operations is opened anew for each trial, so that those kept open stay within some tens of megabytes.
pub const TRIAL_KEPT_OPS_MAX: u64 = 1 << 17;

/// After this many unfit changes of a document within one transaction, its other changes wait for the next: each costs opening it again.
pub const TRIALS_UNFIT_MAX: usize = 4;

/// A connection whose changes found no room on the disk, or the database locked, offers them again this much later.
pub const COMMIT_RETRY_MS: u64 = 5_000;

/// How long a statement waits for another process (a backup, `user add`) that holds the database.
pub const STORE_BUSY_MS_MAX: u64 = 5_000;

/// How much of the page cache one SQLite connection keeps.
pub const STORE_CACHE_BYTES: i64 = 4 << 20;

/// The most that [`crate::store::Store::urgent`] answers with: what a worker needs before anything else, not the whole office.
pub const URGENT_DOCS_MAX: usize = 200;

/// The most bytes of whole documents that one fetch is answered with: far more than a device ever lacks, little enough to be held once.
pub const FETCH_BYTES_MAX: usize = 32 << 20;

/// What one sealed chunk of a backup holds. A reader keeps one chunk in memory, and nothing of a chunk is used before all of it was checked.
pub const BACKUP_CHUNK_BYTES: usize = 64 << 10;

/// How often teams are looked through for places whose last day is over, and the log for what another program wrote. Nobody is shown
/// anything in between that they may not see; their devices only hear a minute late that it is to go.
pub const ACCESS_INTERVAL_MS: u64 = 60_000;

/// How long a reason may be: some sentences.
pub const REASON_CHARS_MAX: usize = 400;

/// How many cases the list of disposal tells at once: those that an office closes in some years.
pub const RETAINED_TOLD_MAX: usize = 1_000;

/// The largest body that names cases to dispose of: as many as are told, of 40 letters each.
pub const DISPOSAL_BODY_BYTES_MAX: u64 = 48 << 10;

/// How long a team is told that its restricted case was opened for a reason: whoever is on holiday meanwhile still hears of it.
pub const BREAK_GLASS_NOTICE_MS: u64 = 30 * 24 * 60 * 60_000;

/// Whoever writes into a case is told of once in this time by the audit trail, and not at every pause of their typing: the log has the rest.
pub const WRITING_TOLD_MS: u64 = 10 * 60_000;

/// How much of the files of one case is kept: twice what devices let anyone add ([`madobe_shared::limits::BLOBS_BYTES_PER_CASE_MAX`]), since
/// what was taken out of a case stays until the case goes.
pub const BLOBS_KEPT_PER_CASE_MAX: u64 = 2 * madobe_shared::limits::BLOBS_BYTES_PER_CASE_MAX;

/// How much of the files of all cases is kept: twenty thousand photos. It is the larger part of each backup.
pub const BLOBS_KEPT_MAX: u64 = 8 << 30;

/// How many files may be on their way in at a time; each is in memory as a whole. Whoever finds no place comes again in some seconds.
pub const BLOBS_AT_ONCE: usize = 12;

/// How many of one user: a tablet and a desk send one after another.
pub const BLOBS_AT_ONCE_PER_USER: usize = 2;

/// How long a file may be on its way in: the largest takes that at half a megabit a second, and one that was cut off begins again.
pub const BLOB_MS_MAX: u64 = 3 * 60_000;

/// What one look into the audit trail shows at most: some screens.
pub const TRAIL_PAGE: usize = 100;

/// What a device may tell at once of what it witnessed. A week of work without a network are some hundred looks into cases.
pub const WITNESSED_AT_ONCE_MAX: usize = 500;

/// The largest body that tells what a device witnessed: [`WITNESSED_AT_ONCE_MAX`] events of some 120 letters each.
pub const WITNESSED_BODY_BYTES_MAX: u64 = 96 << 10;

/// What a device, and a user over all devices, may tell in a day of what was witnessed. A look into a case is told once in ten minutes, so
/// that a desk which ten people share tells some hundreds, and a tablet after a week away no more; the trail keeps everything for ever.
pub const WITNESSED_PER_DAY_MAX: usize = 3_000;

/// How long a code that enrols a device stands: as long as it takes to carry a new tablet to its first user.
pub const ENROLMENT_CODE_MS: u64 = 60 * 60_000;

/// How long a device's name may be: 「訪問用タブレット 3号機」.
pub const DEVICE_NAME_CHARS_MAX: usize = 40;

/// For how long a device can be taken out of the office at most: a year, for one that someone keeps.
pub const CHECK_OUT_MS_MAX: u64 = 366 * 24 * 60 * 60_000;

/// What one look into the book of devices shows at most: a sheet or two of paper.
pub const BOOK_PAGE: usize = 50;

/// How long the name of a build may be that a device says it runs: the site's are 16 letters.
pub const BUILD_CHARS_MAX: usize = 32;

/// The compactor looks for work this often.
pub const COMPACT_INTERVAL_MS: u64 = 15_000;

/// How many documents the compactor takes in one round.
pub const COMPACT_DOCS_PER_ROUND: usize = 64;

/// A document that nobody has touched for this long is compacted even for a short tail, so that a first sync gets its summary
/// ready-made.
pub const COMPACT_QUIET_MS: u64 = 10 * 60_000;

/// Rejected bytes kept for inspection, over all devices and for one, so that a hostile client can neither fill the disk nor push
/// out what another device left. The oldest go first.
pub const QUARANTINE_BYTES_MAX: u64 = 64 << 20;
/// See [`QUARANTINE_BYTES_MAX`].
pub const QUARANTINE_BYTES_PER_DEVICE_MAX: u64 = 8 << 20;
/// What each refused piece counts beyond its own bytes: so thousands of tiny ones meet the bounds as well, and looking over all that
/// are kept stays quick.
pub const QUARANTINED_ROW_BYTES: u64 = 4 << 10;
/// Refused pieces that one connection has kept; what it sends beyond them is refused all the same.
pub const QUARANTINED_PER_CONNECTION_MAX: usize = 32;

/// How many accounts an office can have; the list travels to every device.
pub const USERS_MAX: usize = 2_000;

/// The longest login, in characters.
pub const LOGIN_CHARS_MAX: usize = 32;

/// The shortest password that is accepted for an account, in characters (NIST SP 800-63B asks for eight at least).
pub const PASSWORD_CHARS_MIN: usize = 10;

/// The longest password, so that hashing has a bound.
pub const PASSWORD_BYTES_MAX: usize = 512;

/// Wrong passwords before an account is locked.
pub const WRONG_TRIES_MAX: u32 = 5;

/// How long it stays locked; wrong tries are forgotten after the same time without one.
pub const LOCKOUT_MS: u64 = 15 * 60_000;

/// For how many logins wrong tries are remembered, existing or not. The oldest are forgotten first.
pub const LOCKOUT_LOGINS_MAX: usize = 10_000;

/// Recovery codes that come with a second factor; each works once. Ten fit on a slip of paper and last until a new phone is set up.
pub const RECOVERY_CODES: usize = 10;

/// Passkeys of one user: a tablet, a desk, a phone and a key in the drawer, twice.
pub const PASSKEYS_PER_USER_MAX: usize = 10;

/// How long a passkey can be shown after it was asked for: long enough to fetch the phone it is on.
pub const PASSKEY_CHALLENGE_MS: u64 = 5 * 60_000;

/// How many questions for a passkey of one user may be open: one at each of the screens that they might sign in at.
pub const PASSKEY_CHALLENGES_PER_USER_MAX: usize = 4;

/// The largest body that tells of a new passkey. It is some hundred bytes, and a few thousand from authenticators that prove who made them.
pub const PASSKEY_BODY_BYTES_MAX: u64 = 16 << 10;

/// Passwords hashed at once: each takes 19 MiB and a core.
pub const PASSWORD_HASHES_AT_ONCE: usize = 2;

/// Sign-ins that may wait for their turn; more are told to try again.
pub const PASSWORD_HASHES_WAITING_MAX: usize = 64;

/// Sessions of one user at a time; the one unused for the longest ends when another begins.
pub const SESSIONS_PER_USER_MAX: usize = 32;

/// Devices of one user for which a key is kept. A worker has a tablet and a desk; browsers that were reset draw a new id each
/// time, and the key unused for the longest goes for them.
pub const DEVICES_PER_USER_MAX: usize = 64;

/// A session ends when it was not used for this long. A tablet that was away over a long weekend should still deliver its notes
/// by itself on return; later someone has to sign in first. Nothing is lost either way: notes wait on the device.
pub const SESSION_IDLE_MS_MAX: u64 = 7 * 24 * 60 * 60_000;

/// A session ends at this age in any case, so that a copied cookie is not good for ever.
pub const SESSION_AGE_MS_MAX: u64 = 30 * 24 * 60 * 60_000;

/// The time of last use is written down only when it moved by this much: reading a page must not cost a disk write.
pub const SESSION_TOUCH_INTERVAL_MS: u64 = 60 * 60_000;

/// How long a stopping server waits for its connections to say goodbye. With the last commit it stays below the five seconds
/// after which service managers become impatient.
pub const SHUTDOWN_MS_MAX: u64 = 3_000;
