//! 居場所・催し: the office's list is written out of reach, a case takes part in what stands there, and whoever may not see the case sees the list alone.

use madobe_tests::browser::{Browser, Engine};

use super::desk::{back_in_reach, badge, open_case, out_of_reach};

const PERSON: &str = "久保 樹";
const PLACE: &str = "将棋と本の部屋";
const COURSE: &str = "隣の人に声をかけられて一局。";
const LIST: &str = "居場所・催し";
const TOOK_PART: &str = "参加・予定 1件（この端末のケース）";

const DAY: &str = "参加した日・する日";

/// The value of the option that reads so.
const OPTION: &str =
    "return [...document.querySelectorAll('option')].find((one) => one.text.includes(arguments[0])).value";

#[tokio::test]
async fn chromium_keeps_a_list_of_places_and_who_took_part() {
    a_case_takes_part(Engine::Chromium).await;
}

#[tokio::test]
async fn firefox_keeps_a_list_of_places_and_who_took_part() {
    a_case_takes_part(Engine::Firefox).await;
}

async fn look_at_what_comes_next(tablet: &Browser) {
    tablet.link("今日").first().click().await;
    tablet.link("予定とやることをすべて見る").click().await;
    tablet.button("全員").click().await;
}

async fn a_case_takes_part(engine: Engine) {
    let folder = tempfile::tempdir().unwrap();
    let (mut office, tablet) = out_of_reach(engine, folder.path(), PERSON).await;
    tablet.link("窓口").first().click().await;
    let list = tablet.role("region", LIST);
    list.button("居場所・催しを追加").click().await;
    list.textbox("名称").insert_text(PLACE).await;
    list.textbox("時間・曜日").insert_text("火曜 13時から").await;
    list.button("閉じる").click().await;
    list.heading(PLACE).wait().await;
    // One that was begun and left empty leaves nothing behind.
    list.button("居場所・催しを追加").click().await;
    list.textbox("名称").wait().await;
    list.button("閉じる").click().await;
    list.textbox("名称").wait_gone().await;
    assert_eq!(list.any("heading").count().await, 2, "the list's own, and one place");

    open_case(&tablet, PERSON).await;
    tablet.role("tab", "支援").click().await;
    let card = tablet.role("region", "居場所・催しへの参加");
    card.button("参加を追加").click().await;
    card.role("combobox", LIST).wait().await;
    let place = tablet.run(OPTION, vec![PLACE.into()]).await;
    card.role("combobox", LIST).set_value(place.as_str().unwrap()).await;
    // The list says what it is called.
    card.textbox(LIST).wait_gone().await;
    // What is still to come stands among what comes next, until its day is over.
    card.textbox(DAY).set_value("2099-01-05").await;
    look_at_what_comes_next(&tablet).await;
    tablet.link(PLACE).click().await;
    card.text(PLACE).first().click().await;
    card.textbox(DAY).set_value("2026-11-24").await;
    look_at_what_comes_next(&tablet).await;
    tablet.link(PLACE).wait_gone().await;
    open_case(&tablet, PERSON).await;
    tablet.role("tab", "支援").click().await;
    card.text(PLACE).first().click().await;
    card.textbox("どうだったか").insert_text(COURSE).await;
    badge(&tablet, "端末に保存済み・未送信 2件").await;

    let desk = back_in_reach(&mut office, &tablet, engine, folder.path()).await;
    open_case(&desk, PERSON).await;
    desk.role("tab", "支援").click().await;
    desk.text(COURSE).first().wait().await;
    desk.link("窓口").first().click().await;
    desk.role("region", LIST).text(TOOK_PART).click().await;
    desk.role("region", LIST).link(PERSON).click().await;
    desk.heading(PERSON).wait().await;

    // What is not held any more is offered no more, and stays where it was taken part in.
    desk.link("窓口").first().click().await;
    desk.button(&format!("{PLACE}を編集")).click().await;
    desk.button("いまはない、と記す").click().await;
    desk.button("閉じる").click().await;
    desk.text("終わったもの・いまはないもの 1件").wait().await;
    tablet.role("combobox", LIST).wait().await;
    tablet.role("region", "居場所・催しへの参加").text(PLACE).first().wait().await;

    // Whoever may not see the case reads the list, and learns nothing of who took part.
    office.set_role("tanaka", "coordinator");
    desk.text(TOOK_PART).wait_gone().await;
    desk.text("終わったもの・いまはないもの 1件").click().await;
    desk.role("region", LIST).heading(PLACE).wait().await;
    assert!(!desk.role("region", LIST).link(PERSON).is_shown().await);
}
