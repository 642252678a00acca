//! An office with a real server: the built binary, its own process, its own data folder, on loopback.
//!
//! Stories stop it, kill it and start it again on the same address, as power cuts and updates do. It never shares a process with
//! the test, so that a SIGKILL is one.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::time::{Duration, Instant};

use madobe_server::store::audit::{About, Hand};
use madobe_server::store::check_outs::NewCheckOut;
use madobe_server::store::{Accounts, Audit, CheckOuts, Devices, SqliteStore, Store};
use madobe_shared::codes::Deed;
use madobe_shared::ids::{DeviceId, DocId, UserId};

/// The password of everyone in a story.
pub const PASSWORD: &str = "はるのひ-himawari-7";

/// How long a server may take to say that it is ready.
const READY_PATIENCE: Duration = Duration::from_secs(60);

/// An office: a data folder and, most of the time, a running server.
///
/// Dropping it kills the server and leaves the folder to its owner.
pub struct Office {
    data: PathBuf,
    port: u16,
    server: Option<Child>,
    said: Option<Receiver<String>>,
}

/// The built server, as `cargo xtask test` names it.
#[must_use]
pub fn server_binary() -> PathBuf {
    let path = std::env::var_os("MADOBE_SERVER_BIN");
    path.map(PathBuf::from)
        .expect("MADOBE_SERVER_BIN names the built server: run this through `cargo xtask test --only e2e`")
}

impl Office {
    /// An office whose staff is given as `(login, name, profession)`, with the server running and no case yet.
    #[must_use]
    pub fn open(folder: &Path, staff: &[(&str, &str, &str)]) -> Self {
        let mut office = Self::closed(folder);
        for (login, name, profession) in staff {
            office.add_user(login, name, profession);
        }
        office.start();
        office
    }

    /// The demo office, with the server running. Its sign-ins are those the server prints.
    #[must_use]
    pub fn open_demo(folder: &Path) -> Self {
        let mut office = Self::closed(folder);
        office.launch(&["--demo"]);
        office
    }

    fn closed(folder: &Path) -> Self {
        Self { data: folder.join("office"), port: free_port(), server: None, said: None }
    }

    /// The code for the first account, which the server of an office without any prints when it starts.
    #[must_use]
    pub fn setup_code(&self) -> String {
        let said = self.said.as_ref().expect("the server was started");
        loop {
            let line = said.recv_timeout(READY_PATIENCE).expect("the server prints a set-up code");
            if let Some((_, code)) = line.split_once("set-up code").and_then(|(_, rest)| rest.rsplit_once(' ')) {
                return code.to_owned();
            }
        }
    }

    /// Where it is reached.
    #[must_use]
    pub fn address(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// The same by a name. Browsers make passkeys for names alone.
    #[must_use]
    pub fn named_address(&self) -> String {
        format!("http://localhost:{}", self.port)
    }

    /// The address of a page.
    #[must_use]
    pub fn page(&self, path: &str) -> String {
        format!("{}/{path}", self.address())
    }

    /// The data folder.
    #[must_use]
    pub fn data(&self) -> &Path {
        &self.data
    }

    /// Starts the server again, on the same address and data.
    pub fn start(&mut self) {
        self.launch(&[]);
    }

    /// Asks the server to stop, and waits until it has.
    pub fn stop(&mut self) {
        if let Some(mut server) = self.server.take() {
            terminate(server.id());
            let status = server.wait().expect("the server ends");
            assert!(status.success(), "the server stopped with {status}");
        }
    }

    /// The power goes: SIGKILL, at once.
    pub fn kill(&mut self) {
        if let Some(mut server) = self.server.take() {
            server.kill().expect("the server can be killed");
            server.wait().expect("the server ends");
        }
    }

    /// How much memory the server holds now, in bytes (its resident set, as Linux counts it).
    #[must_use]
    pub fn memory_bytes(&self) -> u64 {
        let server = self.server.as_ref().expect("the server runs");
        let status =
            std::fs::read_to_string(format!("/proc/{}/status", server.id())).expect("Linux tells of processes");
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).expect("a process has memory");
        let kib: u64 = line.trim().trim_end_matches(" kB").trim().parse().expect("memory is a number");
        kib * 1_024
    }

    /// One of the server's own counters; 0 where it does not count that.
    ///
    /// # Errors
    ///
    /// Where the server does not answer.
    pub async fn metric(&self, name: &str) -> std::io::Result<u64> {
        use tokio::io::{AsyncReadExt, AsyncWriteExt};
        let host = format!("127.0.0.1:{}", self.port);
        let mut stream = tokio::net::TcpStream::connect(&host).await?;
        stream
            .write_all(format!("GET /metrics HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n").as_bytes())
            .await?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await?;
        let value = answer.lines().find_map(|line| line.strip_prefix(name)?.trim().parse().ok());
        Ok(value.unwrap_or_default())
    }

    fn launch(&mut self, more: &[&str]) {
        assert!(self.server.is_none(), "the server runs already");
        let mut command = Command::new(server_binary());
        command.arg("serve").arg("--listen").arg(format!("127.0.0.1:{}", self.port)).arg("--data").arg(&self.data);
        let mut server = command.args(more).stdout(Stdio::piped()).spawn().expect("the server starts");
        let stdout = server.stdout.take().expect("its output is piped");
        let asked = Instant::now();
        let mut lines = BufReader::new(stdout).lines();
        let ready = lines.next().and_then(Result::ok).unwrap_or_default();
        assert!(ready.contains("http://"), "the server said {ready:?} after {:?}", asked.elapsed());
        assert!(asked.elapsed() < READY_PATIENCE, "the server took {:?}", asked.elapsed());
        // What it prints later must not fill the pipe.
        let (say, said) = mpsc::channel();
        std::thread::spawn(move || lines.map_while(Result::ok).for_each(|line| drop(say.send(line))));
        self.said = Some(said);
        self.server = Some(server);
    }

    /// Gives someone a new password, which is the old one, as an administrator does after a tablet was lost: all their sessions end.
    pub fn end_sessions(&self, login: &str) {
        self.user(&["passwd", login]);
    }

    /// Gives someone another role, beside a server that may be running.
    pub fn set_role(&self, login: &str, role: &str) {
        let mut command = Command::new(server_binary());
        command.args(["user", "set", login, "--role", role, "--data"]).arg(&self.data);
        let status = command.stdout(Stdio::null()).status().expect("the server's command line starts");
        assert!(status.success(), "user set: {status}");
    }

    /// Takes all second factors of someone away, beside a server that may be running.
    pub fn reset_second_factor(&self, login: &str) {
        let mut command = Command::new(server_binary());
        command.args(["user", "reset-second-factor", login, "--data"]).arg(&self.data);
        let status = command.stdout(Stdio::null()).status().expect("the server's command line starts");
        assert!(status.success(), "user reset-second-factor: {status}");
    }

    /// Reports the device lost on which someone was met last.
    pub fn report_lost(&self, login: &str) {
        self.report(login, true);
    }

    /// Takes that back.
    pub fn report_found(&self, login: &str) {
        self.report(login, false);
    }

    /// Writes into the book that they took that device long ago and should have brought it back since.
    pub fn check_out_long_ago(&self, login: &str) {
        let (store, user, device) = self.device_of(login);
        let wanted = NewCheckOut { device, user, due_ms: 2, purpose: String::new() };
        store.check_out(Hand::of_the_office(1), &wanted).expect("the store writes").expect("it can be taken");
    }

    fn report(&self, login: &str, lost: bool) {
        let (store, _, device) = self.device_of(login);
        store.set_lost(Hand::of_the_office(1), device, lost).expect("the store writes");
    }

    /// The device on which someone was met last.
    fn device_of(&self, login: &str) -> (SqliteStore, UserId, DeviceId) {
        let store = SqliteStore::open_beside(&self.data).expect("the store opens");
        let user = store.user_by_login(login).expect("the store reads").expect("they have an account").user;
        let devices = store.devices().expect("the store reads");
        let device = devices.iter().find(|known| known.users.iter().any(|(of, _)| *of == user));
        let device = device.expect("they were met on a device").device;
        (store, user, device)
    }

    /// What `retention` says to these words, beside a server that may be running.
    pub fn retention(&self, words: &[&str]) -> String {
        let mut command = Command::new(server_binary());
        let output = command.arg("retention").args(words).arg("--data").arg(&self.data).output();
        let output = output.expect("the server's command line starts");
        assert!(output.status.success(), "retention: {output:?}");
        String::from_utf8(output.stdout).expect("it writes text")
    }

    /// How often the audit trail tells that someone did something.
    #[must_use]
    pub fn times_done(&self, login: &str, deed: &Deed) -> usize {
        let store = SqliteStore::open_beside(&self.data).expect("the store opens");
        let user = store.user_by_login(login).expect("the store reads").expect("they have an account").user;
        let trail = store.trail(&About { user: Some(user), ..About::default() }, None, usize::from(u8::MAX));
        trail.expect("the store reads").iter().filter(|entry| entry.event.deed == *deed).count()
    }

    /// Removes a document at the office for good, while no server runs.
    pub fn bury(&self, doc: DocId) {
        assert!(self.server.is_none(), "the server has the store");
        let store = SqliteStore::open(&self.data).expect("the store opens");
        store.bury(0, doc).expect("a document can be buried");
    }

    fn add_user(&self, login: &str, name: &str, profession: &str) {
        self.user(&["add", login, "--name", name, "--profession", profession]);
    }

    /// Has the program do something with an account, beside a server that may be running.
    fn user(&self, arguments: &[&str]) {
        let mut command = Command::new(server_binary());
        command.arg("user").args(arguments).args(["--password-stdin", "--data"]).arg(&self.data);
        let mut child =
            command.stdin(Stdio::piped()).stdout(Stdio::null()).spawn().expect("the server's command line starts");
        let mut stdin = child.stdin.take().expect("its input is piped");
        writeln!(stdin, "{PASSWORD}").expect("it reads the password");
        drop(stdin);
        let status = child.wait().expect("it ends");
        assert!(status.success(), "user {arguments:?}: {status}");
    }
}

impl Drop for Office {
    fn drop(&mut self) {
        if let Some(mut server) = self.server.take() {
            // Nothing is left to tell whoever drops it.
            let _ = server.kill();
            let _ = server.wait();
        }
    }
}

fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("loopback has a free port");
    listener.local_addr().expect("a bound listener has an address").port()
}

fn terminate(pid: u32) {
    let pid = rustix::process::Pid::from_raw(i32::try_from(pid).expect("process numbers fit")).expect("not zero");
    rustix::process::kill_process(pid, rustix::process::Signal::TERM).expect("the server can be signalled");
}
