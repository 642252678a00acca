//! The page is loaded anew in the middle of a sentence, as an update does it: the sentence is still there.

use madobe_tests::browser::Engine;
use madobe_tests::office::Office;

use super::desk::{ALL_RECEIVED, DIFFICULTIES, badge, open_sheet, reload, tablet_with_case};

const STAFF: &[(&str, &str, &str)] = &[("sato", "佐藤 由佳", "social_worker")];

const HALF_A_SENTENCE: &str = "来月から昼の居場所に";

#[tokio::test]
async fn chromium_keeps_half_a_sentence_through_a_reload() {
    half_a_sentence_survives_a_reload(Engine::Chromium).await;
}

#[tokio::test]
async fn firefox_keeps_half_a_sentence_through_a_reload() {
    half_a_sentence_survives_a_reload(Engine::Firefox).await;
}

// Not in WebKit: there a sentence that is younger than the half second it takes to be saved does not outlive its page.

/// Sooner than the app would have saved by itself: leaving is what saves it.
async fn half_a_sentence_survives_a_reload(engine: Engine) {
    let folder = tempfile::tempdir().unwrap();
    let office = Office::open(folder.path(), STAFF);
    let tablet = tablet_with_case(engine, folder.path(), &office, "西田 凪").await;
    open_sheet(&tablet).await;
    tablet.textbox(DIFFICULTIES).insert_text(HALF_A_SENTENCE).await;
    reload(&tablet).await;
    tablet.textbox(DIFFICULTIES).wait_value(HALF_A_SENTENCE).await;
    badge(&tablet, ALL_RECEIVED).await;
}
