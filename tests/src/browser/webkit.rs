//! What WebKit needs so that a page can die and its storage live.
//!
//! An automated WebKitGTK keeps all storage in memory. It empties a cache that no living process holds open, and its driver gives the
//! whole session up when a page's process crashes. So there are two windows: a witness, which shows a plain text of the origin, holds
//! its caches open and never dies; and the one that the story is about.

use fantoccini::Client;
use fantoccini::error::CmdError;
use fantoccini::wd::WindowHandle;
use tokio::sync::OnceCell;
use tokio::time::sleep;

use super::driver::Driver;
use super::process;
use super::query::POLL_INTERVAL;

/// An address that answers with something that is no application: it shall hold the origin and do nothing.
const WITNESS_PATH: &str = "/healthz";

const HOLD_CACHES: &str = "const done = arguments[0];\
    caches.keys().then((names) => Promise.all(names.map((name) => caches.open(name))))\
    .then((held) => { window.held = held; done(held.length); }, () => done(-1));";

/// The service worker died with the page. WebKit starts it again for the next request, but lets a navigation that comes too early go
/// to the network. A person would reload; here the witness asks until there is an answer.
const WAKE_WORKER: &str = "const done = arguments[0];\
    const ask = (left) => fetch('/').then(() => done(true), () => left ? setTimeout(ask, 100, left - 1) : done(false));\
    navigator.serviceWorker?.controller ? ask(50) : done(false);";

/// The witness, once there is one.
#[derive(Default)]
pub struct WebKitWindows {
    witness: OnceCell<Witness>,
}

struct Witness {
    window: WindowHandle,
    processes: Vec<u32>,
}

impl WebKitWindows {
    /// Makes the first window a witness of the origin, before the first page of it is opened. Returns whether it did: the window for
    /// pages is then a new one.
    pub async fn watch_origin(&self, client: &Client, driver: &Driver, address: &str) -> Result<bool, CmdError> {
        if self.witness.initialized() {
            return Ok(false);
        }
        client.close_window().await?;
        let window = first_window(client).await?;
        client.switch_to_window(window.clone()).await?;
        client.goto(&url_of_witness(address)).await?;
        let processes = driver.webkit_pages();
        // Two first pages at once is nothing a story does; the later one would find the witness there already.
        let _ = self.witness.set(Witness { window, processes });
        open_window(client).await?;
        Ok(true)
    }

    /// Freezes the page's processes, closes its window, of which a frozen page learns nothing, and only then kills them.
    pub async fn kill_page(&self, client: &Client, driver: &Driver) -> Result<(), CmdError> {
        let witness = self.witness.get().expect("no page was opened");
        let page = client.window().await?;
        client.switch_to_window(witness.window.clone()).await?;
        client.execute_async(HOLD_CACHES, Vec::new()).await?;
        client.switch_to_window(page).await?;

        let pages: Vec<u32> =
            driver.webkit_pages().into_iter().filter(|pid| !witness.processes.contains(pid)).collect();
        assert!(!pages.is_empty(), "no process of WebKit runs a page");
        pages.iter().copied().for_each(process::freeze);
        client.close_window().await?;
        pages.iter().copied().for_each(process::kill);
        while !pages.iter().all(|pid| process::has_ended(*pid)) {
            sleep(POLL_INTERVAL).await;
        }
        client.switch_to_window(witness.window.clone()).await?;
        client.execute_async(WAKE_WORKER, Vec::new()).await?;
        Ok(())
    }
}

/// Opens a window and goes there. Not a tab: pages in a tab behind another one count as hidden, and are slowed down.
pub async fn open_window(client: &Client) -> Result<(), CmdError> {
    let window = client.new_window(false).await?;
    client.switch_to_window(window.handle).await
}

async fn first_window(client: &Client) -> Result<WindowHandle, CmdError> {
    Ok(client.windows().await?.into_iter().next().expect("a session has a window as long as it lives"))
}

/// `http://host:port/anything` → `http://host:port/healthz`.
fn url_of_witness(address: &str) -> String {
    let (scheme, rest) = address.split_once("://").unwrap_or(("http", address));
    let host = rest.split('/').next().unwrap_or_default();
    format!("{scheme}://{host}{WITNESS_PATH}")
}
