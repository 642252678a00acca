//! Two windows of one profile, side by side on one desk: both write into one case, and neither loses a word to the other.

use madobe_tests::browser::{Browser, Engine};
use madobe_tests::office::Office;

use super::desk::{ALL_RECEIVED, DIFFICULTIES, badge, create_case, device, open_case, open_sheet, sign_in};

const STAFF: &[(&str, &str, &str)] =
    &[("sato", "佐藤 由佳", "social_worker"), ("tanaka", "田中 恒一", "clinical_psychologist")];

const PERSON: &str = "松本 岳";
const OUTCOME: &str = "❹ その後の状況";
const FIRST_WORDS: &str = "朝は起きられない。";
const SECOND_WORDS: &str = "夜は眠れている。";
const LAST_WORDS: &str = "週に一度、図書館へ行く。";

#[tokio::test]
async fn chromium_loses_nothing_between_two_windows() {
    two_windows_write_into_one_case(Engine::Chromium).await;
}

#[tokio::test]
async fn firefox_loses_nothing_between_two_windows() {
    two_windows_write_into_one_case(Engine::Firefox).await;
}

#[tokio::test]
async fn webkit_loses_nothing_between_two_windows() {
    two_windows_write_into_one_case(Engine::WebKit).await;
}

async fn two_windows_write_into_one_case(engine: Engine) {
    let folder = tempfile::tempdir().unwrap();
    let mut office = Office::open(folder.path(), STAFF);
    let desk = device(engine, folder.path(), "desk").await;
    sign_in(&desk, &office, "sato").await;
    create_case(&desk, PERSON).await;
    badge(&desk, ALL_RECEIVED).await;
    open_sheet(&desk).await;
    let (first, address) = (desk.window().await, desk.address().await);
    let second = desk.open_window().await;
    desk.open(&address).await;
    desk.textbox(DIFFICULTIES).wait().await;

    // Without a network, so that only the device can bring the words together.
    office.stop();
    desk.textbox(DIFFICULTIES).insert_text(SECOND_WORDS).await;
    desk.turn_to(&first).await;
    desk.textbox(DIFFICULTIES).insert_text(FIRST_WORDS).await;
    for window in [&first, &second] {
        desk.turn_to(window).await;
        wait_for_both(&desk).await;
        badge(&desk, "端末に保存済み・未送信 1件").await;
    }

    // The window that kept the line to the office goes; the other one takes its place, and delivers what both wrote.
    desk.turn_to(&first).await;
    desk.close_window_for(&second).await;
    desk.textbox(OUTCOME).insert_text(LAST_WORDS).await;
    office.start();
    desk.link("設定").first().click().await;
    desk.button("今すぐ送る").click().await;
    badge(&desk, ALL_RECEIVED).await;

    let newcomer = device(engine, folder.path(), "newcomer").await;
    sign_in(&newcomer, &office, "tanaka").await;
    open_case(&newcomer, PERSON).await;
    open_sheet(&newcomer).await;
    newcomer.textbox(OUTCOME).wait_value(LAST_WORDS).await;
    wait_for_both(&newcomer).await;
}

/// Whole and once each; which comes first is decided between the windows.
async fn wait_for_both(browser: &Browser) {
    let either = [[FIRST_WORDS, SECOND_WORDS].concat(), [SECOND_WORDS, FIRST_WORDS].concat()];
    browser.textbox(DIFFICULTIES).wait_one_of(&either.each_ref().map(String::as_str)).await;
}
