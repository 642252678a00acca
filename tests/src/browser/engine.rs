//! The three engines: their programs, and how they are asked to behave.

use std::env;
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Map, Value, json};

use super::SiteData;

/// A browser engine. Between them they are what people's browsers are made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    /// Chrome, Edge, most Android tablets.
    Chromium,
    /// Firefox.
    Firefox,
    /// WebKitGTK: the nearest thing to an iPad's Safari that runs on Linux.
    WebKit,
}

impl fmt::Display for Engine {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, formatter)
    }
}

impl Engine {
    /// All of them, for tests that run in each.
    pub const ALL: [Engine; 3] = [Engine::Chromium, Engine::Firefox, Engine::WebKit];

    /// Why this engine cannot be driven on this machine, with the command that changes that; `None` if it can.
    #[must_use]
    pub fn missing(self) -> Option<String> {
        let (name, package) = self.driver();
        let missing = find_program(name).is_none();
        missing.then(|| format!("{name} is not installed; `cargo xtask test` does it, or: {package}"))
    }

    /// The program that translates WebDriver for this engine. Panics, with the command that installs it, if it is not there.
    pub(super) fn driver_program(self) -> PathBuf {
        find_program(self.driver().0).unwrap_or_else(|| panic!("{}", self.missing().unwrap_or_default()))
    }

    /// The name of that program, and the command that installs it and the engine.
    fn driver(self) -> (&'static str, &'static str) {
        match self {
            Engine::Chromium => ("chromedriver", "apt-get install chromium chromium-driver"),
            Engine::Firefox => ("geckodriver", "apt-get install firefox-esr; cargo install geckodriver"),
            Engine::WebKit => ("WebKitWebDriver", "apt-get install webkit2gtk-driver xvfb"),
        }
    }

    /// Makes the profile's folder ready for the browser.
    ///
    /// Firefox and WebKitGTK keep their windows wider than a phone, for the sake of buttons that no test presses: their own style sheets
    /// are told not to.
    pub(super) fn prepare(self, profile: &Path) -> std::io::Result<()> {
        fs::create_dir_all(profile)?;
        let (folder, file, style) = match self {
            Engine::Chromium => return Ok(()),
            Engine::Firefox => ("chrome", "userChrome.css", "* { min-width: 0 !important; }"),
            Engine::WebKit => ("gtk-3.0", "gtk.css", "* { min-width: 0; padding: 0; margin: 0; }"),
        };
        fs::create_dir_all(profile.join(folder))?;
        fs::write(profile.join(folder).join(file), style)
    }

    /// What the session is asked for.
    pub(super) fn capabilities(self, profile: &Path, site_data: SiteData) -> Map<String, Value> {
        let capabilities = match self {
            Engine::Chromium => chromium(profile, site_data),
            Engine::Firefox => firefox(profile, site_data),
            Engine::WebKit => webkit(),
        };
        match capabilities {
            Value::Object(map) => map,
            _ => Map::new(),
        }
    }
}

fn find_program(name: &str) -> Option<PathBuf> {
    let installed_for_tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/tools/bin");
    let path = env::var_os("PATH").unwrap_or_default();
    env::split_paths(&path)
        .chain([installed_for_tests])
        .map(|folder| folder.join(name))
        .find(|program| program.is_file())
}

fn chromium(profile: &Path, site_data: SiteData) -> Value {
    let mut arguments = vec![
        "--headless".to_owned(),
        format!("--user-data-dir={}", profile.display()),
        "--no-first-run".to_owned(),
        "--disable-gpu".to_owned(),
        "--disable-dev-shm-usage".to_owned(),
        "--lang=ja".to_owned(),
        "--accept-lang=ja,en".to_owned(),
        "--hide-scrollbars".to_owned(),
    ];
    // A test speaks to loopback and to nobody else.
    let silent = ["background-networking", "component-update", "default-apps", "domain-reliability", "quic", "sync"];
    arguments.extend(silent.map(|what| format!("--disable-{what}")));
    // Chromium's sandbox refuses to run for root, who is who runs tests in a container.
    if rustix::process::getuid().is_root() {
        arguments.push("--no-sandbox".to_owned());
    }
    // Of the settings for each kind of content 1 allows and 2 blocks; that for cookies governs everything a site may keep.
    let cookies = if site_data == SiteData::Refused { 2 } else { 1 };
    let prefs = json!({
        "intl.accept_languages": "ja,en",
        "profile.default_content_setting_values.cookies": cookies,
    });
    json!({
        "browserName": "chrome",
        "goog:chromeOptions": { "args": arguments, "prefs": prefs },
        "goog:loggingPrefs": { "browser": "ALL" },
    })
}

fn firefox(profile: &Path, site_data: SiteData) -> Value {
    // Not even for the site itself; the other number is what Firefox comes with.
    let cookie_behavior = if site_data == SiteData::Refused { 2 } else { 5 };
    json!({
        "browserName": "firefox",
        "moz:firefoxOptions": {
            "args": ["-headless", "-profile", profile],
            "prefs": {
                "intl.accept_languages": "ja,en",
                "network.cookie.cookieBehavior": cookie_behavior,
                "toolkit.legacyUserProfileCustomizations.stylesheets": true,
                // After a hard kill Firefox would offer its safe mode and the old windows; here it shall simply open.
                "browser.sessionstore.resume_from_crash": false,
                "toolkit.startup.max_resumed_crashes": -1,
                "datareporting.policy.dataSubmissionEnabled": false,
                "app.normandy.enabled": false,
                "app.update.enabled": false,
                "browser.search.update": false,
                "extensions.update.enabled": false,
                "network.captive-portal-service.enabled": false,
                "network.connectivity-service.enabled": false,
                "services.settings.server": "data:,",
            },
        },
    })
}

fn webkit() -> Value {
    json!({ "webkitgtk:browserOptions": { "args": ["--automation"] } })
}
