//! The story everything else hangs on: a note written at a home without network reaches the desk, through dead tabs, a dead
//! server and a colleague who wrote into the same text.

use madobe_tests::browser::{Browser, Engine};
use madobe_tests::office::Office;

use super::desk::{
    ALL_RECEIVED, DIFFICULTIES, agree_on, all_received_after_a_crash, badge, create_case, device, open_case,
    open_sheet, reload, sign_in, unlock,
};

const STAFF: &[(&str, &str, &str)] =
    &[("sato", "佐藤 由佳", "social_worker"), ("tanaka", "田中 恒一", "clinical_psychologist")];

const PERSON: &str = "髙橋 𠮷也";
const MOTHERS_WORDS: &str = "朝は音がつらく、雨戸を閉めたまま過ごすと母から聞く。";
const DESKS_WORDS: &str = "計算が苦手で、買い物の会計を避けてきたとのこと。";
const LAST_WORDS: &str = "玄関の花に水をやるようになった。";

#[tokio::test]
async fn chromium_brings_an_offline_visit_to_the_desk() {
    an_offline_visit_reaches_the_desk(Engine::Chromium).await;
}

#[tokio::test]
async fn firefox_brings_an_offline_visit_to_the_desk() {
    an_offline_visit_reaches_the_desk(Engine::Firefox).await;
}

#[tokio::test]
async fn webkit_brings_an_offline_visit_to_the_desk() {
    an_offline_visit_reaches_the_desk(Engine::WebKit).await;
}

async fn an_offline_visit_reaches_the_desk(engine: Engine) {
    let folder = tempfile::tempdir().unwrap();
    let mut office = Office::open(folder.path(), STAFF);
    let mut tablet = device(engine, folder.path(), "tablet").await;
    let mut desk = device(engine, folder.path(), "desk").await;
    desk.set_viewport(1440, 900).await;

    // In the morning both are at the office.
    sign_in(&desk, &office, "tanaka").await;
    create_case(&desk, PERSON).await;
    badge(&desk, ALL_RECEIVED).await;
    sign_in(&tablet, &office, "sato").await;
    open_case(&tablet, PERSON).await;
    badge(&tablet, ALL_RECEIVED).await;

    // The visit: no network. The app opens from what it keeps.
    office.stop();
    reload(&tablet).await;
    tablet.heading(PERSON).wait().await;
    let note = write_the_visit(&tablet).await;

    // The battery dies in the stairwell.
    tablet.kill_hard().await;
    tablet.relaunch().await;
    tablet.open(&office.address()).await;
    unlock(&tablet).await;
    everything_of_the_visit_is_there(&tablet, &note).await;
    badge(&tablet, "端末に保存済み・未送信 1件").await;

    // Meanwhile the desk, cut off as well, writes into the same text and agrees on another day.
    open_sheet(&desk).await;
    desk.textbox(DIFFICULTIES).insert_text(DESKS_WORDS).await;
    agree_on(&desk, "2026-12-08").await;
    badge(&desk, "端末に保存済み・未送信 1件").await;

    // The network is back. Each sees the other's work, without doing anything.
    office.start();
    all_received_after_a_crash(&tablet, "sato").await;
    // The desk has seen no office for a while, and asks for it only now and then.
    all_received_after_a_crash(&desk, "tanaka").await;
    for device in [&tablet, &desk] {
        both_sentences_stand(device).await;
        device.heading("2つの値・要確認").wait().await;
    }
    desk.role("tab", "経過").click().await;
    desk.text(&note.chars().take(20).collect::<String>()).first().wait().await;

    // One tap settles the date, on both.
    tablet.button("8日 にする").click().await;
    for device in [&tablet, &desk] {
        device.heading("2つの値・要確認").wait_gone().await;
    }
    for device in [&tablet, &desk] {
        badge(device, ALL_RECEIVED).await;
    }

    // What was acknowledged survives a power cut of the server that same moment: a device that comes new finds all of it.
    open_sheet(&tablet).await;
    tablet.textbox("❹ その後の状況").insert_text(LAST_WORDS).await;
    badge(&tablet, "送信中").await;
    badge(&tablet, ALL_RECEIVED).await;
    office.kill();
    office.start();
    let newcomer = device(engine, folder.path(), "newcomer").await;
    sign_in(&newcomer, &office, "tanaka").await;
    open_case(&newcomer, PERSON).await;
    open_sheet(&newcomer).await;
    newcomer.textbox("❹ その後の状況").wait_value(LAST_WORDS).await;
    both_sentences_stand(&newcomer).await;
}

/// Writes a note of more than 300 characters, a sentence in the sheet and the next visit's day; returns the note.
async fn write_the_visit(tablet: &Browser) -> String {
    let note =
        "玄関先で本人と15分ほど話す。先週の約束どおり、上着を着て待っていてくれた。公園までは行かず、集合住宅の前の\
                ベンチまで一緒に歩く。「外の空気はひさしぶり」とのこと。"
            .repeat(4);
    assert!(note.chars().count() >= 300);
    tablet.button("訪問記録を書く").first().click().await;
    tablet.textbox("記録").insert_text(&note).await;
    tablet.button("書き終える").click().await;
    tablet.heading(PERSON).wait().await;
    open_sheet(tablet).await;
    tablet.textbox(DIFFICULTIES).insert_text(MOTHERS_WORDS).await;
    agree_on(tablet, "2026-12-07").await;
    tablet.text("12月7日").first().wait().await;
    badge(tablet, "端末に保存済み・未送信 1件").await;
    note
}

async fn everything_of_the_visit_is_there(tablet: &Browser, note: &str) {
    open_case(tablet, PERSON).await;
    tablet.text("12月7日").first().wait().await;
    open_sheet(tablet).await;
    tablet.textbox(DIFFICULTIES).wait_value(MOTHERS_WORDS).await;
    tablet.role("tab", "経過").click().await;
    tablet.link("の訪問の記録を編集").first().click().await;
    tablet.textbox("記録").wait_value(note).await;
    tablet.button("戻る").first().click().await;
    tablet.heading(PERSON).wait().await;
}

async fn both_sentences_stand(browser: &Browser) {
    open_sheet(browser).await;
    let either = [[MOTHERS_WORDS, DESKS_WORDS].concat(), [DESKS_WORDS, MOTHERS_WORDS].concat()];
    browser.textbox(DIFFICULTIES).wait_one_of(&either.each_ref().map(String::as_str)).await;
}
