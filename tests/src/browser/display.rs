//! A display in memory for WebKitGTK, which has no headless mode.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError, Weak};

/// An X server without a screen; ends when the last browser on it does.
pub struct Display {
    server: Child,
    name: String,
}

static CURRENT: Mutex<Weak<Display>> = Mutex::new(Weak::new());

impl Display {
    /// The display all browsers of this test process share; started if there is none.
    pub fn shared() -> Arc<Display> {
        let mut current = CURRENT.lock().unwrap_or_else(PoisonError::into_inner);
        current.upgrade().unwrap_or_else(|| {
            let display = Arc::new(Self::start());
            *current = Arc::downgrade(&display);
            display
        })
    }

    /// The value of `DISPLAY` for programs that show themselves on it.
    pub fn name(&self) -> &str {
        &self.name
    }

    fn start() -> Self {
        // The server chooses a free number and prints it once it accepts clients.
        let mut server = Command::new("Xvfb")
            .args(["-displayfd", "1", "-screen", "0", "2000x2000x24", "-nolisten", "tcp"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap_or_else(|error| panic!("cannot start Xvfb ({error}); apt-get install xvfb"));
        let mut line = String::new();
        if let Some(output) = server.stdout.take() {
            let _ = BufReader::new(output).read_line(&mut line);
        }
        let number = line.trim();
        assert!(!number.is_empty(), "Xvfb ended without opening a display");
        Self { name: format!(":{number}"), server }
    }
}

impl Drop for Display {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}
