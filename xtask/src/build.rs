//! `build`: from the client's Rust to the finished site in `target/client`.
//!
//! cargo → wasm-bindgen (as a library: no binary to download, no version to get wrong) → short and hashed names → precompressed files.
//! Never runs a bundler and never fetches anything but crates.

mod assemble;
mod compress;
mod names;
mod scripts;
mod site;
mod split;

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Context, Result, bail};
use wasm_bindgen_cli_support::Bindgen;

use crate::workspace::{self, cargo, run};
use names::ShortNames;
use scripts::bare;
use site::content_hash;

/// How much time a build may cost.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Effort {
    /// Smallest download; what users get and what the tests run.
    Release,
    /// Quick to rebuild; several times as large.
    Development,
}

impl Effort {
    fn profile(self) -> &'static str {
        match self {
            Effort::Release => "web",
            Effort::Development => "web-dev",
        }
    }
}

/// Builds the site and returns its folder. What did not change is not made again.
pub fn site(effort: Effort) -> Result<PathBuf> {
    let started = Instant::now();
    ensure_wasm_target()?;
    let wasm = compile_client(effort)?;

    let target = workspace::site_dir();
    let stamp_file = target.with_extension("stamp");
    let stamp = stamp(&wasm, effort)?;
    if target.is_dir() && fs::read_to_string(&stamp_file).is_ok_and(|old| old == stamp) {
        println!("site: unchanged ({:.1} s)", started.elapsed().as_secs_f32());
        return Ok(target);
    }

    let program = bind(&wasm)?;
    let site = assemble::assemble(&workspace::root().join("static"), &program)?;
    // Without its stamp a folder left half written by an interruption is made again.
    let _ = fs::remove_file(&stamp_file);
    let sizes = site.write(&target, effort)?;
    fs::write(&stamp_file, stamp)?;
    sizes.print();
    println!("site: {} ({:.1} s)", target.display(), started.elapsed().as_secs_f32());
    Ok(target)
}

/// Adds the wasm target where rustup manages the toolchain; other installations must bring it along.
pub fn ensure_wasm_target() -> Result<()> {
    let mut rustc = std::process::Command::new("rustc");
    let sysroot = workspace::output(rustc.current_dir(workspace::root()).args(["--print", "sysroot"]))?;
    if PathBuf::from(sysroot.trim()).join("lib/rustlib/wasm32-unknown-unknown").is_dir() {
        return Ok(());
    }
    println!("adding the wasm32-unknown-unknown target");
    let mut rustup = std::process::Command::new("rustup");
    run(rustup.current_dir(workspace::root()).args(["target", "add", "wasm32-unknown-unknown"])).context(
        "Rust's standard library for wasm is missing and could not be added. With rustup: `rustup target add \
         wasm32-unknown-unknown` (needs the internet once). With a distribution's Rust: install its package for that target \
         (Debian: libstd-rust-dev-wasm32)",
    )
}

fn compile_client(effort: Effort) -> Result<PathBuf> {
    let target = workspace::wasm_target_dir();
    let mut build = cargo(["build", "--package", "madobe-client", "--target", "wasm32-unknown-unknown"]);
    run(build.args(["--profile", effort.profile()]).env("CARGO_TARGET_DIR", &target))?;
    let wasm = target.join("wasm32-unknown-unknown").join(effort.profile()).join("madobe-client.wasm");
    if !wasm.is_file() {
        bail!("cargo built the client, but {} is not there", wasm.display());
    }
    Ok(wasm)
}

/// Everything the site depends on, in one word: the client, the files in `static`, and this program itself.
fn stamp(wasm: &PathBuf, effort: Effort) -> Result<String> {
    let mut parts = vec![effort.profile().to_owned()];
    let program = std::env::current_exe().context("cannot find this program's own file")?;
    for file in [wasm, &program].into_iter().chain(&site::files_below(&workspace::root().join("static"))?) {
        let bytes = fs::read(file).with_context(|| format!("cannot read {}", file.display()))?;
        parts.push(format!("{} {}", file.display(), content_hash(&bytes)));
    }
    Ok(content_hash(parts.join("\n").as_bytes()))
}

/// The program as the browser loads it.
pub struct Program {
    /// What everything begins with.
    script: String,
    wasm: Vec<u8>,
    /// What these two ask for in their own folder: scripts written inside Rust crates, the other parts, and the script that fetches those.
    beside: Vec<(String, Vec<u8>)>,
}

fn bind(wasm: &Path) -> Result<Program> {
    let target = workspace::wasm_target_dir();
    let parts = split::split(wasm, &target.join("split"), "app.js")?;
    let folder = target.join("bindgen");
    let _ = fs::remove_dir_all(&folder);
    let mut output = Bindgen::new()
        .input_path(&parts.first)
        .out_name("app")
        .web(true)
        .and_then(|bindgen| {
            bindgen
                .typescript(false)
                .omit_default_module_path(true)
                .keep_lld_exports(true) // the table and the memory, which the other parts use
                .remove_name_section(true)
                .remove_producers_section(true)
                .generate_output()
        })
        .context(
            "wasm-bindgen failed; its crates `wasm-bindgen` and `wasm-bindgen-cli-support` must be of one version",
        )?;
    let mut names = ShortNames::default();
    output.wasm_mut().imports.iter_mut().for_each(|import| names.shorten(&mut import.name));
    output.wasm_mut().exports.iter_mut().for_each(|export| names.shorten(&mut export.name));
    output.emit(&folder)?;
    let mut beside = parts.beside;
    let snippets = folder.join("snippets");
    for file in site::files_below(&snippets)? {
        beside.push((format!("snippets/{}", site::url_path(&snippets, &file)?), fs::read(&file)?));
    }
    Ok(Program {
        script: bare(&names.apply(&fs::read_to_string(folder.join("app.js"))?)?)?,
        wasm: fs::read(folder.join("app_bg.wasm"))?,
        beside,
    })
}
