//! A note of a megabyte: it arrives whole, and what is longer still is refused in words while it stands on the screen.

use madobe_tests::browser::{Browser, Engine};
use madobe_tests::office::Office;

use super::desk::{ALL_RECEIVED, badge, create_case, device, open_case, sign_in};

const STAFF: &[(&str, &str, &str)] =
    &[("sato", "佐藤 由佳", "social_worker"), ("tanaka", "田中 恒一", "clinical_psychologist")];

const PERSON: &str = "大野 蓮";

/// The longest prose, in bytes.
const TEXT_BYTES_MAX: usize = madobe_shared::limits::TEXT_BYTES_MAX;

#[tokio::test]
async fn chromium_takes_a_note_of_a_megabyte_and_refuses_more_in_words() {
    a_megabyte_arrives_and_more_is_refused(Engine::Chromium).await;
}

#[tokio::test]
async fn firefox_takes_a_note_of_a_megabyte_and_refuses_more_in_words() {
    a_megabyte_arrives_and_more_is_refused(Engine::Firefox).await;
}

#[tokio::test]
async fn webkit_takes_a_note_of_a_megabyte_and_refuses_more_in_words() {
    a_megabyte_arrives_and_more_is_refused(Engine::WebKit).await;
}

async fn a_megabyte_arrives_and_more_is_refused(engine: Engine) {
    let line = "玄関先で本人と15分ほど話す。𠮷田さん、﨑さんの話も出た。\n";
    let note = line.repeat(TEXT_BYTES_MAX / line.len());
    let folder = tempfile::tempdir().unwrap();
    let office = Office::open(folder.path(), STAFF);
    let tablet = device(engine, folder.path(), "tablet").await;
    sign_in(&tablet, &office, "sato").await;
    create_case(&tablet, PERSON).await;
    tablet.button("訪問記録を書く").first().click().await;
    tablet.textbox("記録").paste_text(&note).await;
    badge(&tablet, ALL_RECEIVED).await;

    // One line more is more than fits. It is said, it stays where it is, and nothing claims that it was saved.
    let too_long = tablet.role("alert", "この記録は長すぎて、いま書いた分を保存できません。");
    tablet.textbox("記録").paste_text(line).await;
    too_long.wait().await;
    tablet.button("書き終える").click().await;
    tablet.role("alert", "端末に保存できませんでした。文章はこの画面に残っています。").wait().await;
    assert!(!tablet.role("status", "端末に保存しました").is_shown().await, "that would be a lie");
    tablet.textbox("記録").wait_value(&[note.as_str(), line].concat()).await;

    // Shortened, it goes through.
    shorten(&tablet, &note).await;
    too_long.wait_gone().await;
    tablet.button("書き終える").click().await;
    tablet.heading(PERSON).wait().await;
    badge(&tablet, ALL_RECEIVED).await;

    let desk = device(engine, folder.path(), "desk").await;
    sign_in(&desk, &office, "tanaka").await;
    open_case(&desk, PERSON).await;
    desk.link("の訪問の記録を編集").first().click().await;
    desk.textbox("記録").wait_value(&note).await;
}

/// Deletes what stands behind the note.
async fn shorten(tablet: &Browser, note: &str) {
    tablet.textbox("記録").set_value(note).await;
}
