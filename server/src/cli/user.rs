//! `user`: accounts, beside a server that may be running.

use std::io::BufRead;

use anyhow::{Context, Result, bail};
use madobe_server::auth::{canonical_login, is_valid_login, password};
use madobe_server::limits::LOGIN_CHARS_MAX;
use madobe_server::platform::random_id;
use madobe_server::store::accounts::Account;
use madobe_server::store::{Accounts, SqliteStore};
use madobe_shared::codes::Profession;
use madobe_shared::ids::UserId;
use madobe_shared::limits::FIELD_BYTES_MAX;

use super::{AddOptions, DataOptions, PasswordOptions, PasswordSource, UserCommand};

/// Does what was asked for.
pub fn run(command: &UserCommand) -> Result<()> {
    match command {
        UserCommand::Add(options) => add(options),
        UserCommand::List(options) => list(options),
        UserCommand::Passwd(options) => change_password(options),
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
    let name = options.name.trim();
    if name.is_empty() || name.len() > FIELD_BYTES_MAX || name.chars().any(char::is_control) {
        bail!("the name must be one line of text: it stands beside everything this person writes");
    }
    let profession = Profession::from_code(&options.profession);
    if !profession.is_known() {
        let known: Vec<&str> = Profession::ALL.iter().map(Profession::code).collect();
        bail!("there is no profession {:?}: take one of {}", options.profession, known.join(", "));
    }
    let store = open(&options.data)?;
    let password = NewPassword::from(&options.password)?;
    store.create_user(&Account {
        user: UserId(random_id()),
        login: login.clone(),
        name: name.to_owned(),
        profession,
        active: true,
        password_hash: password.hash.clone(),
    })?;
    println!("{login}: added");
    password.tell();
    Ok(())
}

fn list(options: &DataOptions) -> Result<()> {
    for account in open(options)?.list_users()? {
        let active = if account.active { "active" } else { "inactive" };
        println!("{}\t{}\t{}\t{active}\t{}", account.login, account.name, account.profession, account.user);
    }
    Ok(())
}

fn change_password(options: &PasswordOptions) -> Result<()> {
    let store = open(&options.data)?;
    let login = canonical_login(&options.login);
    let account = store.user_by_login(&login)?;
    let account = account.with_context(|| format!("there is no account {login:?}: `user list` shows all"))?;
    let password = NewPassword::from(&options.password)?;
    store.set_password(account.user, &password.hash)?;
    println!("{login}: the password was changed and all sessions have ended");
    password.tell();
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
