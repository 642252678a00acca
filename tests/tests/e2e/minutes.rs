//! The minutes of a 支援会議: begun out of reach by one who was there, shared with the other, written by both at once, and never on the device of a
//! colleague of the same desk, who sees the case and was not there.

use madobe_tests::browser::{Browser, Engine, Query};
use madobe_tests::office::Office;
use serde_json::json;

use super::desk::{ALL_RECEIVED, UNSENT, badge, device, open_case, search, sign_in, tablet_with_case};

const STAFF: &[(&str, &str, &str)] = &[
    ("sato", "佐藤 由佳", "social_worker"),
    ("tanaka", "田中 恒一", "licensed_psychologist"),
    ("suzuki", "鈴木 美咲", "public_health_nurse"),
];

const PERSON: &str = "斎藤 結";
const HERS: &str = "父の借金について税務課から。";
const HIS: &str = "弟の通院は保健所が見る。";
const TITLE: &str = "支援会議の記録";
const NOT_THERE: &str = "出席した人は、「出席した職員」に自分を入れると書けます。";

#[tokio::test]
async fn chromium_keeps_minutes_among_those_who_were_there() {
    minutes_stay_among_those_who_were_there(Engine::Chromium).await;
}

#[tokio::test]
async fn firefox_keeps_minutes_among_those_who_were_there() {
    minutes_stay_among_those_who_were_there(Engine::Firefox).await;
}

#[tokio::test]
async fn webkit_keeps_minutes_among_those_who_were_there() {
    minutes_stay_among_those_who_were_there(Engine::WebKit).await;
}

async fn minutes_stay_among_those_who_were_there(engine: Engine) {
    let folder = tempfile::tempdir().unwrap();
    let mut office = Office::open(folder.path(), STAFF);
    let hers = tablet_with_case(engine, folder.path(), &office, PERSON).await;
    hers.role("tab", "支援").click().await;
    hers.button("会議を追加").click().await;
    let conference = hers.role("region", "会議");
    conference.combobox("会議の種類").set_value("statutory_case_conference").await;
    conference.text(NOT_THERE).wait().await;
    conference.button("佐藤 由佳").click().await;
    conference.button("田中 恒一").click().await;
    conference.button("支援会議の記録を書く").wait().await;
    badge(&hers, ALL_RECEIVED).await;

    let his = device(engine, folder.path(), "desk").await;
    sign_in(&his, &office, "tanaka").await;
    let beside = open_conference(&his).await;
    beside.button("支援会議の記録を書く").wait().await;
    let colleague = device(engine, folder.path(), "colleague").await;
    sign_in(&colleague, &office, "suzuki").await;
    let outside = open_conference(&colleague).await;
    outside.text(NOT_THERE).wait().await;
    assert!(!outside.button("支援会議の記録を書く").is_shown().await, "she was not there");

    // She writes with no network, and may show it to nobody yet.
    office.stop();
    conference.button("支援会議の記録を書く").click().await;
    conference.textbox(TITLE).insert_text(HERS).await;
    badge(&hers, UNSENT).await;
    conference.text("事務所とつながっているときに").wait().await;
    office.start();
    badge(&hers, ALL_RECEIVED).await;
    let readers = conference.role("list", "記録を見られる人");
    readers.role("listitem", "田中 恒一").text("まだ見られません").wait().await;
    badge(&his, ALL_RECEIVED).await;
    assert!(!beside.button("支援会議の記録を開く").is_shown().await, "nobody has let him see it");

    conference.button("出席した職員が見られるようにする").click().await;
    readers.role("listitem", "田中 恒一").text("まだ見られません").wait_gone().await;
    beside.button("支援会議の記録を開く").click().await;
    beside.textbox(TITLE).wait_value(HERS).await;
    beside.textbox(TITLE).insert_text(HIS).await;
    conference.textbox(TITLE).wait_value(&format!("{HERS}{HIS}")).await;
    badge(&his, ALL_RECEIVED).await;

    // The colleague goes on with the case, and has neither words nor document.
    badge(&colleague, ALL_RECEIVED).await;
    outside.text(NOT_THERE).wait().await;
    assert!(!outside.textbox(TITLE).is_shown().await && !outside.button("支援会議の記録を開く").is_shown().await);
    let minutes = minutes_in(&hers).await;
    assert!(rows_of(&hers, &minutes).await > 0 && rows_of(&his, &minutes).await > 0, "they lie where they are shared");
    assert_eq!(rows_of(&colleague, &minutes).await, 0, "no row of them is on her device");
    for browser in [&colleague, &his] {
        search(browser, "借金").await;
        browser.text("見つかりません").wait().await;
    }
    search(&his, "").await;
    let beside = open_conference(&his).await;
    beside.button("支援会議の記録を開く").click().await;
    beside.textbox(TITLE).wait_value(&format!("{HERS}{HIS}")).await;

    // Whoever is taken out loses them, although they stand open.
    conference.button("田中 恒一さんを外す").click().await;
    let dialog = hers.role("dialog", "田中 恒一さんを外しますか？");
    dialog.text("この記録は田中 恒一さんの端末から消えます。").wait().await;
    dialog.button("外す").click().await;
    dialog.wait_gone().await;
    beside.text("この記録は、この端末から消えました。").wait().await;
    assert!(!beside.textbox(TITLE).is_shown().await);
    assert_eq!(rows_of(&his, &minutes).await, 0);
    conference.textbox(TITLE).wait_value(&format!("{HERS}{HIS}")).await;

    // The last who sees them cannot leave them to nobody.
    conference.button("佐藤 由佳さんを外す").click().await;
    let dialog = hers.role("dialog", "佐藤 由佳さんを外しますか？");
    dialog.button("外す").click().await;
    dialog.any("alert").wait().await;
    dialog.button("やめる").click().await;
    // Another kind of conference opens them to nobody: they stay where they are, and it is said.
    conference.combobox("会議の種類").set_value("case_meeting").await;
    conference.text("これまでどおり次の人だけに見えます").wait().await;
    conference.textbox("議事録").wait_value("").await;
    outside.text(NOT_THERE).wait_gone().await;
}

/// Opens the conference of the case, as 支援会議.
async fn open_conference(browser: &Browser) -> Query<'_> {
    open_case(browser, PERSON).await;
    browser.role("tab", "支援").click().await;
    let conference = browser.role("region", "会議");
    conference.text("支援会議").first().click().await;
    conference
}

/// The id of the minutes that stand open.
async fn minutes_in(browser: &Browser) -> String {
    let area = "return document.querySelector('textarea[id^=\"minutes-\"]').id.slice('minutes-'.length)";
    let conference = browser.run(area, vec![]).await;
    let (time, random) = conference.as_str().unwrap().split_at(12);
    format!("{time}8{}", &random[1..])
}

/// How many rows a browser keeps under a document's id, in all its databases.
async fn rows_of(browser: &Browser, doc: &str) -> u64 {
    let count = "\
        let count = 0;\
        for (const { name } of await indexedDB.databases()) {\
            const opening = indexedDB.open(name);\
            await new Promise((done, failed) => { opening.onsuccess = done; opening.onerror = failed; });\
            for (const table of opening.result.objectStoreNames) {\
                const asked = opening.result.transaction(table).objectStore(table).getAllKeys();\
                await new Promise((done, failed) => { asked.onsuccess = done; asked.onerror = failed; });\
                count += asked.result.filter((key) => String(key).includes(arguments[0])).length;\
            }\
            opening.result.close();\
        }\
        return count;";
    browser.run_async(count, vec![json!(doc)]).await.as_u64().unwrap()
}
