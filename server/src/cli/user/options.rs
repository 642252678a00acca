//! What can be asked for about accounts.

use clap::{Args, Subcommand};

use super::super::DataOptions;

#[derive(Debug, Subcommand)]
pub enum UserCommand {
    /// Add an account; prints a generated password unless one comes in
    Add(AddOptions),
    /// Change an account's name, profession, role, employer or last day
    Set(SetOptions),
    /// Let nobody in by an account any more; its sessions end
    Disable(LoginOptions),
    /// Let its user in again
    Enable(LoginOptions),
    /// List all accounts: login, name, profession, state, id, role, employer, last day
    List(DataOptions),
    /// Give an account another password and end its sessions
    Passwd(PasswordOptions),
    /// Take the second factor of an account away, passkeys included, as after the loss of a phone
    ResetSecondFactor(LoginOptions),
}

#[derive(Debug, Args)]
pub struct AddOptions {
    /// What the user signs in with: letters, digits, '.', '-' and '_'
    pub login: String,
    /// The name, as colleagues call them
    #[arg(long)]
    pub name: String,
    /// The code of their profession, such as social_worker
    #[arg(long, value_name = "CODE")]
    pub profession: String,
    /// What the account is for: manager, consultant, outreach_worker or coordinator
    #[arg(long, value_name = "CODE", default_value = "consultant")]
    pub role: String,
    /// They belong to a contractor (委託事業者) and not to the ward
    #[arg(long)]
    pub contractor: bool,
    /// The last day on which they can sign in, such as 2027-03-31
    #[arg(long, value_name = "DATE")]
    pub expires: Option<String>,
    #[command(flatten)]
    pub password: PasswordSource,
    #[command(flatten)]
    pub data: DataOptions,
}

#[derive(Debug, Args)]
pub struct SetOptions {
    /// What the user signs in with
    pub login: String,
    /// Another name
    #[arg(long)]
    pub name: Option<String>,
    /// The code of another profession
    #[arg(long, value_name = "CODE")]
    pub profession: Option<String>,
    /// Another role: manager, consultant, outreach_worker or coordinator
    #[arg(long, value_name = "CODE")]
    pub role: Option<String>,
    /// Whether they belong to a contractor (委託事業者) and not to the ward
    #[arg(long, value_name = "true|false")]
    pub contractor: Option<bool>,
    /// The last day on which they can sign in, such as 2027-03-31, or never
    #[arg(long, value_name = "DATE|never")]
    pub expires: Option<String>,
    #[command(flatten)]
    pub data: DataOptions,
}

#[derive(Debug, Args)]
pub struct LoginOptions {
    /// What the user signs in with
    pub login: String,
    #[command(flatten)]
    pub data: DataOptions,
}

#[derive(Debug, Args)]
pub struct PasswordOptions {
    /// What the user signs in with
    pub login: String,
    #[command(flatten)]
    pub password: PasswordSource,
    #[command(flatten)]
    pub data: DataOptions,
}

#[derive(Debug, Args)]
pub struct PasswordSource {
    /// Read the password from the first line of standard input instead of generating one
    #[arg(long)]
    pub password_stdin: bool,
}
