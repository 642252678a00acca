//! The program on the command line: what it prints, what it refuses, how it stops.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use crate::world::Reachable;

pub fn program(arguments: &[&str], data: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_madobe-server"));
    command.args(arguments).arg("--data").arg(data);
    command
}

/// Runs the program, which must fail at once with one sentence, and returns that.
pub fn refusal(arguments: &[&str], data: &Path) -> String {
    refusal_of(&mut program(arguments, data))
}

pub fn refusal_of(command: &mut Command) -> String {
    let Output { status, stdout, stderr } = command.output().unwrap();
    let said = String::from_utf8(stderr).unwrap();
    assert_eq!(status.code(), Some(1), "{said}");
    assert!(stdout.is_empty(), "nothing is ready");
    let lines: Vec<_> = said.lines().filter(|line| line.starts_with("madobe-server: ")).collect();
    assert_eq!(lines.len(), 1, "{said}");
    lines[0].trim_start_matches("madobe-server: ").to_owned()
}

pub fn answer(arguments: &[&str], data: &Path, input: &str) -> String {
    let mut child = program(arguments, data).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success());
    String::from_utf8(output.stdout).unwrap()
}

/// A running server; it does not outlive its test.
pub struct Running {
    pub child: Child,
    /// What it printed until it was ready, and the rest as it comes.
    out: BufReader<std::process::ChildStdout>,
    pub port: u16,
}

impl Running {
    pub fn start(arguments: &[&str], data: &Path) -> Self {
        Self::start_logging_to(Stdio::null(), arguments, data)
    }

    pub fn start_logging_to(log: Stdio, arguments: &[&str], data: &Path) -> Self {
        let mut command = program(&["serve", "--listen", "127.0.0.1:0"], data);
        let mut child = command.args(arguments).stdout(Stdio::piped()).stderr(log).spawn().unwrap();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        out.read_line(&mut line).unwrap();
        let address = line.strip_prefix("窓辺 Madobe: http").and_then(|rest| rest.strip_suffix("/\n"));
        let address = address.and_then(|rest| rest.trim_start_matches('s').strip_prefix("://127.0.0.1:"));
        let port =
            address.unwrap_or_else(|| panic!("not the line of a server that is ready: {line:?}")).parse().unwrap();
        Self { child, out, port }
    }

    #[cfg(unix)]
    fn terminate(&mut self) -> (Option<i32>, Duration) {
        #[allow(clippy::disallowed_methods, reason = "the test waits for a real process")]
        let asked = Instant::now();
        let kill = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status().unwrap();
        assert!(kill.success());
        (self.child.wait().unwrap().code(), asked.elapsed())
    }
}

impl Reachable for Running {
    fn address(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[cfg(unix)]
#[test]
fn it_says_when_it_is_ready_and_how_to_begin_and_stops_when_asked() {
    let folder = tempfile::tempdir().unwrap();
    let mut server = Running::start(&[], &folder.path().join("a/new/folder"));
    let mut stream = std::net::TcpStream::connect(("127.0.0.1", server.port)).unwrap();
    stream.write_all(format!("GET /healthz HTTP/1.0\r\nHost: 127.0.0.1:{}\r\n\r\n", server.port).as_bytes()).unwrap();
    let mut said = String::new();
    stream.read_to_string(&mut said).unwrap();
    assert!(said.starts_with("HTTP/1.0 200") && said.ends_with("ok\n"), "{said}");
    let (code, took) = server.terminate();
    assert_eq!(code, Some(0));
    assert!(took < Duration::from_secs(5), "{took:?}");
    let mut rest = String::new();
    server.out.read_to_string(&mut rest).unwrap();
    let code = rest.strip_prefix("  set-up code for the first manager's account, until the server stops: ");
    assert_eq!(code.map(str::len), Some("xxxxx-xxxxx-xxxxx\n".len()), "nothing else follows: {rest:?}");
}

#[test]
fn a_port_in_use_is_said_so_and_the_data_is_not_touched() {
    let folder = tempfile::tempdir().unwrap();
    let other = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = other.local_addr().unwrap();
    let data = folder.path().join("data");
    let said = refusal(&["serve", "--listen", &address.to_string()], &data);
    assert_eq!(
        said,
        format!("port {} is in use: stop the other program, or choose another with --listen", address.port())
    );
    assert!(!data.exists());
}

#[test]
fn what_would_be_unsafe_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let said = refusal(&["serve", "--listen", "0.0.0.0:0"], folder.path());
    assert!(said.contains("--behind-tls-proxy"), "{said}");
    let said = refusal(&["serve", "--listen", "0.0.0.0:0", "--behind-tls-proxy", "--demo"], folder.path());
    assert!(said.contains("--demo needs a loopback address"), "{said}");
    let said = refusal(&["serve", "--listen", "127.0.0.1:0", "--behind-tls-proxy", "--demo"], folder.path());
    assert!(said.contains("no proxy in front"), "{said}");

    // The demo's data without the word: its passwords are no better for that.
    drop(Running::start(&["--demo"], folder.path()));
    let said = refusal(&["serve", "--listen", "127.0.0.1:0", "--behind-tls-proxy"], folder.path());
    assert!(said.contains("holds accounts of the demo, whose passwords are known to everyone"), "{said}");
}

#[test]
fn a_data_folder_that_cannot_be_used_is_said_so() {
    let folder = tempfile::tempdir().unwrap();
    let in_the_way = folder.path().join("file");
    fs::write(&in_the_way, "x").unwrap();
    let said = refusal(&["serve", "--listen", "127.0.0.1:0"], &in_the_way);
    assert!(said.contains("cannot be written"), "{said}");

    let damaged = folder.path().join("damaged");
    fs::create_dir(&damaged).unwrap();
    fs::write(damaged.join("madobe.sqlite3"), vec![0x5a; 10_000]).unwrap();
    let said = refusal(&["serve", "--listen", "127.0.0.1:0"], &damaged);
    assert!(said.contains("is not a database; nothing was changed"), "{said}");
    assert_eq!(fs::read(damaged.join("madobe.sqlite3")).unwrap(), vec![0x5a; 10_000]);

    let in_use = folder.path().join("in use");
    let _running = Running::start(&[], &in_use);
    let said = refusal(&["serve", "--listen", "127.0.0.1:0"], &in_use);
    assert!(said.starts_with("another Madobe server is using the data folder"), "{said}");
}

#[cfg(unix)]
#[test]
fn a_data_folder_that_may_only_be_read_is_said_so_and_stays_as_it_is() {
    use std::os::unix::fs::{MetadataExt, PermissionsExt};
    use std::os::unix::process::CommandExt;
    const NOBODY: u32 = 65_534;

    let folder = tempfile::tempdir().unwrap();
    let (data, file) = (folder.path().join("data"), folder.path().join("data/madobe.sqlite3"));
    assert_eq!(Running::start(&[], &data).terminate().0, Some(0));
    let before = fs::read(&file).unwrap();
    let allow = |path: &Path, mode| fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    // Root may write anywhere; somebody else has to try then, from where everybody may start the program.
    let program = folder.path().join("madobe-server");
    fs::copy(env!("CARGO_BIN_EXE_madobe-server"), &program).unwrap();
    allow(folder.path(), 0o755);
    let refusal = || {
        let mut command = Command::new(&program);
        command.args(["serve", "--listen", "127.0.0.1:0", "--data"]).arg(&data);
        if fs::metadata(folder.path()).unwrap().uid() == 0 {
            command.uid(NOBODY);
        }
        refusal_of(&mut command)
    };

    allow(&data, 0o555);
    let said = refusal();
    assert!(said.contains("cannot be written (Permission denied"), "the folder: {said}");
    fs::remove_file(data.join("madobe.lock")).unwrap();
    allow(&data, 0o777);
    allow(&file, 0o444);
    let said = refusal();
    assert!(said.contains("cannot be written (the database file is read-only)"), "the file: {said}");
    assert!(said.contains("choose another with --data, or give this user the right to write there"), "{said}");
    allow(&file, 0o644);
    assert!(fs::read(&file).unwrap() == before, "nothing was changed");
}

#[test]
fn accounts_are_added_listed_and_given_passwords_beside_a_running_server() {
    let folder = tempfile::tempdir().unwrap();
    let _running = Running::start(&[], folder.path());
    let sato = ["user", "add", "Sato", "--name", "佐藤 由佳", "--profession", "social_worker"];
    let said = answer(&sato, folder.path(), "");
    let (first, password) = said.trim_end().split_once('\n').unwrap();
    assert_eq!(first, "sato: added");
    assert_eq!(password.strip_prefix("password: ").unwrap().len(), 23);
    assert!(refusal(&sato, folder.path()).starts_with("there is an account of this login already"));

    let said = answer(&["user", "passwd", "sato", "--password-stdin"], folder.path(), "another long password\n");
    assert_eq!(said, "sato: the password was changed and all sessions have ended\n");
    assert_eq!(listed(folder.path()), ["sato", "佐藤 由佳", "social_worker", "active", "consultant", "ward", "-"]);

    let refused: [(&[&str], &str); 10] = [
        (&["user", "passwd", "tanaka"], "there is no account \"tanaka\""),
        (&["user", "add", "佐藤", "--name", "佐藤", "--profession", "clerk"], "\"佐藤\" cannot be a login"),
        (&["user", "add", "mori", "--name", " ", "--profession", "clerk"], "the name must be one line"),
        (&["user", "add", "mori", "--name", "森", "--profession", "wizard"], "there is no profession \"wizard\""),
        (&["user", "set", "tanaka", "--name", "田中"], "there is no account \"tanaka\""),
        (&["user", "set", "sato"], "nothing to change: say at least one of --name"),
        (&["user", "set", "sato", "--role", "boss"], "there is no role \"boss\": take one of manager, consultant"),
        (&["user", "set", "sato", "--expires", "2027-02-30"], "\"2027-02-30\" is no day"),
        (&["user", "reset-second-factor", "tanaka"], "there is no account \"tanaka\""),
        (&["user", "reset-second-factor", "sato"], "sato has no second factor"),
    ];
    for (arguments, expected) in refused {
        let said = refusal(arguments, folder.path());
        assert!(said.starts_with(expected), "{said}");
    }
}

/// The columns of the one account there is, without its id.
fn listed(data: &Path) -> Vec<String> {
    let listed = answer(&["user", "list"], data, "");
    let mut columns: Vec<_> = listed.trim_end().split('\t').map(str::to_owned).collect();
    assert_eq!(columns.remove(4).len(), 16, "the id");
    columns
}

#[test]
fn terms_of_an_account_are_set_and_changed() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path();
    let mori = ["user", "add", "mori", "--name", "森", "--profession", "clerk", "--role", "outreach_worker"];
    answer(&[&mori[..], &["--contractor", "--expires", "2099-03-31"]].concat(), data, "");
    assert_eq!(listed(data), ["mori", "森", "clerk", "active", "outreach_worker", "contractor", "2099-03-31"]);

    assert_eq!(answer(&["user", "set", "Mori", "--expires", "2020-03-31"], data, ""), "mori: changed\n");
    assert_eq!(listed(data)[3..], ["expired", "outreach_worker", "contractor", "2020-03-31"]);
    answer(&["user", "set", "mori", "--role", "manager", "--contractor", "false", "--expires", "never"], data, "");
    assert_eq!(listed(data)[3..], ["active", "manager", "ward", "-"]);

    let said = answer(&["user", "disable", "mori"], data, "");
    assert_eq!(said, "mori: disabled, and all sessions have ended\n");
    assert_eq!(listed(data)[3..], ["inactive", "manager", "ward", "-"]);
    assert_eq!(answer(&["user", "enable", "mori"], data, ""), "mori: enabled\n");
    assert_eq!(listed(data)[3], "active");

    let mut server = Running::start(&[], data);
    server.child.kill().unwrap();
    let mut rest = String::new();
    server.out.read_to_string(&mut rest).unwrap();
    assert_eq!(rest, "", "an office with accounts needs no set-up code");
}

#[test]
fn the_demo_prints_its_sign_ins_and_comes_once() {
    let folder = tempfile::tempdir().unwrap();
    for _ in 0..2 {
        let mut server = Running::start(&["--demo"], folder.path());
        let mut line = String::new();
        server.out.read_line(&mut line).unwrap();
        assert!(line.starts_with("  sato ") && line.contains("madobe-demo") && line.contains("佐藤"), "{line}");
        drop(server);
        assert!(answer(&["user", "list"], folder.path(), "").contains("sato\t"));
    }
}
