//! The program in parts: what it starts with, and what comes when a screen is first opened.
//!
//! `client/src/lazy.rs` says where the cuts are; the linker's relocations (`client/build.rs` asks for them) say what each part needs. A part
//! calls the program through its table of functions, so that only the first one passes through wasm-bindgen.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow};
use wasm_split_cli_support::{Options, transform};

use super::site::{files_below, url_path};

/// The script that fetches the parts; wasm-bindgen makes the program's script import it.
pub const LOADER: &str = "parts.js";

/// The compiled program, cut up.
pub struct Parts {
    /// What wasm-bindgen is to bind.
    pub first: PathBuf,
    /// What is put beside it: the other parts and [`LOADER`], with their names.
    pub beside: Vec<(String, Vec<u8>)>,
}

/// Cuts the compiled program and writes what becomes of it into a folder, which is emptied first. `script` is what the program's own will be called.
pub fn split(wasm: &Path, folder: &Path, script: &str) -> Result<Parts> {
    let program = fs::read(wasm).with_context(|| format!("cannot read {}", wasm.display()))?;
    let _ = fs::remove_dir_all(folder);
    let (parts, first) = (folder.join("parts"), folder.join("first.wasm"));
    let (loader, script) = (format!("./{LOADER}"), format!("./{script}"));
    let mut options = Options::new(&program);
    options.output_dir = &parts;
    options.main_out_path = &first;
    options.link_name = &loader;
    options.main_module = &script;
    transform(options).map_err(|error| anyhow!("{error:#}")).context("the program could not be cut into its parts")?;
    let beside = files_below(&parts)?.into_iter().map(|file| {
        let bytes = fs::read(&file).with_context(|| format!("cannot read {}", file.display()))?;
        let is_wasm = file.extension().is_some_and(|extension| extension == "wasm");
        Ok((url_path(&parts, &file)?, if is_wasm { small(&bytes)? } else { bytes }))
    });
    Ok(Parts { first, beside: beside.collect::<Result<_>>()? })
}

/// A part without what only the linker and a debugger read; numbers that were padded for the linker take the room they need.
fn small(wasm: &[u8]) -> Result<Vec<u8>> {
    let mut module =
        walrus::ModuleConfig::new().generate_name_section(false).generate_producers_section(false).parse(wasm)?;
    Ok(module.emit_wasm())
}
