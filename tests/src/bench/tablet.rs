//! What a person at a tablet waits for, in a real Chromium, with the page's main thread four times slower than this machine: about
//! what a tablet of some years has. Nothing outside the page is slowed down, so disks and the network are those of this machine.
//!
//! The times are the browser's own, taken inside the page by `tablet/probe.js`; what this process and the driver need does not count.
//!
//! - A **start** counts from the beginning of the navigation, in a browser that was just launched, to the first frame with rows of the
//!   list; the service worker's start is part of it.
//! - A **keystroke** is measured by the Event Timing API: from the moment the browser received the key to the frame that shows what
//!   came of it. A measurement with `requestAnimationFrame` from inside the `input` event would begin only once the page has taken
//!   note of the key, and would miss the very thing that hurts, a key that waits behind a task. The price is a grain of 8 ms, and
//!   silence below 16 ms: such keys count as 16 ms.
//! - A **search** counts from the `input` event to the frame with what was found, the pause for further letters included.
//! - A **task** is what the Long Tasks API reports, which is silent below 50 ms: 0 stands for nothing longer than that.

use std::panic::AssertUnwindSafe;
use std::path::Path;
use std::time::Duration;

use futures_util::FutureExt;
use madobe_shared::storage::Table;
use serde_json::{Value, json};
use tokio::time::{Instant, sleep};

use super::Figure;
use super::office::{CASES, PATIENCE};
use crate::browser::{Browser, Engine};
use crate::office::{Office, PASSWORD};

const PROBE: &str = include_str!("tablet/probe.js");

/// How many times slower than this machine the tablet is.
const SLOWDOWN: u32 = 4;

/// How often the page is asked whether it is done. Asking takes the page a moment, too.
const POLL_INTERVAL: Duration = Duration::from_millis(500);

/// Cold starts; the figure is the one in the middle.
const STARTS: usize = 5;

/// What is typed into a note: more than 100 keys.
const TYPED: &str = "genkansaki de honnin to hanasu. haha wa sukoshi tsukareta yousu. neko no hanashi de egao ga deru. \
                     tsugi mo onaji jikan ni au koto wo yakusoku shita.";
/// Between two keys: someone who types fast, so that every other key meets a save that is under way.
const KEY_PAUSE: Duration = Duration::from_millis(90);
/// A key that the browser does not report took no longer than this.
const UNREPORTED_KEY_MS: f64 = 16.0;

/// What is searched for: words in nearly every case, words in some, in one, in a name, in none.
const SEARCHES: &[&str] =
    &["猫の話", "図書館", "通院の予約は来月", "（3時7分）", "試験 777", "雪だるま", "公園", "父 手続き"];

/// A tablet with everything on it, and what it took to get there.
struct Arrived {
    tablet: Browser,
    sync_ms: f64,
    tasks: LongTasks,
}

/// The tasks that held the main thread for more than 50 ms.
#[derive(Debug, Clone, Copy, Default)]
struct LongTasks {
    count: f64,
    longest_ms: f64,
}

/// Measures all of it. What cannot be measured is said on the standard error output, and missing from the figures.
pub async fn measure(office: &mut Office, folder: &Path, login: &str) -> Vec<Figure> {
    if let Some(why) = Engine::Chromium.missing() {
        eprintln!("not measured: everything in a browser, since {why}");
        return Vec::new();
    }
    let mut figures = Vec::new();
    if let Some(arrived) =
        or_say("a first sync, slowed down", first_sync(office, &folder.join("slow"), login, SLOWDOWN)).await
    {
        figures.extend(arrived.figures_slowed());
    }
    let Some(arrived) = or_say("a first sync in Chromium", first_sync(office, &folder.join("tablet"), login, 1)).await
    else {
        return figures;
    };
    figures.extend(arrived.figures());
    let mut tablet = arrived.tablet;
    figures.extend(or_say("the making of search texts", search_texts(&tablet)).await.into_iter().flatten());

    office.stop();
    let address = office.page("cases");
    figures
        .extend(or_say("the start without a network", cold_start(&mut tablet, &address)).await.into_iter().flatten());
    figures.extend(or_say("searching", search(&tablet)).await.into_iter().flatten());
    figures.extend(or_say("typing", typing(&tablet)).await.into_iter().flatten());
    office.start();
    figures
}

/// What the measuring returns; where it fails, a line that says so. The browser's harness tells why by panicking.
async fn or_say<T>(what: &str, measuring: impl Future<Output = T>) -> Option<T> {
    let measured = AssertUnwindSafe(measuring).catch_unwind().await.ok();
    if measured.is_none() {
        eprintln!("not measured: {what}, for the reason above");
    }
    measured
}

impl Arrived {
    fn figures(&self) -> [Figure; 3] {
        [
            Figure::plain("Chromium, first sync", self.sync_ms, "ms"),
            Figure::plain("Chromium, first sync, longest task", self.tasks.longest_ms, "ms"),
            Figure::plain("Chromium, first sync, tasks over 50 ms", self.tasks.count, "tasks"),
        ]
    }

    fn figures_slowed(&self) -> [Figure; 3] {
        [
            Figure::plain("Chromium slowed 4×, first sync", self.sync_ms, "ms"),
            Figure::budgeted("Chromium slowed 4×, first sync, longest task", self.tasks.longest_ms, "ms", 50.0),
            Figure::budgeted("Chromium slowed 4×, first sync, tasks over 50 ms", self.tasks.count, "tasks", 0.0),
        ]
    }
}

/// Signs in on a tablet that comes new to the office, and waits until it has everything.
async fn first_sync(office: &Office, profile: &Path, login: &str, slowdown: u32) -> Arrived {
    let tablet = Browser::launch(Engine::Chromium, profile).await;
    tablet.run_in_new_pages(PROBE).await;
    tablet.open(&office.address()).await;
    tablet.textbox("ログイン名").fill(login).await;
    tablet.textbox("パスワード").fill(PASSWORD).await;
    tablet.slow_down(slowdown).await;
    tablet.button("サインイン").click().await;
    let received_ms = number(&tablet, "probe.receivedMs").await;
    let sign_in_ms = number(&tablet, "probe.signInMs").await;
    let tasks = long_tasks(&tablet, sign_in_ms, received_ms).await;
    tablet.slow_down(1).await;
    let cases = rows(&tablet, Table::Summaries).await;
    assert!(cases >= CASES, "only {cases} of {CASES} cases arrived");
    Arrived { tablet, sync_ms: received_ms - sign_in_ms, tasks }
}

/// After a first sync the device makes the texts that the search looks into, in the background.
async fn search_texts(tablet: &Browser) -> [Figure; 3] {
    let began_ms = number(tablet, "probe.receivedMs").await;
    let deadline = Instant::now() + PATIENCE;
    while rows(tablet, Table::Stale).await > 0 {
        assert!(Instant::now() < deadline, "the search texts were not made within {PATIENCE:?}");
        sleep(POLL_INTERVAL).await;
    }
    let ended_ms = number(tablet, "performance.now()").await;
    let tasks = long_tasks(tablet, began_ms, ended_ms).await;
    [
        Figure::plain("Chromium, all search texts made after that", ended_ms - began_ms, "ms"),
        Figure::plain("Chromium, making search texts, longest task", tasks.longest_ms, "ms"),
        Figure::plain("Chromium, making search texts, tasks over 50 ms", tasks.count, "tasks"),
    ]
}

/// Opens the list in a browser that has just been launched, without a network. The time in which the passphrase is typed does not count.
async fn cold_start(tablet: &mut Browser, address: &str) -> [Figure; 2] {
    let (mut starts, mut unlocks) = (Vec::new(), Vec::new());
    for _ in 0..STARTS {
        tablet.kill_hard().await;
        tablet.relaunch().await;
        tablet.run_in_new_pages(PROBE).await;
        tablet.slow_down(SLOWDOWN).await;
        tablet.open(address).await;
        let locked_ms = number(tablet, "probe.lockMs").await;
        tablet.textbox("パスワード").fill(PASSWORD).await;
        tablet.button("開く").click().await;
        let rows_ms = number(tablet, "probe.rowsMs").await;
        let unlock_ms = rows_ms - number(tablet, "probe.signInMs").await;
        unlocks.push(unlock_ms);
        starts.push(locked_ms + unlock_ms);
    }
    [
        Figure::plain("Chromium slowed 4×, unlock to the list", percentile(&mut unlocks, 50), "ms"),
        Figure::budgeted(
            "Chromium slowed 4×, offline start and unlock to the list",
            percentile(&mut starts, 50),
            "ms",
            1_500.0,
        ),
    ]
}

/// Searches all cases and notes, each time from an empty field.
async fn search(tablet: &Browser) -> [Figure; 2] {
    let field = tablet.role("searchbox", "検索");
    let mut times = Vec::new();
    for words in SEARCHES {
        field.insert_text(words).await;
        times.push(number(tablet, "probe.searchMs").await);
        field.fill("").await;
        tablet.wait_until("document.querySelector('.case-list-count') === null").await;
    }
    [
        Figure::plain("Chromium slowed 4×, search, median", percentile(&mut times, 50), "ms"),
        Figure::budgeted("Chromium slowed 4×, search, slowest", percentile(&mut times, 100), "ms", 100.0),
    ]
}

/// Types into a new note of a case.
async fn typing(tablet: &Browser) -> [Figure; 2] {
    tablet.link("試験 7").first().click().await;
    tablet.button("訪問記録を書く").first().click().await;
    let note = tablet.textbox("記録");
    note.click().await;
    let began_ms = number(tablet, "performance.now()").await;
    note.type_slowly(TYPED, KEY_PAUSE).await;
    note.wait_value(TYPED).await;
    let body = "const keys = new Map();\
        for (const { startMs, lastsMs, key } of probe.slowKeys) {\
            if (startMs >= arguments[0]) keys.set(key, Math.max(lastsMs, keys.get(key) ?? 0));\
        }\
        return [...keys.values()];";
    let reported = tablet.run(body, vec![json!(began_ms)]).await;
    let mut keys: Vec<f64> = reported.as_array().into_iter().flatten().filter_map(Value::as_f64).collect();
    let typed = TYPED.chars().count();
    keys.resize(typed.max(keys.len()), UNREPORTED_KEY_MS);
    [
        Figure::budgeted("Chromium slowed 4×, keystroke to paint, p98", percentile(&mut keys, 98), "ms", 50.0),
        Figure::plain("Chromium slowed 4×, keystroke to paint, slowest", percentile(&mut keys, 100), "ms"),
    ]
}

/// Waits until an expression has a number on the page.
async fn number(browser: &Browser, expression: &str) -> f64 {
    let deadline = Instant::now() + PATIENCE;
    let body = format!("return {expression}");
    loop {
        if let Some(value) = browser.run(&body, vec![]).await.as_f64() {
            return value;
        }
        assert!(Instant::now() < deadline, "{expression} had no value within {PATIENCE:?}");
        sleep(POLL_INTERVAL).await;
    }
}

/// How many rows a table of the device's database has.
async fn rows(browser: &Browser, table: Table) -> u64 {
    browser.run_async("return probe.rows(arguments[0])", vec![json!(table.name())]).await.as_u64().unwrap_or_default()
}

/// The long tasks that began between two moments of the page.
async fn long_tasks(browser: &Browser, from_ms: f64, to_ms: f64) -> LongTasks {
    let body = "return probe.longTasks.filter((task) => task.startMs >= arguments[0] && task.startMs < arguments[1])\
        .map((task) => task.lastsMs)";
    let tasks = browser.run(body, vec![json!(from_ms), json!(to_ms)]).await;
    let tasks = tasks.as_array().into_iter().flatten().filter_map(Value::as_f64);
    tasks.fold(LongTasks::default(), |all, task| LongTasks {
        count: all.count + 1.0,
        longest_ms: all.longest_ms.max(task),
    })
}

/// The smallest value that so many hundredths of all do not exceed.
fn percentile(values: &mut [f64], hundredths: usize) -> f64 {
    values.sort_by(f64::total_cmp);
    let place = (values.len() * hundredths).div_ceil(100).saturating_sub(1);
    values.get(place).copied().unwrap_or_default()
}
