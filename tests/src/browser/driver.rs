//! The driver's process: started on a free port, ended with everything it started.

use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Map, Value};
use tokio::time::{sleep, timeout};

use super::Engine;
use super::display::Display;
use super::process::{Process, descendants, kill};

/// A browser on a busy machine of two cores has been seen to take ten seconds to start; beyond this it does not start at all.
const START_MAX: Duration = Duration::from_secs(60);
const POLL_INTERVAL: Duration = Duration::from_millis(50);

/// A running driver and, below it, its browser.
pub struct Driver {
    process: Child,
    port: u16,
    engine: Engine,
    // Held so that the display outlives the browser on it.
    _display: Option<Arc<Display>>,
}

impl Driver {
    /// Starts the engine's driver; returns when it accepts connections.
    pub async fn start(engine: Engine, profile: &Path) -> Self {
        let display = (engine == Engine::WebKit).then(Display::shared);
        let port = free_port();
        let mut command = Command::new(engine.driver_program());
        command.arg(format!("--port={port}"));
        if engine == Engine::Firefox {
            // Two Firefoxes at once must not agree on the same port between driver and browser.
            command.arg(format!("--websocket-port={}", free_port()));
        }
        // Times of day on the screen are those of the people who use it, wherever the test runs.
        command.env("TZ", "Asia/Tokyo").stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        if let Some(display) = &display {
            // GTK reads its style sheet from the profile, settings from nowhere, and waits for no accessibility bus. WebKit's renderer is
            // left as it is: switched to the one without DMA buffers it paints nothing here, and animation frames never come.
            command.env("DISPLAY", display.name()).env("GDK_BACKEND", "x11").env("XDG_CONFIG_HOME", profile);
            command.env("GSETTINGS_BACKEND", "memory").env("NO_AT_BRIDGE", "1");
        }
        let process = command.spawn().unwrap_or_else(|error| panic!("cannot start the driver of {engine}: {error}"));
        let driver = Self { process, port, engine, _display: display };
        let listening = async {
            while tokio::net::TcpStream::connect(("127.0.0.1", port)).await.is_err() {
                sleep(POLL_INTERVAL).await;
            }
        };
        assert!(timeout(START_MAX, listening).await.is_ok(), "the driver of {engine} does not listen on port {port}");
        driver
    }

    /// Starts the browser and returns the connection to it.
    pub async fn session(&self, capabilities: Map<String, Value>) -> Client {
        let address = format!("http://127.0.0.1:{}", self.port);
        let mut builder = ClientBuilder::new(HttpConnector::new());
        builder.capabilities(capabilities);
        match timeout(START_MAX, builder.connect(&address)).await {
            Ok(Ok(client)) => client,
            Ok(Err(error)) => panic!("{} does not start: {error}", self.engine),
            Err(_) => panic!("{} did not start within {START_MAX:?}", self.engine),
        }
    }

    /// Numbers of the processes that run WebKit's pages and workers.
    pub fn webkit_pages(&self) -> Vec<u32> {
        // The kernel keeps 15 bytes of `WebKitWebProcess`.
        let is_page = |process: &Process| process.name.starts_with("WebKitWebProc");
        descendants(self.process.id()).into_iter().filter(is_page).map(|process| process.pid).collect()
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        // The browser first, while its processes can still be told from others by their ancestry.
        let below = descendants(self.process.id());
        below.iter().for_each(|process| kill(process.pid));
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// A port nobody listens on. Between asking and using it somebody else might; the driver would then fail to start, and say so.
fn free_port() -> u16 {
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("no free port on loopback");
    listener.local_addr().expect("a bound socket has an address").port()
}
