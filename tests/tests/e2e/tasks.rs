//! やること: a promise made in a home without a network is on the desk of the colleague who keeps it, and ticked off there.

use madobe_tests::browser::Engine;
use madobe_tests::office::Office;

use super::desk::{ALL_RECEIVED, badge, create_case, device, open_case, sign_in};

const STAFF: &[(&str, &str, &str)] =
    &[("sato", "佐藤 由佳", "social_worker"), ("tanaka", "田中 恒一", "clinical_psychologist")];
const PERSON: &str = "斎藤 結";
const PROMISE: &str = "ラジオの番組表を送る";

#[tokio::test]
async fn chromium_keeps_a_promise() {
    a_promise_is_kept(Engine::Chromium).await;
}

#[tokio::test]
async fn firefox_keeps_a_promise() {
    a_promise_is_kept(Engine::Firefox).await;
}

async fn a_promise_is_kept(engine: Engine) {
    let folder = tempfile::tempdir().unwrap();
    let mut office = Office::open(folder.path(), STAFF);
    let tablet = device(engine, folder.path(), "tablet").await;
    sign_in(&tablet, &office, "sato").await;
    create_case(&tablet, PERSON).await;
    badge(&tablet, ALL_RECEIVED).await;
    office.stop();

    // One line, and it is there; mine, until somebody else is named.
    tablet.textbox("やることを書く").insert_text(PROMISE).await;
    tablet.role("region", "やること").button("追加").click().await;
    let tasks = tablet.role("region", "やること");
    tasks.role("checkbox", PROMISE).wait().await;
    tablet.link("今日").click().await;
    tablet.role("region", "やること").text(PROMISE).click().await;
    tablet.heading(PERSON).wait().await;
    tasks.text("期限なし").click().await;
    tasks.textbox("期限").set_value("2026-01-05").await;
    tasks.text("期限すぎ").wait().await;
    let tanaka = "[...document.querySelector('[id$=\"-staff\"]').options].find(option => option.textContent.includes('田中')).value";
    let tanaka = tablet.run(&format!("return {tanaka}"), vec![]).await;
    tasks.combobox("担当").set_value(tanaka.as_str().expect("her colleague's id")).await;
    tablet.link("今日").click().await;
    tablet.role("region", "やること").wait_gone().await;

    office.start();
    badge(&tablet, ALL_RECEIVED).await;
    let desk = device(engine, folder.path(), "desk").await;
    sign_in(&desk, &office, "tanaka").await;
    desk.role("region", "やること").text("期限すぎ").wait().await;
    desk.role("region", "やること").text(PROMISE).click().await;
    desk.role("region", "やること").role("checkbox", PROMISE).click().await;
    desk.text("済んだこと 1件").wait().await;
    badge(&desk, ALL_RECEIVED).await;
    desk.link("今日").click().await;
    desk.role("region", "やること").wait_gone().await;

    open_case(&tablet, PERSON).await;
    tablet.text("済んだこと 1件").wait().await;
}
