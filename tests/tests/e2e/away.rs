//! 留守中の変更: what a colleague changed since the case was last looked at, told once, in their words.

use madobe_tests::browser::Engine;
use madobe_tests::office::Office;

use super::desk::{
    ALL_RECEIVED, COLLEAGUES, DIFFICULTIES, badge, device, open_case, open_sheet, reload, sign_in, tablet_with_case,
};

const PERSON: &str = "斎藤 結";
const BEFORE: &str = "夜に眠れない。";
const ADDED: &str = "朝の散歩を始めた。";

#[tokio::test]
async fn chromium_tells_what_changed_while_away() {
    what_changed_is_told_once(Engine::Chromium).await;
}

#[tokio::test]
async fn webkit_tells_what_changed_while_away() {
    what_changed_is_told_once(Engine::WebKit).await;
}

async fn what_changed_is_told_once(engine: Engine) {
    let folder = tempfile::tempdir().unwrap();
    let office = Office::open(folder.path(), COLLEAGUES);
    let tablet = tablet_with_case(engine, folder.path(), &office, PERSON).await;
    open_sheet(&tablet).await;
    tablet.textbox(DIFFICULTIES).insert_text(BEFORE).await;
    badge(&tablet, ALL_RECEIVED).await;

    // Whoever opens a case for the first time has missed nothing, and what changes before their eyes is no news.
    let desk = device(engine, folder.path(), "desk").await;
    sign_in(&desk, &office, "tanaka").await;
    open_case(&desk, PERSON).await;
    tablet.role("tab", "基本情報").click().await;
    tablet.button("健康").click().await;
    tablet.textbox("電話").fill("03-1111-2222").await;
    desk.text("03-1111-2222").wait().await;
    desk.link("今日").click().await;
    desk.heading("今日").first().wait().await;

    tablet.textbox("電話").fill("03-3333-4444").await;
    open_sheet(&tablet).await;
    tablet.textbox(DIFFICULTIES).insert_text(ADDED).await;
    tablet.textbox("やることを書く").insert_text("番組表を送る").await;
    tablet.role("region", "やること").button("追加").click().await;
    badge(&tablet, ALL_RECEIVED).await;

    open_case(&desk, PERSON).await;
    let news = desk.role("region", "留守中の変更");
    news.text("3件").wait().await;
    for words in ["03-1111-2222", "03-3333-4444", "番組表を送る", ADDED] {
        news.text(words).wait().await;
    }
    assert_eq!(desk.run("return document.querySelector('.unseen-words ins').textContent", vec![]).await, ADDED);
    news.text("佐藤 由佳").first().wait().await;
    // Until they have said that they read it, it is told again.
    reload(&desk).await;
    desk.role("region", "留守中の変更").button("確認した").click().await;
    desk.role("region", "留守中の変更").wait_gone().await;
    // What she wrote comes back from under what he wrote over it.
    open_sheet(&desk).await;
    let hers = desk.textbox(DIFFICULTIES).value().await;
    desk.textbox(DIFFICULTIES).fill("書きまちがい").await;
    desk.button(&format!("{DIFFICULTIES}の履歴")).click().await;
    desk.role("dialog", "履歴").text("いまの内容").wait().await;
    desk.button("この内容に戻す").click().await;
    desk.textbox(DIFFICULTIES).wait_value(&hers).await;
    desk.link("今日").click().await;
    open_case(&desk, PERSON).await;
    desk.text("番組表を送る").wait().await;
    assert!(!desk.role("region", "留守中の変更").is_shown().await);
    // The one who wrote it all, and saw the rest, is told nothing.
    tablet.textbox(DIFFICULTIES).wait_value(&hers).await;
    tablet.link("今日").click().await;
    open_case(&tablet, PERSON).await;
    tablet.text("番組表を送る").wait().await;
    assert!(!tablet.role("region", "留守中の変更").is_shown().await);

    // Of her own cases 今日 tells, without opening one of them.
    tablet.link("今日").click().await;
    desk.textbox("やることを書く").insert_text("返事を待つ").await;
    desk.role("region", "やること").button("追加").click().await;
    tablet.role("region", "留守中の変更").text(PERSON).click().await;
    tablet.role("region", "留守中の変更").text("返事を待つ").wait().await;
    tablet.button("確認した").click().await;
    tablet.link("今日").click().await;
    tablet.role("region", "やること").wait().await;
    tablet.role("region", "留守中の変更").wait_gone().await;
}
