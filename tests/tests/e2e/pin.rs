//! The PIN: a short way back through the lock while the app stays open, and no longer than that.

use madobe_tests::browser::{Browser, Engine};
use madobe_tests::office::Office;

use super::desk::{open_account, open_case, tablet_with_case, unlock};

const STAFF: &[(&str, &str, &str)] = &[("sato", "佐藤 由佳", "social_worker")];

const PERSON: &str = "斎藤 結";

#[tokio::test]
async fn chromium_opens_with_the_pin_until_it_was_wrong_three_times() {
    a_pin_opens(Engine::Chromium).await;
}

#[tokio::test]
async fn firefox_opens_with_the_pin_until_it_was_wrong_three_times() {
    a_pin_opens(Engine::Firefox).await;
}

#[tokio::test]
async fn webkit_opens_with_the_pin_until_it_was_wrong_three_times() {
    a_pin_opens(Engine::WebKit).await;
}

async fn a_pin_opens(engine: Engine) {
    let folder = tempfile::tempdir().unwrap();
    let mut office = Office::open(folder.path(), STAFF);
    let tablet = tablet_with_case(engine, folder.path(), &office, PERSON).await;
    office.stop();

    let dialog = open_account(&tablet, "PIN").await;
    set(&dialog, "12", "12").await;
    dialog.role("alert", "PINは4〜8けたの数字です。").wait().await;
    set(&dialog, "4711", "4712").await;
    dialog.role("alert", "2つのPINが同じではありません。").wait().await;
    set(&dialog, "4711", "4711").await;
    dialog.wait_gone().await;

    lock(&tablet).await;
    try_pin(&tablet, "0000").await;
    tablet.role("alert", "PINが違います。あと2回").wait().await;
    assert!(!tablet.text(PERSON).is_shown().await);
    try_pin(&tablet, "４７１１").await;
    open_case(&tablet, PERSON).await;

    lock(&tablet).await;
    for left in ["あと2回", "あと1回"] {
        try_pin(&tablet, "1234").await;
        tablet.role("alert", &format!("PINが違います。{left}")).wait().await;
    }
    try_pin(&tablet, "1234").await;
    tablet.text("PINではもう開けません。パスワードを入れてください。").wait().await;
    unlock(&tablet).await;
    lock(&tablet).await;
    tablet.textbox("パスワード").wait().await;
    unlock(&tablet).await;

    // It was in memory alone.
    let dialog = open_account(&tablet, "PIN").await;
    set(&dialog, "4711", "4711").await;
    dialog.wait_gone().await;
    tablet.reload().await;
    tablet.textbox("パスワード").wait().await;
}

async fn set(dialog: &madobe_tests::browser::Query<'_>, digits: &str, again: &str) {
    dialog.textbox("新しいPIN").fill(digits).await;
    dialog.textbox("もう一度").fill(again).await;
    dialog.button("設定する").click().await;
}

async fn lock(tablet: &Browser) {
    tablet.link("設定").first().click().await;
    tablet.button("ロックする").click().await;
    tablet.button("ロックする").wait_gone().await;
}

async fn try_pin(tablet: &Browser, digits: &str) {
    tablet.textbox("PIN").fill("").await;
    tablet.textbox("PIN").insert_text(digits).await;
    tablet.button("開く").click().await;
}
