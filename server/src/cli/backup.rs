//! `backup`, `verify`, `restore`, `backup-key`: the office in one encrypted file, and back.

use anyhow::{Context, Result, bail};
use jiff::Timestamp;
use madobe_server::backup::{self, Head, Key};
use madobe_server::platform::Clock;
use madobe_server::store::Contents;

use super::{BackupKeyCommand, BackupOptions, RestoreOptions, SealedOptions};

/// Makes a backup.
pub fn backup(options: &BackupOptions) -> Result<()> {
    let key = Key::read(&options.key_file)?;
    let head = backup::make(&options.data.data, &options.to, &key, &Clock::System)?;
    println!("{}: {}", options.to.display(), told(&head));
    Ok(())
}

/// Looks through a backup.
pub fn verify(options: &SealedOptions) -> Result<()> {
    let key = Key::read(&options.key_file)?;
    let (head, contents) = backup::verify(&options.from, &key)?;
    if let Some(unsound) = unsound(&contents) {
        bail!("{}: {unsound}; a restore would bring it back as it is", options.from.display());
    }
    println!("{}: {}", options.from.display(), told(&head));
    println!("{}", counted(&contents));
    println!("everything in it can be read");
    Ok(())
}

/// Makes a backup into an office.
pub fn restore(options: &RestoreOptions) -> Result<()> {
    let key = Key::read(&options.sealed.key_file)?;
    let (head, contents) = backup::restore(&options.sealed.from, &key, &options.data, &Clock::System)?;
    println!("{}: restored, {}", options.data.display(), told(&head));
    println!("{}", counted(&contents));
    if let Some(unsound) = unsound(&contents) {
        println!("{unsound}");
    }
    println!("everyone has to sign in again; the devices then bring what was written on them since");
    println!("accounts and passwords are as they were then: repeat what was changed since, above all who was shut out");
    Ok(())
}

/// Makes a key.
pub fn key(command: &BackupKeyCommand) -> Result<()> {
    let BackupKeyCommand::New(options) = command;
    let key = Key::draw();
    key.write(&options.to)?;
    println!("{}: the key {}", options.to.display(), key.id());
    println!("keep a copy of it apart from the server and from the backups: without it no backup can be opened");
    Ok(())
}

fn told(head: &Head) -> String {
    let made_at = i64::try_from(head.made_at_ms).context("beyond all times").and_then(|ms| {
        // Seconds are enough to tell one backup from another.
        Ok(Timestamp::from_second(ms / 1_000)?)
    });
    let made_at = made_at.map_or_else(|_| "at an unknown time".to_owned(), |at| format!("at {at}"));
    format!("a backup made {made_at} with the key {}, {} bytes of database", head.key, head.database_bytes)
}

fn counted(contents: &Contents) -> String {
    let Contents { users, documents, entries, head, blobs, trail, .. } = contents;
    let events = trail.events;
    format!(
        "{users} accounts, {documents} documents, {entries} entries of the log up to number {head}, {blobs} files, {events} of the audit trail"
    )
}

fn unsound(contents: &Contents) -> Option<String> {
    let changes = contents.first_unsound.map(|first| {
        let count = contents.unsound;
        format!("{count} changes cannot be read or do not fit the others, the first is entry {first} of the log")
    });
    let trail = contents.trail.broken_at.map(|at| format!("the audit trail is not whole from its entry {at} on"));
    let files = (contents.unsound_blobs > 0)
        .then(|| format!("{} files of cases are not what was received", contents.unsound_blobs));
    let told: Vec<_> = [changes, files, trail].into_iter().flatten().collect();
    (!told.is_empty()).then(|| told.join("; "))
}
