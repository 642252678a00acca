//! The app is switched to English for the first time where there is no network: its words came with the first visit.

use madobe_tests::browser::Engine;
use madobe_tests::office::{Office, PASSWORD};

use super::desk::{device, sign_in};

const STAFF: &[(&str, &str, &str)] = &[("sato", "佐藤 由佳", "social_worker")];

#[tokio::test]
async fn chromium_learns_english_without_a_network() {
    english_is_learnt_without_a_network(Engine::Chromium).await;
}

#[tokio::test]
async fn firefox_learns_english_without_a_network() {
    english_is_learnt_without_a_network(Engine::Firefox).await;
}

#[tokio::test]
async fn webkit_learns_english_without_a_network() {
    english_is_learnt_without_a_network(Engine::WebKit).await;
}

async fn english_is_learnt_without_a_network(engine: Engine) {
    let folder = tempfile::tempdir().unwrap();
    let mut office = Office::open(folder.path(), STAFF);
    let tablet = device(engine, folder.path(), "tablet").await;
    sign_in(&tablet, &office, "sato").await;
    office.stop();

    tablet.link("設定").first().click().await;
    tablet.role("radio", "English").click().await;
    tablet.heading("Settings").wait().await;
    tablet.wait_until("document.documentElement.lang === 'en'").await;

    // It stays so through a reload, from the lock on.
    tablet.reload().await;
    tablet.textbox("Password").fill(PASSWORD).await;
    tablet.button("Unlock").click().await;
    tablet.heading("Settings").wait().await;

    tablet.role("radio", "日本語").click().await;
    tablet.heading("設定").wait().await;
    tablet.wait_until("document.documentElement.lang === 'ja'").await;
}
