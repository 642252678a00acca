//! A case is closed and taken up again; what was closed long ago goes once two people agree, everywhere.

use std::process::Command;

use madobe_tests::browser::Engine;
use madobe_tests::office::{Office, server_binary};

use super::desk::{ALL_RECEIVED, agree_on, badge, device, open_case, open_managing, sign_in, tablet_with_case};

const STAFF: &[(&str, &str, &str)] = &[("sato", "佐藤 由佳", "social_worker"), ("tanaka", "田中 誠", "social_worker")];

const PERSON: &str = "斎藤 結";

#[tokio::test]
async fn chromium_closes_a_case_and_takes_it_up_again() {
    a_case_is_closed_and_taken_up_again(Engine::Chromium).await;
}

#[tokio::test]
async fn firefox_closes_a_case_and_takes_it_up_again() {
    a_case_is_closed_and_taken_up_again(Engine::Firefox).await;
}

#[tokio::test]
async fn webkit_closes_a_case_and_takes_it_up_again() {
    a_case_is_closed_and_taken_up_again(Engine::WebKit).await;
}

/// Out of reach, and read on another device.
async fn a_case_is_closed_and_taken_up_again(engine: Engine) {
    let folder = tempfile::tempdir().unwrap();
    let mut office = Office::open(folder.path(), STAFF);
    let tablet = tablet_with_case(engine, folder.path(), &office, PERSON).await;
    agree_on(&tablet, "2099-12-07").await;
    badge(&tablet, ALL_RECEIVED).await;
    office.stop();

    tablet.role("tab", "基本情報").click().await;
    tablet.button("終結する").first().click().await;
    let dialog = tablet.role("dialog", "終結");
    dialog.text("次回の予定").wait().await;
    dialog.button("終結する").click().await;
    dialog.role("alert", "理由を入れてください。").wait().await;
    dialog.textbox("終結時の評価").fill("家族と話せる時間が増えた。").await;
    dialog.combobox("理由").set_value("situation_stable").await;
    dialog.button("終結する").click().await;
    dialog.wait_gone().await;
    tablet.text("状況の安定").wait().await;
    tablet.text("保存期間は").wait().await;

    office.start();
    badge(&tablet, ALL_RECEIVED).await;
    let desk = device(engine, folder.path(), "desk").await;
    sign_in(&desk, &office, "tanaka").await;
    open_case(&desk, PERSON).await;
    desk.role("tab", "基本情報").click().await;
    desk.text("家族と話せる時間が増えた。").wait().await;
    desk.button("支援を再開する").click().await;
    desk.text("前の終結：").wait().await;
    badge(&desk, ALL_RECEIVED).await;
    tablet.text("前の終結：").wait().await;
}

#[tokio::test]
async fn chromium_lets_go_of_what_two_people_agree_on() {
    let folder = tempfile::tempdir().unwrap();
    let office = Office::open_demo(folder.path());
    // The demo draws its passwords; this is everyone's here.
    office.end_sessions("kanri");
    let desk = device(Engine::Chromium, folder.path(), "desk").await;
    sign_in(&desk, &office, "kanri").await;
    open_managing(&desk, "保存と廃棄").await;
    desk.text("廃棄できるケースはありません").wait().await;
    desk.button("年数を変える").click().await;
    let dialog = desk.role("dialog", "年数を変える");
    dialog.textbox("保存する年数").fill("0").await;
    dialog.button("この年数にする").click().await;
    dialog.role("alert", "1から100までの数").wait().await;
    dialog.textbox("保存する年数").fill("1").await;
    dialog.button("この年数にする").click().await;
    dialog.wait_gone().await;

    let due = office.retention(&["list"]);
    let ids: Vec<&str> = due.lines().filter_map(|line| line.split('\t').next()).collect();
    assert!(ids.len() > 1, "the demo has cases that were closed long ago: {due}");
    desk.button("：保留する").first().click().await;
    let dialog = desk.role("dialog", "保留する");
    dialog.textbox("保留する理由").fill("開示請求があったため").await;
    dialog.button("保留する").click().await;
    desk.text("理由：開示請求があったため").wait().await;
    desk.button("：廃棄を申し出る").first().click().await;
    desk.text("廃棄の申出 森").wait().await;
    assert!(!desk.button("廃棄する").is_shown().await, "whoever proposed it does not decide as well");

    let list = office.retention(&["list"]);
    assert_eq!(list.lines().filter(|line| line.contains("proposed")).count(), 1, "{list}");
    assert!(list.contains("held: 開示請求があったため"), "{list}");
    let refused = Command::new(server_binary())
        .args(["retention", "dispose", "--data"])
        .arg(office.data())
        .args(&ids[..2])
        .output()
        .unwrap();
    let words = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(!refused.status.success() && words.contains("1 of them stay"), "{words}");
    let left = office.retention(&["list"]);
    assert!(left.contains(ids[0]) && !left.contains(ids[1]), "{left}");
}
