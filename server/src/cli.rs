//! What can be asked for on the command line.

pub mod audit;
pub mod backup;
pub mod device;
pub mod retention;
pub mod serve;
mod setup;
pub mod user;

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::Offset;
use madobe_shared::ids::{DeviceId, DocId};
use madobe_shared::retention::{YEARS_MAX, YEARS_MIN};

/// 窓辺 Madobe: the server of an office.
#[derive(Debug, Parser)]
#[command(name = "madobe-server", version, about, arg_required_else_help = true)]
pub struct Arguments {
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Serve an office until SIGTERM or Ctrl-C
    Serve(ServeOptions),
    /// Add accounts, list and change them, give them passwords
    #[command(subcommand)]
    User(user::UserCommand),
    /// List devices, report one lost or found again, and see which cases may be on it
    #[command(subcommand)]
    Device(DeviceCommand),
    /// Read the audit trail, and see whether it is whole
    #[command(subcommand)]
    Audit(AuditCommand),
    /// Say how long records are kept after a case was closed, and let go of those that are due
    #[command(subcommand)]
    Retention(RetentionCommand),
    /// Write everything the server keeps into one encrypted file; a server may be running on it
    Backup(BackupOptions),
    /// Open a backup and look through all of it, without keeping anything
    Verify(SealedOptions),
    /// Make a folder without an office into the office of a backup; devices then offer what is missing
    Restore(RestoreOptions),
    /// Make the key that backups are encrypted with
    #[command(subcommand)]
    BackupKey(BackupKeyCommand),
}

#[derive(Debug, Subcommand)]
pub enum DeviceCommand {
    /// List the devices, the one met last first
    List(DataOptions),
    /// Report a device lost: its sessions end, nobody signs in on it, and it destroys what it holds at its next contact
    Lost(DeviceOptions),
    /// Take the report back
    Found(DeviceOptions),
    /// List the cases that may be on a device
    Holdings(DeviceOptions),
    /// Write down that someone takes a device out of the office
    Out(OutOptions),
    /// Write down that a device is back
    Returned(DeviceOptions),
    /// Print the book of who had which device, the latest first
    Book(BookOptions),
    /// Say whether a new device has to be enrolled before anyone signs in on it
    Enrolment(EnrolmentOptions),
    /// Draw a code that enrols one device within an hour
    Code(DataOptions),
}

#[derive(Debug, Args)]
pub struct OutOptions {
    #[command(flatten)]
    pub device: DeviceOptions,
    /// The login of whoever takes it
    #[arg(value_name = "LOGIN")]
    pub login: String,
    /// Until when, in Japan
    #[arg(long, value_name = "YYYY-MM-DDTHH:MM")]
    pub until: DateTime,
    /// For what
    #[arg(long, value_name = "WORDS", default_value = "")]
    pub purpose: String,
}

#[derive(Debug, Args)]
pub struct BookOptions {
    #[command(flatten)]
    pub data: DataOptions,
    /// At most so many
    #[arg(long, value_name = "COUNT", default_value_t = 1_000)]
    pub limit: usize,
}

#[derive(Debug, Args)]
pub struct EnrolmentOptions {
    #[command(flatten)]
    pub data: DataOptions,
    /// Whether it has to be
    #[arg(value_name = "RULE", value_parser = ["required", "free"])]
    pub rule: String,
}

#[derive(Debug, Args)]
pub struct DeviceOptions {
    #[command(flatten)]
    pub data: DataOptions,
    /// The device, as `device list` tells it
    #[arg(value_name = "ID")]
    pub device: DeviceId,
}

#[derive(Debug, Subcommand)]
pub enum AuditCommand {
    /// Read the whole trail, and say whether anything was changed, taken out or slipped in
    Verify(AuditVerifyOptions),
    /// Print the trail, or what it tells of one matter, the latest first
    List(AuditListOptions),
}

#[derive(Debug, Args)]
pub struct AuditVerifyOptions {
    #[command(flatten)]
    pub data: DataOptions,
    /// An end of the trail that was noted earlier, as this command prints it: the trail has to go on from there
    #[arg(long, value_name = "NUMBER:HASH")]
    pub noted: Option<String>,
}

#[derive(Debug, Args)]
pub struct AuditListOptions {
    #[command(flatten)]
    pub data: DataOptions,
    /// Only what concerns the case of this id
    #[arg(long, value_name = "ID")]
    pub case: Option<DocId>,
    /// Only what the user of this login did, and what was done to them
    #[arg(long, value_name = "LOGIN")]
    pub user: Option<String>,
    /// Only what happened on the device of this id
    #[arg(long, value_name = "ID")]
    pub device: Option<DeviceId>,
    /// At most so many
    #[arg(long, value_name = "COUNT", default_value_t = 1_000)]
    pub limit: usize,
}

#[derive(Debug, Subcommand)]
pub enum RetentionCommand {
    /// List the cases that need not be kept any longer, and those that are held back
    List(DataOptions),
    /// Say for how many years records are kept, from the 1 April after a case was closed
    Years(YearsOptions),
    /// Hold a case back from disposal
    Hold(HoldOptions),
    /// Let go of cases that were held back
    Release(CasesOptions),
    /// Propose that cases go
    Propose(CasesOptions),
    /// Take such a proposal back
    Withdraw(CasesOptions),
    /// Let cases that a manager has proposed go for good, here and on every device
    Dispose(CasesOptions),
}

#[derive(Debug, Args)]
pub struct YearsOptions {
    #[command(flatten)]
    pub data: DataOptions,
    /// The years; without them the rule is told as it stands
    #[arg(value_name = "YEARS", value_parser = clap::value_parser!(u16).range(YEARS_MIN as i64..=YEARS_MAX as i64))]
    pub years: Option<u16>,
}

#[derive(Debug, Args)]
pub struct HoldOptions {
    #[command(flatten)]
    pub data: DataOptions,
    /// The case
    #[arg(value_name = "ID")]
    pub case: DocId,
    /// Why it has to be kept
    #[arg(long, value_name = "WORDS")]
    pub reason: String,
}

#[derive(Debug, Args)]
pub struct CasesOptions {
    #[command(flatten)]
    pub data: DataOptions,
    /// The cases, as `retention list` tells them
    #[arg(value_name = "ID", required = true)]
    pub cases: Vec<DocId>,
}

#[derive(Debug, Args)]
pub struct BackupOptions {
    #[command(flatten)]
    pub data: DataOptions,
    /// Name of the backup; a file that is there is never overwritten
    #[arg(long, value_name = "FILE")]
    pub to: PathBuf,
    /// File of the key, made by `backup-key new`
    #[arg(long, value_name = "KEYFILE")]
    pub key_file: PathBuf,
}

#[derive(Debug, Args)]
pub struct SealedOptions {
    /// The backup
    #[arg(long, value_name = "FILE")]
    pub from: PathBuf,
    /// File of the key that the backup was made with
    #[arg(long, value_name = "KEYFILE")]
    pub key_file: PathBuf,
}

#[derive(Debug, Args)]
pub struct RestoreOptions {
    #[command(flatten)]
    pub sealed: SealedOptions,
    /// Folder for the office's data; made if it is not there
    #[arg(long, value_name = "DIR")]
    pub data: PathBuf,
}

#[derive(Debug, Subcommand)]
pub enum BackupKeyCommand {
    /// Draw a new key and write it into a file that only this user can read
    New(NewKeyOptions),
}

#[derive(Debug, Args)]
pub struct NewKeyOptions {
    /// Name of the key file; a file that is there is never overwritten
    #[arg(long, value_name = "KEYFILE")]
    pub to: PathBuf,
}

#[derive(Debug, Args)]
pub struct ServeOptions {
    /// Address and port to listen on; port 0 takes any free one
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:8787")]
    pub listen: SocketAddr,
    /// Folder of the office's data; made if it is not there
    #[arg(long, value_name = "DIR")]
    pub data: PathBuf,
    /// Fill an empty office with the demo, whose passwords everyone knows (loopback addresses only)
    #[arg(long)]
    pub demo: bool,
    /// The certificate that the server shows, with its chain, in PEM form; read again when it changes
    #[arg(long, value_name = "FILE", requires = "tls_key")]
    pub tls_cert: Option<PathBuf>,
    /// The private key of the certificate, in PEM form
    #[arg(long, value_name = "FILE", requires = "tls_cert")]
    pub tls_key: Option<PathBuf>,
    /// A proxy in front speaks TLS, passes the Host header on and appends to X-Forwarded-For; nobody else can reach the server
    #[arg(long)]
    pub behind_tls_proxy: bool,
    /// How much to log on standard error
    #[arg(long, value_name = "LEVEL", default_value = "info", value_parser = ["off", "error", "warn", "info", "debug"])]
    pub log: String,
}

#[derive(Debug, Args)]
pub struct DataOptions {
    /// Folder of the office's data; a server may be running on it
    #[arg(long, value_name = "DIR")]
    pub data: PathBuf,
}

/// A moment as the clock on an office's wall shows it, in Japan.
pub fn moment(at_ms: u64) -> String {
    let at = i64::try_from(at_ms).ok().and_then(|ms| Timestamp::from_millisecond(ms).ok());
    let at = at.map(|at| Offset::constant(9).to_datetime(at));
    at.map_or_else(|| "-".to_owned(), |at| at.strftime("%Y-%m-%d %H:%M:%S").to_string())
}
