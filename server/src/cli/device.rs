//! `device`: the devices of an office, beside a server that may be running.

mod book;

use anyhow::{Context, Result};
use madobe_server::auth::enrolment::EnrolmentCode;
use madobe_server::platform::{Clock, day_in_japan};
use madobe_server::store::audit::Hand;
use madobe_server::store::{Accounts, CheckOuts, Devices, SqliteStore};

use super::{DataOptions, DeviceCommand, DeviceOptions, EnrolmentOptions, moment};

/// Does what was asked for.
pub fn run(command: &DeviceCommand) -> Result<()> {
    match command {
        DeviceCommand::List(options) => list(options),
        DeviceCommand::Lost(options) => set_lost(options, true),
        DeviceCommand::Found(options) => set_lost(options, false),
        DeviceCommand::Holdings(options) => holdings(options),
        DeviceCommand::Out(options) => book::out(options),
        DeviceCommand::Returned(options) => book::returned(options),
        DeviceCommand::Book(options) => book::print(options),
        DeviceCommand::Enrolment(options) => rule(options),
        DeviceCommand::Code(options) => code(options),
    }
}

fn list(options: &DataOptions) -> Result<()> {
    let store = SqliteStore::open_beside(&options.data)?;
    let (users, out) = (store.list_users()?, store.devices_out()?);
    for device in store.devices()? {
        let is_out = out.iter().any(|out| out.device == device.device);
        let state = match (device.lost_at_ms, device.wiped_at_ms) {
            (_, Some(_)) => "wiped",
            (Some(_), None) => "lost",
            (None, None) if is_out => "out",
            (None, None) => "in use",
        };
        let login = |user| users.iter().find(|account| account.user == user).map(|account| account.login.clone());
        let logins: Vec<_> = device.users.iter().filter_map(|(user, _)| login(*user)).collect();
        let (id, name, met) = (device.device, &device.name, moment(device.last_met_ms()));
        let build = if device.build.is_empty() { "-" } else { &device.build };
        println!("{id}\t{state}\t{met}\t{}\t{build}\t{name}", logins.join(","));
    }
    Ok(())
}

fn set_lost(options: &DeviceOptions, lost: bool) -> Result<()> {
    let hand = Hand::of_the_office(Clock::System.now_ms());
    let store = SqliteStore::open_beside(&options.data.data)?;
    let ended = store.set_lost(hand, options.device, lost)?;
    let ended = ended.with_context(|| format!("there is no device {}: `device list` shows all", options.device))?.len();
    if lost {
        println!(
            "{}: reported lost, {ended} sessions have ended; it destroys what it holds at its next contact",
            options.device
        );
        book::print_who_has(&store, options.device)?;
    } else {
        println!("{}: found again", options.device);
    }
    Ok(())
}

fn holdings(options: &DeviceOptions) -> Result<()> {
    let store = SqliteStore::open_beside(&options.data.data)?;
    for case in store.holdings(options.device, day_in_japan(Clock::System.now_ms()))? {
        println!("{case}");
    }
    Ok(())
}

fn rule(options: &EnrolmentOptions) -> Result<()> {
    let must_enrol = options.rule == "required";
    let hand = Hand::of_the_office(Clock::System.now_ms());
    SqliteStore::open_beside(&options.data.data)?.set_must_enrol(hand, must_enrol)?;
    println!("{}", if must_enrol { "new devices have to be enrolled" } else { "new devices need no enrolment" });
    Ok(())
}

fn code(options: &DataOptions) -> Result<()> {
    let now_ms = Clock::System.now_ms();
    let code = EnrolmentCode::draw(now_ms);
    let store = SqliteStore::open_beside(&options.data)?;
    store.offer_enrolment(Hand::of_the_office(now_ms), code.hash(), code.until_ms)?;
    println!("{}, until {}", code.code, moment(code.until_ms));
    Ok(())
}
