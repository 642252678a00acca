//! 窓口: two people change the office's directory out of reach of it, and both have both; a note begins with one of its templates.

use madobe_tests::browser::{Browser, Engine};
use madobe_tests::office::Office;

use super::desk::{ALL_RECEIVED, COLLEAGUES, UNSENT, badge, create_case, device, sign_in, tablet_with_case};

const CLINIC: &str = "こころの相談室";
const FAMILIES: &str = "家族の集い";
const PERSON: &str = "斎藤 結";
const HEADINGS: &str = "【本人】\n\n【家族】\n";
const TYPED: &str = "玄関先で話した。";

#[tokio::test]
async fn chromium_edits_the_directory_out_of_reach() {
    let folder = tempfile::tempdir().unwrap();
    let mut office = Office::open(folder.path(), COLLEAGUES);
    let hers = device(Engine::Chromium, folder.path(), "tablet").await;
    sign_in(&hers, &office, "sato").await;
    open_directory(&hers).await;
    add_agency(&hers, CLINIC).await;
    badge(&hers, ALL_RECEIVED).await;
    let his = device(Engine::Chromium, folder.path(), "desk").await;
    sign_in(&his, &office, "tanaka").await;
    open_directory(&his).await;
    his.heading(CLINIC).wait().await;

    office.stop();
    add_agency(&hers, FAMILIES).await;
    badge(&hers, UNSENT).await;
    his.button(&format!("{CLINIC}を編集")).click().await;
    his.textbox("電話").insert_text("03-1111-2222").await;
    his.textbox("どんなところか").insert_text("予約なしで話せる。").await;
    his.button("いまはない、と記す").click().await;
    his.button("閉じる").click().await;
    badge(&his, UNSENT).await;

    office.start();
    for both in [&hers, &his] {
        badge(both, ALL_RECEIVED).await;
        both.heading(FAMILIES).wait().await;
        both.text("03-1111-2222").wait().await;
        both.text("予約なしで話せる。").wait().await;
        both.text("いまはありません").first().wait().await;
    }

    // One that is not there is no longer suggested, and comes back with a tap.
    create_case(&hers, PERSON).await;
    hers.role("tab", "支援").click().await;
    hers.button("つなぎ先をさがす").click().await;
    let finding = hers.role("group", "つなぎ先をさがす");
    finding.text(FAMILIES).wait().await;
    assert!(!finding.text(CLINIC).is_shown().await, "it is not there at present");
    his.button(&format!("{CLINIC}を編集")).click().await;
    his.button("また使う").click().await;
    finding.text(CLINIC).wait().await;
}

#[tokio::test]
async fn chromium_begins_a_note_with_a_template() {
    let folder = tempfile::tempdir().unwrap();
    let office = Office::open(folder.path(), COLLEAGUES);
    let tablet = tablet_with_case(Engine::Chromium, folder.path(), &office, PERSON).await;
    open_directory(&tablet).await;
    tablet.button("文例を追加").click().await;
    tablet.textbox("文例の名前").insert_text("家庭訪問").await;
    tablet.textbox("文例の文章").insert_text(HEADINGS).await;
    badge(&tablet, ALL_RECEIVED).await;

    super::desk::open_case(&tablet, PERSON).await;
    tablet.button("訪問記録を書く").first().click().await;
    let offered = tablet.role("group", "文例");
    offered.button("家庭訪問").click().await;
    let note = tablet.textbox("記録");
    note.wait_value(HEADINGS).await;
    offered.wait_gone().await;
    note.insert_text(TYPED).await;
    note.wait_value(&format!("{HEADINGS}{TYPED}")).await;
    badge(&tablet, ALL_RECEIVED).await;
}

async fn open_directory(browser: &Browser) {
    browser.link("窓口").first().click().await;
    browser.heading("窓口").first().wait().await;
    browser.button("機関を追加").wait().await;
}

async fn add_agency(browser: &Browser, name: &str) {
    browser.button("機関を追加").click().await;
    browser.textbox("名称").insert_text(name).await;
    browser.button("閉じる").click().await;
    browser.heading(name).wait().await;
}
