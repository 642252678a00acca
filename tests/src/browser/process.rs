//! Processes below a process: found in `/proc`, ended by number. Never ends anything by name.

use std::collections::BTreeMap;
use std::fs;

use rustix::process::{Pid, Signal, kill_process};

/// A running process.
#[derive(Debug, Clone)]
pub struct Process {
    /// Its number.
    pub pid: u32,
    /// Its name as the kernel keeps it, cut to 15 bytes.
    pub name: String,
}

/// All processes started by `pid`, by those they started, and so on; parents before children. Empty if there is no `/proc`.
pub fn descendants(pid: u32) -> Vec<Process> {
    let mut children: BTreeMap<u32, Vec<Process>> = BTreeMap::new();
    for entry in fs::read_dir("/proc").into_iter().flatten().flatten() {
        let Some(pid) = entry.file_name().to_str().and_then(|name| name.parse::<u32>().ok()) else {
            continue;
        };
        if let Some((parent, process)) =
            fs::read_to_string(entry.path().join("stat")).ok().and_then(|stat| parse(pid, &stat))
        {
            children.entry(parent).or_default().push(process);
        }
    }
    let mut found: Vec<Process> = children.remove(&pid).unwrap_or_default();
    let mut next = 0;
    while let Some(process) = found.get(next) {
        found.extend(children.remove(&process.pid).unwrap_or_default());
        next += 1;
    }
    found
}

/// Ends a process at once, as a dead battery would.
pub fn kill(pid: u32) {
    signal(pid, Signal::KILL);
}

/// Stops a process where it is; it runs no further instruction until it is killed.
pub fn freeze(pid: u32) {
    signal(pid, Signal::STOP);
}

/// Whether the process runs no more and has let go of all its files and sockets. It may still wait for its parent to take note.
pub fn has_ended(pid: u32) -> bool {
    let state =
        |stat: String| stat.rsplit_once(')').and_then(|(_, back)| back.split_whitespace().next().map(str::to_owned));
    let state = fs::read_to_string(format!("/proc/{pid}/stat")).ok().and_then(state);
    state.is_none_or(|state| state == "Z" || state == "X")
}

/// A process that has ended already is fine.
fn signal(pid: u32, signal: Signal) {
    if let Some(pid) = i32::try_from(pid).ok().and_then(Pid::from_raw) {
        let _ = kill_process(pid, signal);
    }
}

/// `pid (name) state parent …`; the name may itself hold spaces and parentheses.
fn parse(pid: u32, stat: &str) -> Option<(u32, Process)> {
    let (front, back) = stat.rsplit_once(')')?;
    let name = front.split_once('(')?.1.to_owned();
    let parent = back.split_whitespace().nth(1)?.parse().ok()?;
    Some((parent, Process { pid, name }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::process::Command;

    #[test]
    fn a_child_is_found_and_ended_by_its_number() {
        let mut child = Command::new("sleep").arg("600").spawn().unwrap();
        assert!(descendants(std::process::id()).iter().any(|process| process.pid == child.id()));
        assert!(!has_ended(child.id()));
        kill(child.id());
        assert!(!child.wait().unwrap().success());
        assert!(has_ended(child.id()));
    }

    #[test]
    fn names_with_parentheses_are_read() {
        let (parent, process) = parse(7, "7 (a (b) c) S 3 7 7 0").unwrap();
        assert_eq!((parent, process.name.as_str()), (3, "a (b) c"));
    }
}
