//! 相談受付: a mother is on the telephone, and there is no network. Whether the person is known already shows while it is typed.

use madobe_tests::browser::{Browser, Engine};
use madobe_tests::office::Office;

use super::desk::{ALL_RECEIVED, badge, create_case, device, sign_in};

const STAFF: &[(&str, &str, &str)] =
    &[("sato", "佐藤 由佳", "social_worker"), ("tanaka", "田中 恒一", "clinical_psychologist")];
const KNOWN: &str = "高橋 和也";
const NEW: &str = "森田 航";
const WORDS: &str = "夜中に起きて台所に立つ音がするとのこと。";
const MAY_BE_KNOWN: &str = "すでにあるケースかもしれません";

#[tokio::test]
async fn chromium_makes_a_case_of_a_call() {
    a_call_becomes_a_case(Engine::Chromium).await;
}

#[tokio::test]
async fn webkit_makes_a_case_of_a_call() {
    a_call_becomes_a_case(Engine::WebKit).await;
}

async fn a_call_becomes_a_case(engine: Engine) {
    let folder = tempfile::tempdir().unwrap();
    let mut office = Office::open(folder.path(), STAFF);
    let desk = device(engine, folder.path(), "desk").await;
    sign_in(&desk, &office, "sato").await;
    create_case(&desk, KNOWN).await;
    badge(&desk, ALL_RECEIVED).await;
    office.stop();

    // The same name in other characters and with another space: nobody begins a second case for him.
    begin_case(&desk).await;
    desk.textbox("氏名（または家族の姓）").insert_text("髙橋　和").await;
    assert!(!desk.role("region", MAY_BE_KNOWN).is_shown().await, "half a name is nobody's");
    desk.textbox("氏名（または家族の姓）").insert_text("也").await;
    let known = desk.role("region", MAY_BE_KNOWN);
    known.text("同じ名前").wait().await;
    known.link(KNOWN).click().await;
    desk.heading(KNOWN).wait().await;

    // Somebody new. What is said of the caller is typed once, and stands in the family and in the note.
    begin_case(&desk).await;
    desk.textbox("氏名（または家族の姓）").insert_text(NEW).await;
    desk.combobox("だれからの相談か").set_value("mother").await;
    desk.textbox("その人の名前").insert_text("森田 君江").await;
    desk.textbox("その人の電話").fill("03-9876-5432").await;
    desk.button("ケースを作って記録を書く").click().await;
    desk.heading("電話の記録").wait().await;
    assert_eq!(desk.button("母").attribute("aria-pressed").await.as_deref(), Some("true"));
    desk.textbox("記録").insert_text(WORDS).await;
    desk.button("書き終える").click().await;
    desk.heading(NEW).wait().await;
    desk.text(WORDS).first().wait().await;

    // She calls again, and another colleague takes the call.
    office.start();
    badge(&desk, ALL_RECEIVED).await;
    let other = device(engine, folder.path(), "other").await;
    sign_in(&other, &office, "tanaka").await;
    badge(&other, ALL_RECEIVED).await;
    begin_case(&other).await;
    other.textbox("本人の電話").insert_text("０３（９８７６）５４３２").await;
    let known = other.role("region", MAY_BE_KNOWN);
    known.text("同じ電話").wait().await;
    known.link(NEW).click().await;
    other.role("tab", "基本情報").click().await;
    other.role("region", "家族").textbox("氏名").wait_value("森田 君江").await;
}

async fn begin_case(browser: &Browser) {
    browser.link("ケース").first().click().await;
    browser.role("link", "新しいケース").first().click().await;
    browser.heading("新しいケース").wait().await;
}
