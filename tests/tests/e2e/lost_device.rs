//! A tablet is reported lost: it is shut out, and destroys what it holds as soon as it meets the office.

use madobe_tests::browser::Engine;
use madobe_tests::office::{Office, PASSWORD};

use super::desk::{ALL_RECEIVED, badge, create_case, device, open_case, open_managing, sign_in, tablet_with_case};

const STAFF: &[(&str, &str, &str)] = &[("sato", "佐藤 由佳", "social_worker"), ("mori", "森 千尋", "clerk")];

const PERSON: &str = "斎藤 結";
const WIPED: &str = "この端末は紛失の届けが出ていたため、中の記録をすべて消しました。";

/// How many rows there are in all databases of the page's site but the device's own.
const ROWS: &str = "\
    let rows = 0;\
    for (const { name } of await indexedDB.databases()) {\
        if (name === 'madobe-device') continue;\
        const opening = indexedDB.open(name);\
        await new Promise((done, failed) => { opening.onsuccess = done; opening.onerror = failed; });\
        for (const table of opening.result.objectStoreNames) {\
            const count = opening.result.transaction(table).objectStore(table).count();\
            await new Promise((done, failed) => { count.onsuccess = done; count.onerror = failed; });\
            rows += count.result;\
        }\
        opening.result.close();\
    }\
    return rows;";

#[tokio::test]
async fn chromium_wipes_a_lost_device() {
    a_lost_device_is_wiped(Engine::Chromium).await;
}

#[tokio::test]
async fn firefox_wipes_a_lost_device() {
    a_lost_device_is_wiped(Engine::Firefox).await;
}

#[tokio::test]
async fn webkit_wipes_a_lost_device() {
    a_lost_device_is_wiped(Engine::WebKit).await;
}

async fn a_lost_device_is_wiped(engine: Engine) {
    let folder = tempfile::tempdir().unwrap();
    let office = Office::open(folder.path(), STAFF);
    office.set_role("mori", "manager");
    let tablet = tablet_with_case(engine, folder.path(), &office, PERSON).await;
    let desk = device(engine, folder.path(), "desk").await;
    sign_in(&desk, &office, "mori").await;

    // The manager sees what is on it, and reports it.
    open_managing(&desk, "事務所の端末").await;
    let lost = desk.role("listitem", "佐藤 由佳");
    lost.button("入っているケース").click().await;
    desk.role("dialog", "入っているケース").role("listitem", PERSON).wait().await;
    desk.role("dialog", "入っているケース").button("閉じる").click().await;
    lost.button("紛失を届ける").click().await;
    desk.role("dialog", "紛失を届ける").button("紛失を届ける").click().await;
    lost.text("紛失の届け").wait().await;

    // The line that stands ends, and with it everything on the device.
    tablet.role("alert", WIPED).wait().await;
    assert!(!tablet.text(PERSON).is_shown().await);
    assert_eq!(tablet.run_async(ROWS, vec![]).await, 0, "nothing is left, not even sealed");
    desk.reload().await;
    super::desk::unlock(&desk).await;
    desk.role("listitem", "消去済み").wait().await;

    // Whoever has it opens nothing, with or without the password, and with or without a network.
    tablet.reload().await;
    tablet.role("alert", WIPED).wait().await;
    assert!(!tablet.button("開く").is_shown().await);

    // Brought back, it begins anew: another device, with what is at the office.
    tablet.textbox("ログイン名").fill("sato").await;
    tablet.textbox("パスワード").fill(PASSWORD).await;
    tablet.button("サインイン").click().await;
    open_case(&tablet, PERSON).await;
}

#[tokio::test]
async fn chromium_keeps_everything_on_a_device_that_was_found_in_time() {
    let folder = tempfile::tempdir().unwrap();
    let mut office = Office::open(folder.path(), STAFF);
    let tablet = tablet_with_case(Engine::Chromium, folder.path(), &office, PERSON).await;
    office.stop();
    create_case(&tablet, "野田 悠").await;
    tablet.link("設定").first().click().await;
    tablet.button("ロックする").click().await;
    office.report_lost("sato");
    office.report_found("sato");
    office.start();
    // Whoever unlocks it within reach of the office has a new session at once.
    super::desk::unlock(&tablet).await;
    badge(&tablet, ALL_RECEIVED).await;
    open_case(&tablet, "野田 悠").await;
}
