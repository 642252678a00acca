//! A part of the program cannot be fetched: the app says so, and opens the screen as soon as it can.

use madobe_tests::browser::Engine;
use madobe_tests::office::Office;
use serde_json::json;

use super::desk::{device, sign_in};

const STAFF: &[(&str, &str, &str)] = &[("sato", "佐藤 由佳", "social_worker")];

/// In Chromium alone, which can be told not to fetch something.
#[tokio::test]
async fn chromium_says_that_a_screen_cannot_be_loaded_and_tries_again() {
    let folder = tempfile::tempdir().unwrap();
    let office = Office::open(folder.path(), STAFF);
    let desk = device(Engine::Chromium, folder.path(), "desk").await;
    desk.devtools("Network.enable", json!({})).await;
    desk.devtools("Network.setBlockedURLs", json!({ "urls": ["*split_casework*"] })).await;
    sign_in(&desk, &office, "sato").await;
    desk.link("ケース").first().click().await;
    desk.role("link", "新しいケース").first().click().await;
    desk.text("この画面を読み込めませんでした").wait().await;
    // The other parts are as good as ever.
    desk.link("設定").first().click().await;
    desk.heading("設定").wait().await;
    desk.link("ケース").first().click().await;
    desk.role("link", "新しいケース").first().click().await;
    desk.text("この画面を読み込めませんでした").wait().await;
    desk.devtools("Network.setBlockedURLs", json!({ "urls": [] })).await;
    desk.button("もう一度読み込む").click().await;
    desk.textbox("氏名（または家族の姓）").wait().await;
}
