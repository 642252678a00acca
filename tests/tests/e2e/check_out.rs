//! A tablet is taken out of the office and comes back: the worker says so on it, the manager sees it.

use madobe_tests::browser::Engine;
use madobe_tests::office::Office;

use super::desk::{device, open_managing, reload, sign_in};

const STAFF: &[(&str, &str, &str)] = &[("sato", "佐藤 由佳", "social_worker"), ("mori", "森 千尋", "clerk")];

const OVERDUE: &str = "期限を過ぎています";

#[tokio::test]
async fn chromium_tells_who_has_which_device() {
    the_book_tells_who_has_which_device(Engine::Chromium).await;
}

#[tokio::test]
async fn firefox_tells_who_has_which_device() {
    the_book_tells_who_has_which_device(Engine::Firefox).await;
}

#[tokio::test]
async fn webkit_tells_who_has_which_device() {
    the_book_tells_who_has_which_device(Engine::WebKit).await;
}

async fn the_book_tells_who_has_which_device(engine: Engine) {
    let folder = tempfile::tempdir().unwrap();
    let mut office = Office::open(folder.path(), STAFF);
    office.set_role("mori", "manager");
    let tablet = device(engine, folder.path(), "tablet").await;
    sign_in(&tablet, &office, "sato").await;
    let desk = device(engine, folder.path(), "desk").await;
    sign_in(&desk, &office, "mori").await;

    // The worker takes it along until the end of work, and brings it back.
    tablet.link("設定").first().click().await;
    tablet.text("事務所にあります。").wait().await;
    tablet.button("持ち出す").click().await;
    let form = tablet.role("dialog", "この端末を持ち出す");
    form.textbox("何のために").fill("訪問2件").await;
    form.button("持ち出す").click().await;
    tablet.button("返却する").wait().await;
    open_managing(&desk, "事務所の端末").await;
    let row = desk.role("listitem", "佐藤 由佳").first();
    row.text("訪問2件").wait().await;
    assert!(!desk.text(OVERDUE).is_shown().await);
    tablet.button("返却する").click().await;
    tablet.text("事務所にあります。").wait().await;

    // One that is not brought back is seen, and taken back by the manager.
    office.check_out_long_ago("sato");
    reload(&desk).await;
    row.text(OVERDUE).wait().await;
    row.button("紛失を届ける").click().await;
    let report = desk.role("dialog", "紛失を届ける");
    report.text("佐藤 由佳・").wait().await;
    report.button("閉じる").click().await;
    row.button("返却する").click().await;
    row.text(OVERDUE).wait_gone().await;

    // The book has both, the latest first.
    desk.button("持出し簿").click().await;
    let book = desk.role("dialog", "持出し簿");
    book.role("listitem", "返却（森 千尋）").first().wait().await;
    book.role("listitem", "返却（佐藤 由佳）").first().wait().await;

    // Without the office nothing is written, and the tablet says so.
    office.stop();
    tablet.text("事務所とつながると書けます").wait().await;
    assert!(tablet.button("持ち出す").attribute("disabled").await.is_some());
}
