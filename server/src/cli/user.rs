//! `user`: accounts, beside a server that may be running.

mod options;

use std::io::BufRead;

use anyhow::{Context, Result, bail};
use jiff::civil::Date;
use madobe_server::auth::{canonical_login, is_valid_login, is_valid_name, password};
use madobe_server::limits::LOGIN_CHARS_MAX;
use madobe_server::platform::{Clock, random_id};
use madobe_server::store::accounts::{Account, AccountChange};
use madobe_server::store::audit::Hand;
use madobe_server::store::{Accounts, SecondFactors, SqliteStore};
use madobe_shared::calendar::read_date;
use madobe_shared::codes::{CodeList, Profession, Role};
use madobe_shared::ids::UserId;

use super::DataOptions;
pub use options::UserCommand;
use options::{AddOptions, LoginOptions, PasswordOptions, PasswordSource, SetOptions};

/// Does what was asked for.
pub fn run(command: &UserCommand) -> Result<()> {
    let active = |active| AccountChange { active: Some(active), ..AccountChange::default() };
    match command {
        UserCommand::Add(options) => add(options),
        UserCommand::Set(options) => set(options),
        UserCommand::Disable(options) => {
            change(&options.data, &options.login, &active(false), "disabled, and all sessions have ended")
        }
        UserCommand::Enable(options) => change(&options.data, &options.login, &active(true), "enabled"),
        UserCommand::List(options) => list(options),
        UserCommand::Passwd(options) => change_password(options),
        UserCommand::ResetSecondFactor(options) => reset_second_factor(options),
    }
}

fn add(options: &AddOptions) -> Result<()> {
    let login = canonical_login(&options.login);
    if !is_valid_login(&login) {
        bail!(
            "{:?} cannot be a login: take up to {LOGIN_CHARS_MAX} letters (a-z), digits, '.', '-' and '_'",
            options.login
        );
    }
    let name = checked_name(&options.name)?;
    let profession: Profession = checked_code(&options.profession)?;
    let role: Role = checked_code(&options.role)?;
    let expires_on = options.expires.as_deref().map(checked_date).transpose()?;
    let store = open(&options.data)?;
    let password = NewPassword::from(&options.password)?;
    let hand = Hand::of_the_office(Clock::System.now_ms());
    store.create_user(
        hand,
        &Account {
            user: UserId(random_id()),
            login: login.clone(),
            name,
            profession,
            active: true,
            role,
            contractor: options.contractor,
            expires_on,
            password_hash: password.hash.clone(),
        },
    )?;
    println!("{login}: added");
    password.tell();
    Ok(())
}

fn set(options: &SetOptions) -> Result<()> {
    let wanted = AccountChange {
        name: options.name.as_deref().map(checked_name).transpose()?,
        profession: options.profession.as_deref().map(checked_code).transpose()?,
        active: None,
        role: options.role.as_deref().map(checked_code).transpose()?,
        contractor: options.contractor,
        expires_on: match options.expires.as_deref() {
            None => None,
            Some("never") => Some(None),
            Some(day) => Some(Some(checked_date(day)?)),
        },
    };
    if wanted == AccountChange::default() {
        bail!("nothing to change: say at least one of --name, --profession, --role, --contractor and --expires");
    }
    change(&options.data, &options.login, &wanted, "changed")
}

fn change(data: &DataOptions, login: &str, change: &AccountChange, done: &str) -> Result<()> {
    let login = canonical_login(login);
    let hand = Hand::of_the_office(Clock::System.now_ms());
    let changed = open(data)?.change_user(hand, &login, change)?;
    changed.with_context(|| no_account(&login))?;
    println!("{login}: {done}");
    Ok(())
}

fn list(options: &DataOptions) -> Result<()> {
    let now_ms = Clock::System.now_ms();
    for account in open(options)?.list_users()? {
        let state = match account.active {
            false => "inactive",
            true if account.may_sign_in(now_ms) => "active",
            true => "expired",
        };
        let employer = if account.contractor { "contractor" } else { "ward" };
        let last_day = account.expires_on.map_or_else(|| "-".to_owned(), |day| day.to_string());
        let Account { login, name, profession, user, role, .. } = account;
        println!("{login}\t{name}\t{profession}\t{state}\t{user}\t{role}\t{employer}\t{last_day}");
    }
    Ok(())
}

fn checked_name(name: &str) -> Result<String> {
    let name = name.trim();
    if !is_valid_name(name) {
        bail!("the name must be one line of text: it stands beside everything this person writes");
    }
    Ok(name.to_owned())
}

fn checked_code<T: CodeList>(code: &str) -> Result<T> {
    let value = T::from_code(code);
    if !value.is_known() {
        let known: Vec<&str> = T::ALL.iter().map(T::code).collect();
        bail!("there is no {} {code:?}: take one of {}", T::LIST, known.join(", "));
    }
    Ok(value)
}

fn checked_date(day: &str) -> Result<Date> {
    read_date(day).with_context(|| format!("{day:?} is no day: write the last one like 2027-03-31"))
}

fn no_account(login: &str) -> String {
    format!("there is no account {login:?}: `user list` shows all")
}

fn change_password(options: &PasswordOptions) -> Result<()> {
    let store = open(&options.data)?;
    let login = canonical_login(&options.login);
    let account = store.user_by_login(&login)?;
    let account = account.with_context(|| no_account(&login))?;
    let password = NewPassword::from(&options.password)?;
    let hand = Hand::of_the_office(Clock::System.now_ms());
    store.set_password(hand, account.user, &password.hash, None)?;
    println!("{login}: the password was changed and all sessions have ended");
    password.tell();
    Ok(())
}

fn reset_second_factor(options: &LoginOptions) -> Result<()> {
    let store = open(&options.data)?;
    let login = canonical_login(&options.login);
    let account = store.user_by_login(&login)?.with_context(|| no_account(&login))?;
    let hand = Hand::of_the_office(Clock::System.now_ms());
    if !store.reset_second_factors(hand, account.user)? {
        bail!("{login} has no second factor: they sign in with the password alone");
    }
    println!(
        "{login}: the second factor was removed, with its passkeys; until another is set up, the password alone is asked for"
    );
    Ok(())
}

fn open(options: &DataOptions) -> Result<SqliteStore> {
    Ok(SqliteStore::open_beside(&options.data)?)
}

struct NewPassword {
    hash: String,
    /// To be told to whoever made it, once.
    generated: Option<String>,
}

impl NewPassword {
    fn from(source: &PasswordSource) -> Result<Self> {
        if !source.password_stdin {
            let generated = password::generate();
            return Ok(Self { hash: password::hash(&generated)?, generated: Some(generated) });
        }
        let mut line = String::new();
        std::io::stdin().lock().read_line(&mut line).context("no password could be read from standard input")?;
        let hash = password::hash(line.trim_end_matches(['\r', '\n']))?;
        Ok(Self { hash, generated: None })
    }

    fn tell(&self) {
        if let Some(generated) = &self.generated {
            println!("password: {generated}");
        }
    }
}
