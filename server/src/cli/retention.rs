//! `retention`: how long an office keeps its records, and how they go, beside a server that may be running.

use anyhow::{Result, ensure};
use jiff::civil::Date;
use madobe_server::platform::{Clock, day_in_japan};
use madobe_server::store::audit::Hand;
use madobe_server::store::retention::{Held, Retained};
use madobe_server::store::{Retention, SqliteStore};
use madobe_shared::ids::DocId;

use super::{CasesOptions, DataOptions, HoldOptions, RetentionCommand, YearsOptions, moment};

/// Does what was asked for.
pub fn run(command: &RetentionCommand) -> Result<()> {
    match command {
        RetentionCommand::List(options) => list(options),
        RetentionCommand::Years(options) => years(options),
        RetentionCommand::Hold(HoldOptions { data, case, reason }) => hold(data, *case, Some(reason)),
        RetentionCommand::Release(options) => {
            options.cases.iter().try_for_each(|case| hold(&options.data, *case, None))
        }
        RetentionCommand::Propose(options) => propose(options, true),
        RetentionCommand::Withdraw(options) => propose(options, false),
        RetentionCommand::Dispose(options) => dispose(options),
    }
}

fn list(options: &DataOptions) -> Result<()> {
    let store = SqliteStore::open_beside(&options.data)?;
    for Retained { doc, closed_on, held, proposed } in store.retained(through(&store)?, usize::MAX >> 1)? {
        let closed_on = closed_on.map_or_else(|| "-".to_owned(), |day| day.to_string());
        let state = match (held, proposed) {
            (Some(Held { reason, .. }), _) => format!("held: {reason}"),
            (None, Some(proposed)) => format!("proposed {}", moment(proposed.at_ms)),
            (None, None) => "due".to_owned(),
        };
        println!("{doc}\t{closed_on}\t{state}");
    }
    Ok(())
}

fn years(options: &YearsOptions) -> Result<()> {
    let store = SqliteStore::open_beside(&options.data.data)?;
    if let Some(years) = options.years {
        store.set_retention_years(hand(), years)?;
    }
    println!("records are kept for {} years from the 1 April after a case was closed", store.retention_years()?);
    Ok(())
}

fn hold(options: &DataOptions, case: DocId, reason: Option<&str>) -> Result<()> {
    let is_known = SqliteStore::open_beside(&options.data)?.hold(hand(), case, reason)?;
    ensure!(is_known, "there is no case {case}");
    println!("{case}: {}", if reason.is_some() { "held" } else { "no longer held" });
    Ok(())
}

fn propose(options: &CasesOptions, proposed: bool) -> Result<()> {
    let store = SqliteStore::open_beside(&options.data.data)?;
    store.propose_disposal(hand(), &options.cases, through(&store)?, proposed)?;
    list(&options.data)
}

fn dispose(options: &CasesOptions) -> Result<()> {
    let store = SqliteStore::open_beside(&options.data.data)?;
    let disposed = store.dispose(hand(), &options.cases, through(&store)?)?;
    for case in &disposed {
        println!("{case}: gone; devices follow at their next contact");
    }
    let left = options.cases.len() - disposed.len();
    ensure!(
        left == 0,
        "{left} of them stay: each has to be due, not held, and proposed by a manager (`retention list`)"
    );
    println!("backups made before still hold them: keep none longer than your rules allow");
    Ok(())
}

/// The last day of closing that is due today.
fn through(store: &SqliteStore) -> Result<Date> {
    Ok(store.due_through(day_in_japan(Clock::System.now_ms()))?)
}

fn hand() -> Hand {
    Hand::of_the_office(Clock::System.now_ms())
}
