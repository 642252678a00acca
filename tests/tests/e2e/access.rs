//! Who sees a case: a coordinator gets what the desk shares, for as long as it is shared; a restricted case opens for a reason, and its
//! team hears of it.

use madobe_tests::browser::{Browser, Engine};
use madobe_tests::office::Office;
use serde_json::json;

use super::desk::{ALL_RECEIVED, badge, create_case, device, open_case, search, sign_in, tablet_with_case};

const STAFF: &[(&str, &str, &str)] = &[
    ("sato", "佐藤 由佳", "social_worker"),
    ("tanaka", "田中 恒一", "licensed_psychologist"),
    ("ito", "伊藤 誠", "social_worker"),
];

const FIRST: &str = "斎藤 結";
const SECOND: &str = "野田 悠";
const REASON: &str = "夜間に家族から電話があったため";
const OFFLINE: &str = "事務所とつながっているときに、確かめたり変えたりできます。";

#[tokio::test]
async fn chromium_gives_a_coordinator_what_is_shared_for_as_long_as_it_is() {
    a_coordinator_has_what_is_shared(Engine::Chromium).await;
}

#[tokio::test]
async fn firefox_gives_a_coordinator_what_is_shared_for_as_long_as_it_is() {
    a_coordinator_has_what_is_shared(Engine::Firefox).await;
}

#[tokio::test]
async fn webkit_gives_a_coordinator_what_is_shared_for_as_long_as_it_is() {
    a_coordinator_has_what_is_shared(Engine::WebKit).await;
}

async fn a_coordinator_has_what_is_shared(engine: Engine) {
    let folder = tempfile::tempdir().unwrap();
    let office = office(folder.path());
    let desk = tablet_with_case(engine, folder.path(), &office, FIRST).await;
    let coordinator = device(engine, folder.path(), "coordinator").await;
    sign_in(&coordinator, &office, "ito").await;
    coordinator.text("あなたと共有されたケースはまだありません").wait().await;

    share(&desk, "伊藤 誠").await;
    arrives(&coordinator, FIRST).await;
    create_case(&desk, SECOND).await;
    badge(&desk, ALL_RECEIVED).await;
    assert!(!coordinator.link(SECOND).is_shown().await, "the desk's, and not shared");

    share(&desk, "伊藤 誠").await;
    let place = desk.role("listitem", "伊藤 誠");
    place.text("社会福祉士").wait().await;
    arrives(&coordinator, SECOND).await;
    open_case(&coordinator, SECOND).await;
    open_access(&coordinator).await;
    coordinator.role("listitem", "伊藤 誠").wait().await;
    assert!(!coordinator.button("共有する").is_shown().await, "a coordinator only looks");

    // It leaves the coordinator's browser, although it stands open there.
    place.button("伊藤 誠さんを外す").click().await;
    let dialog = desk.role("dialog", "伊藤 誠さんを外しますか？");
    dialog.text("次に事務所とつながったとき、このケースは伊藤 誠さんの端末から消えます。").wait().await;
    dialog.button("外す").click().await;
    dialog.wait_gone().await;
    place.wait_gone().await;
    coordinator.heading(SECOND).wait_gone().await;
    coordinator.link("ケース").first().click().await;
    coordinator.link(FIRST).first().wait().await;
    assert!(!coordinator.link(SECOND).is_shown().await);
}

#[tokio::test]
async fn chromium_restricts_a_case_and_opens_it_for_a_reason() {
    let folder = tempfile::tempdir().unwrap();
    let mut office = office(folder.path());
    let desk = tablet_with_case(Engine::Chromium, folder.path(), &office, FIRST).await;
    let colleague = device(Engine::Chromium, folder.path(), "colleague").await;
    sign_in(&colleague, &office, "tanaka").await;
    arrives(&colleague, FIRST).await;

    open_access(&desk).await;
    desk.text("窓口の全員と、次の人が見られます。").wait().await;
    desk.button("チームに限る").click().await;
    desk.role("dialog", "見られる人をチームに限りますか？").button("チームに限る").click().await;
    desk.text("次の人だけが見られます。").wait().await;
    colleague.link(FIRST).wait_gone().await;

    // It stays with someone.
    desk.button("佐藤 由佳さんを外す").click().await;
    let dialog = desk.role("dialog", "佐藤 由佳さんを外しますか？");
    dialog.button("外す").click().await;
    dialog.role("alert", "先にほかの人と共有するか、全員に開いてください。").wait().await;
    dialog.button("やめる").click().await;

    // Whoever searches for it finds nothing, and a way in that tells the team.
    search(&colleague, FIRST).await;
    colleague.text("見つかりません").wait().await;
    colleague.button("制限されたケースを開く").click().await;
    let dialog = colleague.role("dialog", "制限されたケースを開く");
    dialog.text("あなたの名前と理由がチームの人に伝わります。").wait().await;
    dialog.textbox("ケース番号").wait_value(FIRST).await;
    dialog.textbox("ケース番号").fill("").await;
    dialog.textbox("ケース番号").insert_text("斎藤 由").await;
    dialog.textbox("理由").insert_text(REASON).await;
    dialog.button("理由を記して開く").click().await;
    dialog.role("alert", "制限されたケースはありません。").wait().await;
    dialog.textbox("ケース番号").fill("").await;
    dialog.textbox("ケース番号").insert_text(FIRST).await;
    dialog.button("理由を記して開く").click().await;
    colleague.heading(FIRST).wait().await;
    open_access(&colleague).await;
    let place = colleague.role("listitem", "田中 恒一");
    place.text("あしたまで").wait().await;
    place.text(REASON).wait().await;

    // The team hears of it as soon as someone of it comes back to the window.
    desk.run("dispatchEvent(new Event('focus'))", vec![]).await;
    desk.role("status", "田中 恒一さんが理由を記して開きました（今日").text(REASON).wait().await;

    // Out of reach that is said, and the rest of the case stays usable.
    office.stop();
    desk.text(OFFLINE).wait().await;
    assert!(!desk.button("共有する").is_shown().await);
    desk.role("listitem", "佐藤 由佳").wait().await;
    office.start();
    desk.text(OFFLINE).wait_gone().await;
    desk.button("全員に開く").click().await;
    desk.role("dialog", "窓口の全員に開きますか？").button("全員に開く").click().await;
    desk.text("窓口の全員と、次の人が見られます。").wait().await;
}

#[tokio::test]
async fn chromium_says_why_the_office_refuses() {
    let folder = tempfile::tempdir().unwrap();
    let office = office(folder.path());
    let desk = tablet_with_case(Engine::Chromium, folder.path(), &office, FIRST).await;
    open_access(&desk).await;
    desk.button("共有する").click().await;
    let dialog = desk.role("dialog", "ケースを共有する");
    dialog.button("共有する").click().await;
    dialog.role("alert", "共有する相手を入れてください。").wait().await;
    choose(&desk, "伊藤 誠").await;
    assert_ne!(dialog.textbox("いつまで").value().await, "", "a coordinator's last day is offered");
    dialog.textbox("いつまで").set_value("2020-01-01").await;
    dialog.button("共有する").click().await;
    dialog.role("alert", "もう過ぎた日です。").wait().await;
    dialog.textbox("いつまで").set_value("").await;
    dialog.button("共有する").click().await;
    dialog.wait_gone().await;
    desk.role("listitem", "伊藤 誠").text("期限なし").wait().await;

    // A role that was taken away is noticed at the next try.
    office.set_role("sato", "coordinator");
    desk.button("伊藤 誠さんを外す").click().await;
    let dialog = desk.role("dialog", "伊藤 誠さんを外しますか？");
    dialog.button("外す").click().await;
    dialog.role("alert", "見られる人を変えられるのは、窓口の人だけです。").wait().await;
    dialog.button("やめる").click().await;

    // Without a session nothing is shown to be changed.
    office.end_sessions("sato");
    desk.run("dispatchEvent(new Event('focus'))", vec![]).await;
    desk.role("region", "見られる人").role("status", "サインインが切れています。").wait().await;
    assert!(!desk.button("伊藤 誠さんを外す").is_shown().await);
}

/// 佐藤 and 田中 work at the desk, 伊藤 in another department.
fn office(folder: &std::path::Path) -> Office {
    let office = Office::open(folder, STAFF);
    office.set_role("ito", "coordinator");
    office
}

/// Brings 見られる人 of the open case on the screen, wherever the width has put it.
async fn open_access(browser: &Browser) {
    browser.role("tab", "基本情報").click().await;
    browser.role("region", "見られる人").wait().await;
}

/// Shares the case that is open, for as long as is offered.
async fn share(desk: &Browser, name: &str) {
    open_access(desk).await;
    desk.button("共有する").click().await;
    let dialog = desk.role("dialog", "ケースを共有する");
    choose(desk, name).await;
    dialog.button("共有する").click().await;
    dialog.wait_gone().await;
    desk.role("listitem", name).wait().await;
}

/// Chooses someone of the staff by name.
async fn choose(desk: &Browser, name: &str) {
    let who = desk.combobox("共有する相手");
    let find = "const wanted = arguments[0].replaceAll(' ', '');\
        return [...document.querySelectorAll('dialog option')].find((one) => one.text.replaceAll(' ', '') === wanted)?.value";
    who.wait().await;
    let user = desk.run(find, vec![json!(name)]).await;
    who.set_value(user.as_str().unwrap()).await;
}

/// Waits until a case is in the list.
async fn arrives(browser: &Browser, name: &str) {
    browser.link("ケース").first().click().await;
    browser.link(name).first().wait().await;
}
