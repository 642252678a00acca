//! 履歴: how the values and texts of a card and of an entry came to read as they do, by whom, and how what stood there comes back.

use madobe_tests::browser::Engine;
use madobe_tests::office::Office;

use super::desk::{ALL_RECEIVED, COLLEAGUES, badge, device, open_case, sign_in, tablet_with_case};

const PERSON: &str = "斎藤 結";
const FIRST: &str = "03-1111-2222";
const SECOND: &str = "03-3333-4444";
const HERS: &str = "通院は月に一度。";

#[tokio::test]
async fn chromium_brings_an_earlier_value_back() {
    let folder = tempfile::tempdir().unwrap();
    let office = Office::open(folder.path(), COLLEAGUES);
    let tablet = tablet_with_case(Engine::Chromium, folder.path(), &office, PERSON).await;
    tablet.role("tab", "基本情報").click().await;
    tablet.textbox("電話").fill(FIRST).await;
    badge(&tablet, ALL_RECEIVED).await;

    let desk = device(Engine::Chromium, folder.path(), "desk").await;
    sign_in(&desk, &office, "tanaka").await;
    open_case(&desk, PERSON).await;
    desk.role("tab", "基本情報").click().await;
    desk.textbox("電話").wait_value(FIRST).await;
    desk.textbox("電話").fill(SECOND).await;
    badge(&desk, ALL_RECEIVED).await;
    tablet.textbox("電話").wait_value(SECOND).await;

    // She sees who changed what into what, and on which device, and her number comes back on both.
    tablet.button("本人の履歴").click().await;
    let history = tablet.role("dialog", "本人の履歴");
    for words in ["田中 恒一", "ほかの端末", FIRST, SECOND, "いまの内容", "この端末"] {
        history.text(words).first().wait().await;
    }
    history.button("電話をこの内容に戻す").click().await;
    history.wait_gone().await;
    tablet.textbox("電話").wait_value(FIRST).await;
    desk.textbox("電話").wait_value(FIRST).await;

    // An entry tells of its values and its texts together.
    tablet.role("tab", "支援").click().await;
    tablet.button("会議を追加").click().await;
    let conferences = tablet.role("region", "会議");
    conferences.textbox("議事録").insert_text(HERS).await;
    conferences.combobox("決まったこと").set_value("continue").await;
    badge(&tablet, ALL_RECEIVED).await;
    desk.role("tab", "支援").click().await;
    let beside = desk.role("region", "会議");
    beside.text("関係者会議").first().click().await;
    beside.textbox("議事録").wait_value(HERS).await;
    beside.textbox("議事録").fill("書きまちがい").await;
    badge(&desk, ALL_RECEIVED).await;
    beside.button("関係者会議の履歴").click().await;
    let history = desk.role("dialog", "関係者会議の履歴");
    history.text("継続").first().wait().await;
    history.text("佐藤 由佳").first().wait().await;
    history.button("議事録をこの内容に戻す").click().await;
    beside.textbox("議事録").wait_value(HERS).await;
}
