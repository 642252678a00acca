//! A device that has no room, or may not keep anything: said at once and in words, and what was typed stays where it is.

use madobe_tests::browser::{Browser, Engine};
use madobe_tests::office::Office;

use super::desk::{
    ALL_RECEIVED, DIFFICULTIES, all_received_after_a_crash, badge, create_case, device, open_case, open_sheet, reload,
    sign_in, unlock,
};

const STAFF: &[(&str, &str, &str)] =
    &[("sato", "佐藤 由佳", "social_worker"), ("tanaka", "田中 恒一", "clinical_psychologist")];

const PERSON: &str = "川口 陽";
const BEFORE: &str = "ここまでは保存されている。";
const WITHOUT_ROOM: &str = "空きがなくなってから書いた。";
const NOT_SAVED: &str = "保存できません — 端末の空きを増やしてください";
const FULL: &str = "端末の空きがありません。写真などを減らして空きを作ると、続きが保存されます。";
const REFUSED: &str = "この画面では保存できません。プライベートブラウズをやめて、ふつうのウィンドウで開いてください。";

#[tokio::test]
async fn chromium_says_that_the_device_is_full_and_saves_once_there_is_room() {
    let folder = tempfile::tempdir().unwrap();
    let mut office = Office::open(folder.path(), STAFF);
    let mut tablet = device(Engine::Chromium, folder.path(), "tablet").await;
    sign_in(&tablet, &office, "sato").await;
    create_case(&tablet, PERSON).await;
    open_sheet(&tablet).await;
    tablet.textbox(DIFFICULTIES).insert_text(BEFORE).await;
    badge(&tablet, ALL_RECEIVED).await;

    // The next day there is no room left, and no network: the device is the only place there is. Chromium asks for the room when it
    // first writes and then believes the answer for half a minute, so it has to be gone before the app opens.
    tablet.kill_hard().await;
    tablet.relaunch().await;
    tablet.open(&office.page("healthz")).await;
    tablet.set_quota(Some(1)).await;
    office.stop();
    tablet.open(&office.address()).await;
    // A device without room opens all the same.
    unlock(&tablet).await;
    open_case(&tablet, PERSON).await;
    open_sheet(&tablet).await;
    tablet.textbox(DIFFICULTIES).insert_text(WITHOUT_ROOM).await;
    tablet.role("alert", NOT_SAVED).first().wait().await;
    tablet.role("alert", FULL).first().wait().await;
    badge(&tablet, NOT_SAVED).await;
    let both = [BEFORE, WITHOUT_ROOM].concat();
    tablet.textbox(DIFFICULTIES).wait_value(&both).await;

    // On other screens it is said as well, and the words wait in memory.
    tablet.link("今日").first().click().await;
    tablet.role("alert", FULL).first().wait().await;
    open_case(&tablet, PERSON).await;
    open_sheet(&tablet).await;
    tablet.textbox(DIFFICULTIES).wait_value(&both).await;

    // Room is made. Nobody has to do anything more.
    tablet.set_quota(None).await;
    badge(&tablet, "端末に保存済み・未送信 1件").await;
    tablet.role("alert", NOT_SAVED).wait_gone().await;
    reload(&tablet).await;
    tablet.textbox(DIFFICULTIES).wait_value(&both).await;
    office.start();
    reload(&tablet).await;
    all_received_after_a_crash(&tablet, "sato").await;
}

#[tokio::test]
async fn chromium_says_that_it_may_not_keep_anything() {
    a_window_that_keeps_nothing_says_so(Engine::Chromium).await;
}

#[tokio::test]
async fn firefox_says_that_it_may_not_keep_anything() {
    a_window_that_keeps_nothing_says_so(Engine::Firefox).await;
}

/// Before anyone types a password, and long before anyone types a note.
async fn a_window_that_keeps_nothing_says_so(engine: Engine) {
    let folder = tempfile::tempdir().unwrap();
    let office = Office::open(folder.path(), STAFF);
    let tablet = Browser::launch_refusing_site_data(engine, folder.path().join("tablet")).await;
    tablet.open(&office.address()).await;
    tablet.role("alert", REFUSED).wait().await;
    tablet.button("サインイン").wait().await;
}
