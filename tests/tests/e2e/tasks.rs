//! やること: a promise made in a home without a network is on the desk of the colleague who keeps it, and ticked off there.

use std::time::Duration;

use madobe_shared::codes::Deed;
use madobe_tests::browser::Engine;

use super::desk::{ALL_RECEIVED, back_in_reach, badge, open_case, out_of_reach};

const PERSON: &str = "斎藤 結";
const PROMISE: &str = "ラジオの番組表を送る";

/// Reads what the page would save, and saves nothing.
const CATCH_FILE: &str =
    "URL.createObjectURL = blob => { blob.text().then(text => { window.caught = text; }); return '#'; };
    HTMLAnchorElement.prototype.click = () => {};";

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
    let (mut office, tablet) = out_of_reach(engine, folder.path(), PERSON).await;

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

    let desk = back_in_reach(&mut office, &tablet, engine, folder.path()).await;
    desk.role("region", "やること").text("期限すぎ").wait().await;
    // Everyone's, in the order of their days; a file of them for a calendar names nobody, and the trail tells of it.
    desk.link("予定とやることをすべて見る").click().await;
    desk.link(PROMISE).wait().await;
    desk.button("全員").click().await;
    desk.link(PROMISE).wait().await;
    desk.run(CATCH_FILE, vec![]).await;
    desk.button("1件を書き出す").click().await;
    desk.wait_until("window.caught?.startsWith('BEGIN:VCALENDAR')").await;
    let file = desk.run("return window.caught", vec![]).await.to_string();
    assert!(file.contains("DTSTART;VALUE=DATE:20260105") && !file.contains(PERSON) && !file.contains(PROMISE));
    while office.times_done("tanaka", &Deed::Exported) == 0 {
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    desk.link("今日").click().await;
    desk.role("region", "やること").text(PROMISE).click().await;
    desk.role("region", "やること").role("checkbox", PROMISE).click().await;
    desk.text("済んだこと 1件").wait().await;
    badge(&desk, ALL_RECEIVED).await;
    desk.link("今日").click().await;
    desk.role("region", "やること").wait_gone().await;

    open_case(&tablet, PERSON).await;
    tablet.text("済んだこと 1件").wait().await;
}
