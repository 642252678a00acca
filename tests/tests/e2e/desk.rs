//! What people do at a screen, so that stories read like stories.

use std::path::Path;

use madobe_tests::browser::{Browser, Engine, Query};
use madobe_tests::office::{Office, PASSWORD};

/// What the badge says when everything has arrived.
pub const ALL_RECEIVED: &str = "すべて届いています";

/// What it says when one case waits on the device.
pub const UNSENT: &str = "端末に保存済み・未送信 1件";

/// A case's sheet, part ❷.
pub const DIFFICULTIES: &str = "❷ 生きづらさの状況と要因の整理";

/// A person's device: a browser with a profile of its own.
pub async fn device(engine: Engine, folder: &Path, name: &str) -> Browser {
    Browser::launch(engine, folder.join(name)).await
}

/// Opens the app for the first time and signs in; the app is then on the device.
pub async fn sign_in(browser: &Browser, office: &Office, login: &str) {
    sign_in_at(browser, &office.address(), login).await;
}

/// The same at one of the office's addresses.
pub async fn sign_in_at(browser: &Browser, address: &str, login: &str) {
    browser.open(address).await;
    browser.textbox("ログイン名").fill(login).await;
    browser.textbox("パスワード").fill(PASSWORD).await;
    browser.button("サインイン").click().await;
    browser.link("ケース").first().wait().await;
    browser.wait_until("navigator.serviceWorker.controller !== null").await;
}

/// Opens what is behind the lock.
pub async fn unlock(browser: &Browser) {
    unlock_with(browser, PASSWORD).await;
}

/// The same with another password than everyone's.
pub async fn unlock_with(browser: &Browser, password: &str) {
    browser.textbox("パスワード").fill(password).await;
    browser.button("開く").click().await;
    // Behind the lock may be a screen with a button that opens something else.
    browser.textbox("パスワード").wait_gone().await;
}

/// Opens one of the screens that managers have under 設定.
pub async fn open_managing(browser: &Browser, title: &str) {
    browser.link("設定").first().click().await;
    browser.heading("設定").wait().await;
    browser.role("status", ALL_RECEIVED).first().wait().await;
    browser.link(title).click().await;
    browser.heading(title).wait().await;
}

/// Opens one of the dialogs under 設定 that concern the user's own account.
pub async fn open_account<'b>(browser: &'b Browser, title: &str) -> Query<'b> {
    browser.link("設定").first().click().await;
    browser.button(title).click().await;
    let dialog = browser.role("dialog", title);
    dialog.wait().await;
    dialog
}

/// Loads the page anew, as an update does, and unlocks it.
pub async fn reload(browser: &Browser) {
    browser.reload().await;
    unlock(browser).await;
}

/// Creates a case with nothing but a name.
pub async fn create_case(browser: &Browser, name: &str) {
    browser.link("ケース").first().click().await;
    browser.role("link", "新しいケース").first().click().await;
    // As an input method commits it: one of the drivers has no key for characters such as 𠮷.
    browser.textbox("氏名（または家族の姓）").insert_text(name).await;
    browser.button("ケースを作る").click().await;
    browser.heading(name).wait().await;
}

/// A tablet at the office in the morning: 佐藤 is signed in, and has a new case open that has arrived.
pub async fn tablet_with_case(engine: Engine, folder: &Path, office: &Office, name: &str) -> Browser {
    let tablet = device(engine, folder, "tablet").await;
    sign_in(&tablet, office, "sato").await;
    create_case(&tablet, name).await;
    badge(&tablet, ALL_RECEIVED).await;
    tablet
}

/// Two colleagues of an office.
pub const COLLEAGUES: &[(&str, &str, &str)] =
    &[("sato", "佐藤 由佳", "social_worker"), ("tanaka", "田中 恒一", "clinical_psychologist")];

/// A new case on 佐藤's tablet, which is out of reach of its office.
pub async fn out_of_reach(engine: Engine, folder: &Path, name: &str) -> (Office, Browser) {
    let mut office = Office::open(folder, COLLEAGUES);
    let tablet = tablet_with_case(engine, folder, &office, name).await;
    office.stop();
    (office, tablet)
}

/// What was written out of reach arrives, and 田中 sits down at the desk.
pub async fn back_in_reach(office: &mut Office, tablet: &Browser, engine: Engine, folder: &Path) -> Browser {
    office.start();
    badge(tablet, ALL_RECEIVED).await;
    let desk = device(engine, folder, "desk").await;
    sign_in(&desk, office, "tanaka").await;
    desk
}

/// The network goes, and words are written into the sheet of the case that is open; they wait on the device.
pub async fn write_out_of_reach(browser: &Browser, office: &mut Office, words: &str) {
    office.stop();
    open_sheet(browser).await;
    browser.textbox(DIFFICULTIES).insert_text(words).await;
    badge(browser, UNSENT).await;
}

/// Finds a case in the list and opens it.
pub async fn open_case(browser: &Browser, name: &str) {
    browser.link("ケース").first().click().await;
    browser.link(name).first().click().await;
    browser.heading(name).wait().await;
}

/// Opens the sheet of the case that is open.
pub async fn open_sheet(browser: &Browser) {
    browser.role("tab", "事例シート").click().await;
    browser.textbox(DIFFICULTIES).wait().await;
}

/// Sets the day of the next contact in the case that is open.
pub async fn agree_on(browser: &Browser, day: &str) {
    if !browser.textbox("次回の日付").is_shown().await {
        browser.button("日時を選ぶ").click().await;
    }
    browser.textbox("次回の日付").set_value(day).await;
}

/// Waits until the badge says this.
pub async fn badge(browser: &Browser, words: &str) {
    browser.role("status", words).first().wait().await;
}

/// Waits until the audit trail on the screen tells of a deed. A device tells of what was done on it some seconds after its line is live, and one
/// that is loaded anew begins to count anew.
pub async fn trail_tells_of(browser: &Browser, deed: &str) {
    for _ in 0..TRAIL_LOOKS_MAX {
        if browser.role("listitem", deed).first().is_shown().await {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_secs(3)).await;
        reload(browser).await;
        browser.heading("監査記録").wait().await;
    }
    browser.role("listitem", deed).first().wait().await;
}

/// What is told within some seconds is there after so many looks.
const TRAIL_LOOKS_MAX: u32 = 5;

/// Waits until the badge says that everything has arrived. A browser that was killed may not have written its session cookie to its
/// profile. Whoever unlocks it within reach of the office has a new session at once; otherwise the app asks for a sign-in, keeps
/// working, and sends what waited once it has it.
pub async fn all_received_after_a_crash(browser: &Browser, login: &str) {
    let (received, asked) = (browser.role("status", ALL_RECEIVED), browser.button("サインイン"));
    let mut asked_times = 0;
    for _ in 0..CRASH_LOOKS_MAX {
        if received.is_shown().await {
            return;
        }
        asked_times = if asked.is_shown().await { asked_times + 1 } else { 0 };
        if asked_times > ASKED_TIMES_MAX {
            sign_in_again(browser, login).await;
            return badge(browser, ALL_RECEIVED).await;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    badge(browser, ALL_RECEIVED).await;
}

/// A line that was lost long ago is tried again within a minute; that is looked for some ten times a second.
const CRASH_LOOKS_MAX: u32 = 900;

/// A question that is still there after so many looks does not answer itself.
const ASKED_TIMES_MAX: u32 = 30;

/// Signs in from the banner that asks for it, without leaving the page.
pub async fn sign_in_again(browser: &Browser, login: &str) {
    browser.button("サインイン").first().click().await;
    let dialog = browser.role("dialog", "もう一度サインイン");
    dialog.textbox("ログイン名").fill(login).await;
    dialog.textbox("パスワード").fill(PASSWORD).await;
    dialog.button("サインイン").click().await;
    dialog.wait_gone().await;
}

/// Finds a case by what someone types into the search, as an input method commits it.
pub async fn search(browser: &Browser, words: &str) {
    browser.link("ケース").first().click().await;
    browser.role("searchbox", "検索").fill("").await;
    browser.role("searchbox", "検索").insert_text(words).await;
}
