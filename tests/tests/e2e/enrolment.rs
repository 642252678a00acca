//! A new tablet is enrolled: with a code that a manager has drawn, by typing it and by the address that its QR code holds.

use madobe_tests::browser::{Browser, Engine};
use madobe_tests::office::{Office, PASSWORD};

use super::desk::{device, open_managing, sign_in};

const STAFF: &[(&str, &str, &str)] = &[("sato", "佐藤 由佳", "social_worker"), ("mori", "森 千尋", "clerk")];

#[tokio::test]
async fn chromium_enrols_a_new_device() {
    a_new_device_is_enrolled(Engine::Chromium).await;
}

#[tokio::test]
async fn firefox_enrols_a_new_device() {
    a_new_device_is_enrolled(Engine::Firefox).await;
}

#[tokio::test]
async fn webkit_enrols_a_new_device() {
    a_new_device_is_enrolled(Engine::WebKit).await;
}

async fn a_new_device_is_enrolled(engine: Engine) {
    let folder = tempfile::tempdir().unwrap();
    let office = Office::open(folder.path(), STAFF);
    office.set_role("mori", "manager");
    let desk = device(engine, folder.path(), "desk").await;
    sign_in(&desk, &office, "mori").await;
    open_managing(&desk, "事務所の端末").await;
    desk.button("登録を必要にする").click().await;
    let code = draw(&desk).await;

    let tablet = device(engine, folder.path(), "tablet").await;
    tablet.open(&office.address()).await;
    enter(&tablet).await;
    let line = tablet.textbox("登録コード");
    line.wait().await;
    line.insert_text("aaaaa-bbbbb-ccccc").await;
    tablet.button("サインイン").click().await;
    tablet.role("alert", "この登録コードは使えません。").wait().await;
    line.fill("").await;
    line.insert_text(&code.to_uppercase()).await;
    tablet.button("サインイン").click().await;
    tablet.link("ケース").first().wait().await;

    // The QR code's address brings the code along, and it is gone from there afterwards.
    desk.role("dialog", "新しい端末の登録").button("閉じる").click().await;
    let code = draw(&desk).await;
    let other = device(engine, folder.path(), "other").await;
    other.open(&office.page(&format!("#enrol={code}"))).await;
    enter(&other).await;
    other.textbox("登録コード").wait_value(&code).await;
    other.button("サインイン").click().await;
    other.link("ケース").first().wait().await;
    other.wait_until("location.hash === ''").await;
}

/// Draws a code for a new device.
async fn draw(desk: &Browser) -> String {
    desk.button("登録コードを出す").click().await;
    let dialog = desk.role("dialog", "新しい端末の登録");
    dialog.role("img", "登録コードのQRコード").wait().await;
    let read = "return document.querySelector('dialog code').textContent";
    desk.run(read, vec![]).await.as_str().unwrap().to_owned()
}

async fn enter(tablet: &Browser) {
    tablet.textbox("ログイン名").fill("sato").await;
    tablet.textbox("パスワード").fill(PASSWORD).await;
    tablet.button("サインイン").click().await;
}
