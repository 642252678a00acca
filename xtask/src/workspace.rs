//! Where things are, and how other programs are called. Knows nothing about what they are called for.

use std::env;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

/// The folder with the workspace's `Cargo.toml`.
///
/// Cargo tells it at run time; a path compiled in would be wrong after the folder was moved.
pub fn root() -> PathBuf {
    let xtask = env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
    xtask.as_deref().and_then(Path::parent).map_or_else(|| PathBuf::from("."), Path::to_path_buf)
}

/// Where cargo puts what is built for this machine.
pub fn target_dir() -> PathBuf {
    env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), |dir| root().join(dir))
}

/// The finished site, read by the server's build script.
pub fn site_dir() -> PathBuf {
    root().join("target/client")
}

/// Build products for wasm. Kept apart, because cargo locks a target folder: a host build need not wait for the client's.
pub fn wasm_target_dir() -> PathBuf {
    root().join("target/wasm")
}

/// Tools installed for the tests alone (geckodriver): inside the target folder, so that nothing stays behind on the machine.
pub fn tools_dir() -> PathBuf {
    root().join("target/tools")
}

/// Cargo, in the workspace's root.
pub fn cargo<I: AsRef<OsStr>>(arguments: impl IntoIterator<Item = I>) -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(root()).args(arguments);
    command
}

/// Builds a program of the workspace as the tests use it, and returns its path.
///
/// It is built with the features that the whole workspace and its tests ask for: what is built for one step serves the others, where
/// `--package` would build half of the dependencies once more for each. Cargo counts in what tests ask for where it builds one, so it builds
/// the smallest.
pub fn built(program: &str) -> Result<PathBuf> {
    run(&mut cargo(["build", "--quiet", "--workspace", "--test", "golden", "--bin", program]))?;
    Ok(target_dir().join("debug").join(format!("{program}{}", env::consts::EXE_SUFFIX)))
}

/// Runs a command with its output visible, and fails if it fails.
pub fn run(command: &mut Command) -> Result<()> {
    let shown = shown(command);
    let status = command.status().with_context(|| format!("cannot start `{shown}`"))?;
    if !status.success() {
        bail!("`{shown}` failed ({status})");
    }
    Ok(())
}

/// Runs a command and returns what it printed; fails if it fails.
pub fn output(command: &mut Command) -> Result<String> {
    let shown = shown(command);
    let output = command.output().with_context(|| format!("cannot start `{shown}`"))?;
    if !output.status.success() {
        bail!("`{shown}` failed ({}): {}", output.status, String::from_utf8_lossy(&output.stderr));
    }
    String::from_utf8(output.stdout).with_context(|| format!("`{shown}` printed something other than UTF-8"))
}

/// A program on the PATH, or among the tools installed for the tests.
pub fn find_program(name: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    env::split_paths(&path)
        .chain([tools_dir().join("bin")])
        .map(|folder| folder.join(name))
        .find(|program| program.is_file())
}

/// Every file git tracks or would track, relative to the root.
pub fn tracked_files() -> Result<Vec<PathBuf>> {
    let mut git = Command::new("git");
    git.current_dir(root()).args(["ls-files", "--cached", "--others", "--exclude-standard", "-z"]);
    let names = output(&mut git)?;
    // A file that was removed and not yet committed is still in the index.
    let exists = |name: &PathBuf| root().join(name).is_file();
    Ok(names.split('\0').filter(|name| !name.is_empty()).map(PathBuf::from).filter(exists).collect())
}

fn shown(command: &Command) -> String {
    let program = Path::new(command.get_program()).file_name().unwrap_or_default();
    let words = [program].into_iter().chain(command.get_args());
    words.map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
}
