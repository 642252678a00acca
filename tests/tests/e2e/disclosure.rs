//! A resident asks what is recorded about them: a manager masks what is about others, and only what is left is printed.

use madobe_tests::browser::{Browser, Engine};
use madobe_tests::office::Office;

use super::desk::{
    ALL_RECEIVED, DIFFICULTIES, badge, create_case, device, open_case, open_sheet, reload, sign_in, trail_tells_of,
};

const STAFF: &[(&str, &str, &str)] = &[("mori", "森 千尋", "clerk")];

const PERSON: &str = "斎藤 結";
const MOTHER: &str = "斉藤 花子";
const WORDS: &str = "結さんは夜に起きている。花子さんは、もう疲れたと話した。";
const IN_CONFIDENCE: &str = "もう疲れた";

const COPY: &str = "開示用の写し";

/// Selects words on the page, as a finger does.
const SELECT: &str = "\
    const run = [...document.querySelectorAll('.paper span')].find((run) => run.textContent.includes(arguments[0]));\
    const at = run.textContent.indexOf(arguments[0]);\
    getSelection().setBaseAndExtent(run.firstChild, at, run.firstChild, at + arguments[0].length);";

#[tokio::test]
async fn chromium_prints_what_is_recorded_about_a_person_without_what_is_about_others() {
    a_copy_is_made_for_the_person(Engine::Chromium).await;
}

#[tokio::test]
async fn firefox_prints_what_is_recorded_about_a_person_without_what_is_about_others() {
    a_copy_is_made_for_the_person(Engine::Firefox).await;
}

async fn a_copy_is_made_for_the_person(engine: Engine) {
    let folder = tempfile::tempdir().unwrap();
    let mut office = Office::open(folder.path(), STAFF);
    office.set_role("mori", "manager");
    let desk = device(engine, folder.path(), "desk").await;
    sign_in(&desk, &office, "mori").await;
    create_case(&desk, PERSON).await;
    open_sheet(&desk).await;
    desk.textbox(DIFFICULTIES).insert_text(WORDS).await;
    desk.role("tab", "基本情報").click().await;
    desk.button("家族を追加").click().await;
    desk.role("region", "家族").textbox("氏名").fill(MOTHER).await;
    desk.role("region", "家族").textbox("電話").fill("03-1234-5678").await;
    badge(&desk, ALL_RECEIVED).await;

    // Out of reach, and with a lock in between.
    office.stop();
    desk.link(COPY).click().await;
    desk.heading("保有個人情報の開示（写し）").wait().await;
    desk.button(MOTHER).wait().await;
    desk.button("03-1234-5678").wait().await;
    desk.button("花子").wait().await;
    assert!(!desk.button(PERSON).is_shown().await, "the person's own name is not masked");
    desk.button("選んだ所を黒塗り").click().await;
    desk.role("status", "文字を選んでから").wait().await;
    desk.run(SELECT, vec![IN_CONFIDENCE.into()]).await;
    desk.button("選んだ所を黒塗り").click().await;
    desk.button(IN_CONFIDENCE).wait().await;
    reload(&desk).await;
    desk.button(IN_CONFIDENCE).click().await;
    desk.button(IN_CONFIDENCE).wait_gone().await;
    desk.run(SELECT, vec![IN_CONFIDENCE.into()]).await;
    desk.button("選んだ所を黒塗り").click().await;
    desk.button(IN_CONFIDENCE).wait().await;

    desk.button("仕上がりを見る").click().await;
    desk.text("開示しない部分：4か所（第三者の個人情報）").wait().await;
    desk.text("結さんは夜に起きている。■■■■さんは、■■■■と話した。").wait().await;
    assert_eq!(left_on_the_page(&desk, &[MOTHER, "花子", "1234", IN_CONFIDENCE]).await, Vec::<&str>::new());
    desk.run("window.dispatchEvent(new Event('beforeprint'))", vec![]).await;

    office.start();
    badge(&desk, ALL_RECEIVED).await;
    open_case(&desk, PERSON).await;
    desk.role("tab", "基本情報").click().await;
    desk.link("だれが見たか（監査記録）").click().await;
    desk.role("listitem", "記録の入力").first().wait().await;
    trail_tells_of(&desk, COPY).await;
    assert!(!desk.role("listitem", "印刷").is_shown().await, "it is told once, and as what it was");
}

/// Which of these words are anywhere in the page.
async fn left_on_the_page<'w>(desk: &Browser, words: &[&'w str]) -> Vec<&'w str> {
    let page = desk.run("return document.documentElement.outerHTML", vec![]).await;
    let page = page.as_str().unwrap();
    words.iter().filter(|word| page.contains(**word)).copied().collect()
}
