//! Sees to it that the three browser engines and their drivers are there.
//!
//! All of them are Debian packages but geckodriver, which Debian lacks and crates.io has.

use std::fs;
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::workspace::{self, cargo, find_program, run};

/// Package of Debian and its derivatives → a file that shows it is installed.
const PACKAGES: &[(&str, &[&str])] = &[
    ("chromium", &["/usr/bin/chromium"]),
    ("chromium-driver", &["/usr/bin/chromedriver"]),
    ("firefox-esr", &["/usr/bin/firefox-esr", "/usr/bin/firefox"]),
    ("webkit2gtk-driver", &["/usr/bin/WebKitWebDriver"]),
    ("xvfb", &["/usr/bin/Xvfb"]),
    // Without Japanese glyphs the screenshots show boxes, and line heights differ from real ones.
    ("fonts-noto-cjk", &["/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc"]),
];

/// Installs what is missing where that is allowed; otherwise fails and names the command that does.
pub fn ensure() -> Result<()> {
    let is_missing = |files: &[&str]| !files.iter().any(|file| fs::exists(file).unwrap_or(false));
    let missing: Vec<&str> =
        PACKAGES.iter().filter(|(_, files)| is_missing(files)).map(|(package, _)| *package).collect();
    if !missing.is_empty() {
        install(&missing)?;
    }
    if find_program("geckodriver").is_none() {
        println!("installing geckodriver into {} (some minutes, once)", workspace::tools_dir().display());
        let mut install = cargo(["install", "geckodriver", "--locked", "--debug", "--root"]);
        run(install.arg(workspace::tools_dir()))
            .context("geckodriver drives Firefox; `cargo install geckodriver --locked` installs it")?;
    }
    Ok(())
}

fn install(packages: &[&str]) -> Result<()> {
    let command = format!("apt-get update && apt-get install -y --no-install-recommends {}", packages.join(" "));
    if !is_root()? || find_program("apt-get").is_none() {
        bail!(
            "the browser tests need these packages: {}. On Debian or Ubuntu: sudo sh -c '{command}'",
            packages.join(", ")
        );
    }
    println!("installing {}", packages.join(" "));
    run(Command::new("apt-get").arg("update"))?;
    let mut apt = Command::new("apt-get");
    apt.args(["install", "-y", "--no-install-recommends"]).args(packages).env("DEBIAN_FRONTEND", "noninteractive");
    run(&mut apt).with_context(|| format!("the browser tests need these packages; try: {command}"))
}

fn is_root() -> Result<bool> {
    Ok(workspace::output(Command::new("id").arg("-u"))?.trim() == "0")
}
