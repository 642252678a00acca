//! `audit`: the audit trail, beside a server that may be running.

use anyhow::{Context, Result, bail};
use madobe_server::auth::canonical_login;
use madobe_server::platform::Clock;
use madobe_server::store::audit::{About, Event, Hand, Recorded, TrailHash};
use madobe_server::store::{Accounts, Audit, SqliteStore};
use madobe_shared::hex;

use super::{AuditCommand, AuditListOptions, AuditVerifyOptions, moment};

/// Does what was asked for.
pub fn run(command: &AuditCommand) -> Result<()> {
    match command {
        AuditCommand::Verify(options) => verify(options),
        AuditCommand::List(options) => list(options),
    }
}

fn verify(options: &AuditVerifyOptions) -> Result<()> {
    let noted = options.noted.as_deref().map(noted).transpose()?;
    let store = SqliteStore::open_beside(&options.data.data)?;
    let trail = store.verify_trail()?;
    if let Some(at) = trail.broken_at {
        bail!(
            "the audit trail is not whole from its entry {at} on: someone has changed the database by hand. Keep a copy of it, and look \
             into the backups: `verify` tells which of them is the last whole one"
        );
    }
    if let Some((number, hash)) = noted
        && number > 0
        && store.trail_hash(number)? != Some(hash)
    {
        bail!(
            "the audit trail does not go on from the end that was noted, entry {number}: it was written anew, cut off, or the office was \
             restored from an older backup"
        );
    }
    println!("the audit trail is whole: {} entries", trail.events);
    println!("its end, to be noted where this server cannot write: {}:{}", trail.events, trail.head);
    Ok(())
}

fn noted(given: &str) -> Result<(u64, TrailHash)> {
    let read =
        given.split_once(':').and_then(|(number, hash)| Some((number.parse().ok()?, TrailHash(hex::read(hash)?))));
    read.with_context(|| format!("{given:?} is no end of a trail: write it as `audit verify` prints it, NUMBER:HASH"))
}

fn list(options: &AuditListOptions) -> Result<()> {
    let store = SqliteStore::open_beside(&options.data.data)?;
    let users = store.list_users()?;
    let login = options.user.as_deref().map(canonical_login);
    let user = login.map(|login| {
        let account = users.iter().find(|account| account.login == login);
        account
            .map(|account| account.user)
            .with_context(|| format!("there is no account {login:?}: `user list` shows all"))
    });
    let about = About { case: options.case, user: user.transpose()?, device: options.device };
    let trail = store.trail(&about, None, options.limit)?;
    store.record(&about.look(Hand::of_the_office(Clock::System.now_ms())))?;
    let login = |user| match users.iter().find(|account| account.user == user) {
        Some(account) => account.login.clone(),
        None => user.to_string(),
    };
    for Recorded { number, recorded_ms, event } in trail {
        let Event { at_ms, deed, by, device, case, about, words } = event;
        let by = by.map_or_else(|| "-".to_owned(), login);
        let about = about.map_or_else(|| "-".to_owned(), login);
        let device = device.map_or_else(|| "-".to_owned(), |device| device.to_string());
        let case = case.map_or_else(|| "-".to_owned(), |case| case.to_string());
        let (at, recorded) = (moment(at_ms), moment(recorded_ms));
        println!("{number}\t{at}\t{recorded}\t{by}\t{deed}\t{about}\t{case}\t{device}\t{words}");
    }
    Ok(())
}
