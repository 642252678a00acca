//! A password is changed, and the device opens with the new one alone, with or without a network.

use madobe_tests::browser::{Browser, Engine};
use madobe_tests::office::{Office, PASSWORD};
use serde_json::json;

use super::desk::{ALL_RECEIVED, badge, open_account, open_case, tablet_with_case, unlock, unlock_with};

const STAFF: &[(&str, &str, &str)] = &[("sato", "佐藤 由佳", "social_worker")];
const PERSON: &str = "斎藤 結";
const NEW_PASSWORD: &str = "あきのひ-kosumosu-9";
const DIALOG: &str = "パスワードを変える";

#[tokio::test]
async fn chromium_opens_with_the_new_password_offline_and_not_with_the_old_one() {
    a_new_password_opens_and_the_old_one_does_not(Engine::Chromium).await;
}

#[tokio::test]
async fn firefox_opens_with_the_new_password_offline_and_not_with_the_old_one() {
    a_new_password_opens_and_the_old_one_does_not(Engine::Firefox).await;
}

#[tokio::test]
async fn webkit_opens_with_the_new_password_offline_and_not_with_the_old_one() {
    a_new_password_opens_and_the_old_one_does_not(Engine::WebKit).await;
}

async fn a_new_password_opens_and_the_old_one_does_not(engine: Engine) {
    let folder = tempfile::tempdir().unwrap();
    let mut office = Office::open(folder.path(), STAFF);
    let tablet = tablet_with_case(engine, folder.path(), &office, PERSON).await;

    // What is wrong is said beside the line that it concerns, and what was typed stays.
    let dialog = open_account(&tablet, DIALOG).await;
    fill_in(&tablet, "himawari", NEW_PASSWORD, "あきのひ").await;
    dialog.role("alert", "2つのパスワードが違います。").wait().await;
    dialog.textbox("新しいパスワード（もう一度）").fill(NEW_PASSWORD).await;
    dialog.button("変える").click().await;
    dialog.role("alert", "いまのパスワードが違います。あと4回").wait().await;
    fill_in(&tablet, PASSWORD, "みじかい", "みじかい").await;
    dialog.role("alert", "パスワードは10文字以上にしてください。").wait().await;
    fill_in(&tablet, PASSWORD, NEW_PASSWORD, NEW_PASSWORD).await;
    dialog.wait_gone().await;
    tablet.text("パスワードを変えました").wait().await;

    // Without the office, the old one opens nothing any more, and the new one does.
    office.stop();
    tablet.reload().await;
    tablet.textbox("パスワード").fill(PASSWORD).await;
    tablet.button("開く").click().await;
    tablet.role("alert", "パスワードが違います。あと9回").wait().await;
    unlock_with(&tablet, NEW_PASSWORD).await;
    open_case(&tablet, PERSON).await;

    // Out of reach, that is said, and nothing is changed.
    let dialog = open_account(&tablet, DIALOG).await;
    tablet.text("次のことは、つながってからできます。").wait().await;
    fill_in(&tablet, NEW_PASSWORD, PASSWORD, PASSWORD).await;
    dialog.role("alert", "事務所とつながらないため、変えられませんでした。").wait().await;
    tablet.reload().await;
    unlock_with(&tablet, NEW_PASSWORD).await;
    office.start();
    badge(&tablet, ALL_RECEIVED).await;
}

#[tokio::test]
async fn chromium_catches_up_with_a_password_that_it_did_not_hear_of() {
    let folder = tempfile::tempdir().unwrap();
    let mut office = Office::open(folder.path(), STAFF);
    let tablet = tablet_with_case(Engine::Chromium, folder.path(), &office, PERSON).await;

    // The office has the new password, and the app died before the device had it.
    let change = "const headers = { 'content-type': 'application/json' };\
        const body = JSON.stringify({ current: arguments[0], new: arguments[1] });\
        return (await fetch('/api/password', { method: 'POST', headers, body })).status";
    assert_eq!(tablet.run_async(change, vec![json!(PASSWORD), json!(NEW_PASSWORD)]).await, json!(200));
    office.stop();
    tablet.reload().await;
    unlock(&tablet).await;
    open_case(&tablet, PERSON).await;

    // The first sign-in with the new one within reach makes the device's own.
    office.start();
    tablet.reload().await;
    unlock_with(&tablet, NEW_PASSWORD).await;
    badge(&tablet, ALL_RECEIVED).await;
    office.stop();
    tablet.reload().await;
    unlock_with(&tablet, NEW_PASSWORD).await;
    open_case(&tablet, PERSON).await;
}

async fn fill_in(tablet: &Browser, current: &str, new: &str, again: &str) {
    let dialog = tablet.role("dialog", DIALOG);
    dialog.textbox("いまのパスワード").fill(current).await;
    dialog.textbox("新しいパスワード").fill(new).await;
    dialog.textbox("新しいパスワード（もう一度）").fill(again).await;
    dialog.button("変える").click().await;
}
