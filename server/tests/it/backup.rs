//! Backups with the program, as they are made and needed: beside a running server, and after it is gone.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use hyper::StatusCode;
use madobe_shared::document::NewChange;
use madobe_shared::ids::{DeviceId, DocId, UserId};
use madobe_shared::protocol::{Position, ServerMessage, Welcome};
use tempfile::TempDir;

use crate::device::{Device, case, words_of};
use crate::program::{Running, answer, refusal_of};
use crate::world::{Call, PASSWORD, sign_in};

/// A folder with a key, an office and its backups.
struct Drill {
    folder: TempDir,
}

impl Drill {
    fn new() -> Self {
        let drill = Self { folder: tempfile::tempdir().unwrap() };
        let said = drill.done(&["backup-key", "new", "--to", "key"]);
        assert!(said.starts_with("key: the key ") && said.contains("keep a copy of it apart"), "{said}");
        drill
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_madobe-server"));
        command.args(arguments).current_dir(self.folder.path());
        command
    }

    /// What the program prints when it has done what was asked.
    fn done(&self, arguments: &[&str]) -> String {
        let Output { status, stdout, stderr } = self.command(arguments).output().unwrap();
        assert!(status.success(), "{}", String::from_utf8_lossy(&stderr));
        String::from_utf8(stdout).unwrap()
    }

    fn back_up(&self, to: &str) -> String {
        self.done(&["backup", "--data", "office", "--to", to, "--key-file", "key"])
    }
}

/// 佐藤 gets an account; returns who that is.
fn add_sato(data: &Path) -> UserId {
    let add = ["user", "add", "sato", "--name", "佐藤 由佳", "--profession", "social_worker", "--password-stdin"];
    answer(&add, data, &format!("{PASSWORD}\n"));
    let listed = answer(&["user", "list"], data, "");
    // Among the columns only the id reads as one.
    listed.trim_end().split('\t').find_map(|column| column.parse().ok()).unwrap()
}

/// Writes a case on a device and waits until the office has it.
async fn write(tablet: &mut Device, doc: DocId, changes: &[NewChange]) {
    tablet.push(doc, changes).await;
    let mut acked = 0;
    while acked < changes.len() {
        acked += tablet.batch().await.acks.len();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_office_that_burnt_down_comes_back_with_what_was_written_since_the_backup() {
    let drill = Drill::new();
    let office = drill.path("office");
    let server = Running::start(&[], &office);
    let sato = add_sato(&office);
    let cookie = sign_in(&server).await;
    let (mut tablet, _) = Device::greet(&server, &cookie, 1).await;
    let (before, changes_before) = case(sato, DeviceId(1), 1, "朝、散歩がしたい");
    write(&mut tablet, before, &changes_before).await;

    let said = drill.back_up("monday.backup");
    assert!(said.starts_with("monday.backup: a backup made at 20"), "{said}");

    let (since, changes_since) = case(sato, DeviceId(1), 2, "図書館まで行きたい");
    write(&mut tablet, since, &changes_since).await;
    let epoch = epoch_of(&mut Device::connect(&server, &cookie, 3).await, Position::default()).await;
    drop(server);
    fs::remove_dir_all(&office).unwrap();

    let said = drill.done(&["restore", "--from", "monday.backup", "--key-file", "key", "--data", "office"]);
    assert!(said.contains("1 accounts, 1 documents, 2 entries of the log up to number 2"), "{said}");
    assert!(said.contains("everyone has to sign in again"), "{said}");

    let server = Running::start(&[], &office);
    let me = Call::new(&server, "GET", "/api/me", String::new()).cookie(&cookie).send().await;
    assert_eq!(me.status, StatusCode::UNAUTHORIZED, "a session could have been ended since the backup");
    let cookie = sign_in(&server).await;
    let mut tablet = Device::connect(&server, &cookie, 1).await;
    let stood_at = Position { epoch: Some(epoch), cursor: 4, ..Position::default() };
    assert_ne!(
        epoch_of(&mut tablet, stood_at).await,
        epoch,
        "by this the tablet knows that it has to offer what it has"
    );
    tablet.follow(|batch| !batch.more).await;
    write(&mut tablet, before, &changes_before).await;
    write(&mut tablet, since, &changes_since).await;

    let (_, entries) = Device::greet(&server, &cookie, 2).await;
    let mut words: Vec<_> = entries.iter().map(words_of).collect();
    words.sort();
    assert_eq!(words, ["図書館まで行きたい", "朝、散歩がしたい"], "the desk has both, and the first only once");
}

/// Introduces a device that stood somewhere, and returns the life of the log that it meets.
async fn epoch_of(device: &mut Device, position: Position) -> madobe_shared::ids::Epoch {
    device.say(&device.hello(position)).await;
    let ServerMessage::Welcome(Welcome { epoch, .. }) = device.hear().await else { panic!("no welcome") };
    epoch
}

#[tokio::test(flavor = "multi_thread")]
async fn backups_are_whole_while_devices_go_on_writing() {
    let drill = Drill::new();
    let office = drill.path("office");
    let server = Running::start(&[], &office);
    let sato = add_sato(&office);
    let cookie = sign_in(&server).await;
    let (mut tablet, _) = Device::greet(&server, &cookie, 1).await;
    let writing = tokio::spawn(async move {
        for number in 1..=250 {
            let (doc, changes) = case(sato, DeviceId(1), number, &"毎日すこしずつ。".repeat(200));
            write(&mut tablet, doc, &changes).await;
        }
    });
    let mut made = 0;
    while made < 3 || (!writing.is_finished() && made < 20) {
        made += 1;
        drill.back_up(&format!("{made}.backup"));
    }
    writing.await.unwrap();
    for number in 1..=made {
        let said = drill.done(&["verify", "--from", &format!("{number}.backup"), "--key-file", "key"]);
        assert!(said.ends_with("everything in it can be read\n"), "{said}");
    }
    let temporary = |name: &str| name.ends_with(".tmp") || name.ends_with(".partial");
    for folder in [&office, &drill.folder.path().to_owned()] {
        assert!(fs::read_dir(folder).unwrap().all(|it| !temporary(&it.unwrap().file_name().to_string_lossy())));
    }
}

#[test]
fn what_was_killed_or_ran_out_of_room_leaves_no_backup_and_the_next_one_succeeds() {
    let drill = Drill::new();
    drop(Running::start(&["--demo"], &drill.path("office")));
    // What a backup that lost power leaves.
    fs::write(drill.path("office/madobe.backup.tmp"), "half a copy").unwrap();
    fs::write(drill.path("full.backup.partial"), "half a backup").unwrap();
    #[cfg(unix)]
    {
        // No file of this program may be longer than a hundred blocks.
        let limited = "trap '' XFSZ; ulimit -f 100; exec \"$0\" backup --data office --to full.backup --key-file key";
        let mut command = Command::new("sh");
        command.args(["-c", limited, env!("CARGO_BIN_EXE_madobe-server")]).current_dir(drill.folder.path());
        refusal_of(&mut command);
        assert!(!drill.path("full.backup").exists() && !drill.path("full.backup.partial").exists());
        assert!(!drill.path("office/madobe.backup.tmp").exists());
    }
    drill.back_up("full.backup");
    drill.done(&["verify", "--from", "full.backup", "--key-file", "key"]);
}

#[test]
fn a_backup_of_unsound_changes_is_told_and_restored_all_the_same() {
    let drill = Drill::new();
    drop(Running::start(&["--demo"], &drill.path("office")));
    let vandal = rusqlite::Connection::open(drill.path("office/madobe.sqlite3")).unwrap();
    vandal.execute("UPDATE entries SET bytes = x'00' WHERE seq = 5", []).unwrap();
    drop(vandal);
    drill.back_up("backup");
    let said = refusal_of(&mut drill.command(&["verify", "--from", "backup", "--key-file", "key"]));
    assert!(said.contains("1 changes cannot be read") && said.contains("the first is entry 5"), "{said}");
    let said = drill.done(&["restore", "--from", "backup", "--key-file", "key", "--data", "new"]);
    assert!(said.contains("1 changes cannot be read"), "{said}");
    drop(Running::start(&[], &drill.path("new")));
}

#[test]
fn what_is_wrong_is_said_in_one_sentence() {
    let drill = Drill::new();
    drop(Running::start(&[], &drill.path("office")));
    drill.back_up("backup");
    drill.done(&["backup-key", "new", "--to", "other"]);
    let whole = fs::read(drill.path("backup")).unwrap();
    fs::write(drill.path("half"), &whole[..whole.len() / 2]).unwrap();
    let refused: [(&[&str], &str); 8] = [
        (&["backup-key", "new", "--to", "key"], "key is there already; nothing was changed"),
        (&["backup", "--data", "office", "--to", "backup", "--key-file", "key"], "backup is there already"),
        (&["backup", "--data", "nothing", "--to", "b", "--key-file", "key"], "there is no office in nothing"),
        (&["backup", "--data", "office", "--to", "b", "--key-file", "backup"], "backup is no backup key"),
        (&["verify", "--from", "backup", "--key-file", "other"], "give the key file that belongs to it"),
        (&["verify", "--from", "half", "--key-file", "key"], "half is cut off, damaged, or was changed by someone"),
        (&["verify", "--from", "key", "--key-file", "key"], "key is no backup of Madobe"),
        (&["restore", "--from", "backup", "--key-file", "key", "--data", "office"], "office holds an office already"),
    ];
    for (arguments, expected) in refused {
        let said = refusal_of(&mut drill.command(arguments));
        assert!(said.contains(expected), "{said}");
    }
    let _running = Running::start(&[], &drill.path("office"));
    let said =
        refusal_of(&mut drill.command(&["restore", "--from", "backup", "--key-file", "key", "--data", "office"]));
    assert!(said.contains("another Madobe server is using the data folder"), "{said}");
}
