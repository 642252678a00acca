//! `device out`, `returned` and `book`: who has which device.

use anyhow::{Context, Result, bail};
use jiff::tz::Offset;
use madobe_server::auth::canonical_login;
use madobe_server::platform::Clock;
use madobe_server::store::accounts::Account;
use madobe_server::store::audit::Hand;
use madobe_server::store::check_outs::{CheckOut, NewCheckOut};
use madobe_server::store::{Accounts, CheckOuts, SqliteStore};
use madobe_shared::ids::{DeviceId, UserId};

use super::super::{BookOptions, DeviceOptions, OutOptions, moment};

/// Writes down that someone takes a device along.
pub fn out(options: &OutOptions) -> Result<()> {
    let store = SqliteStore::open_beside(&options.device.data.data)?;
    let device = options.device.device;
    let login = canonical_login(&options.login);
    let account = store.user_by_login(&login)?;
    let user = account.with_context(|| format!("there is no account {login:?}: `user list` shows all"))?.user;
    let until = Offset::constant(9).to_timestamp(options.until).context("no calendar has that moment")?;
    let due_ms = u64::try_from(until.as_millisecond()).unwrap_or_default();
    let wanted = NewCheckOut { device, user, due_ms, purpose: options.purpose.trim().to_owned() };
    let taken = store.check_out(Hand::of_the_office(Clock::System.now_ms()), &wanted)??;
    println!("{device}: out with {login} until {}", moment(taken.due_ms));
    Ok(())
}

/// Writes down that it is back.
pub fn returned(options: &DeviceOptions) -> Result<()> {
    let store = SqliteStore::open_beside(&options.data.data)?;
    let Some(out) = store.devices_out()?.into_iter().find(|out| out.device == options.device) else {
        bail!("{} is not out: `device book` shows who had it", options.device);
    };
    store.return_device(Hand::of_the_office(Clock::System.now_ms()), out.device, out.number)?;
    println!("{}: returned", options.device);
    Ok(())
}

/// Prints the book.
pub fn print(options: &BookOptions) -> Result<()> {
    let store = SqliteStore::open_beside(&options.data.data)?;
    let users = store.list_users()?;
    for entry in store.book(None, options.limit)? {
        let returned = match entry.returned {
            Some((at_ms, by)) => format!("{}\t{}", moment(at_ms), login(&users, by)),
            None => "-\t-".to_owned(),
        };
        let CheckOut { number, device, user, purpose, out_ms, due_ms, .. } = entry;
        let (out, due) = (moment(out_ms), moment(due_ms));
        println!("{number}\t{device}\t{}\t{out}\t{due}\t{returned}\t{purpose}", login(&users, Some(user)));
    }
    Ok(())
}

/// Says who has a device, where it is out.
pub fn print_who_has(store: &SqliteStore, device: DeviceId) -> Result<()> {
    if let Some(out) = store.devices_out()?.into_iter().find(|out| out.device == device) {
        let login = login(&store.list_users()?, Some(out.user));
        println!("{device}: out with {login} since {}, {}", moment(out.out_ms), out.purpose);
    }
    Ok(())
}

fn login(users: &[Account], user: Option<UserId>) -> String {
    let known = user.map(|user| users.iter().find(|account| account.user == user));
    known.map_or("office", |account| account.map_or("?", |account| &account.login)).to_owned()
}
