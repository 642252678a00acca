//! The lock on the device: it opens with its user's passphrase, with or without the office, and with nothing else.

use madobe_tests::browser::{Browser, Engine};
use madobe_tests::office::{Office, PASSWORD};

use super::desk::{
    ALL_RECEIVED, DIFFICULTIES, UNSENT, all_received_after_a_crash, badge, open_account, open_case, open_sheet, reload,
    tablet_with_case, unlock, write_out_of_reach,
};

const STAFF: &[(&str, &str, &str)] =
    &[("sato", "佐藤 由佳", "social_worker"), ("tanaka", "田中 恒一", "clinical_psychologist")];

const PERSON: &str = "斎藤 結";
const WORDS: &str = "雨戸の内側から返事があった。";

#[tokio::test]
async fn chromium_opens_with_the_passphrase_alone() {
    only_the_passphrase_opens(Engine::Chromium).await;
}

#[tokio::test]
async fn firefox_opens_with_the_passphrase_alone() {
    only_the_passphrase_opens(Engine::Firefox).await;
}

#[tokio::test]
async fn webkit_opens_with_the_passphrase_alone() {
    only_the_passphrase_opens(Engine::WebKit).await;
}

async fn only_the_passphrase_opens(engine: Engine) {
    let folder = tempfile::tempdir().unwrap();
    let mut office = Office::open(folder.path(), STAFF);
    let tablet = tablet_with_case(engine, folder.path(), &office, PERSON).await;
    write_out_of_reach(&tablet, &mut office, WORDS).await;

    // Loaded anew, the page shows nothing of the case, and says what waits.
    tablet.reload().await;
    tablet.text("この端末に、未送信の記録が1件あります。").wait().await;
    assert!(!tablet.text(PERSON).is_shown().await);
    try_passphrase(&tablet, "himawari").await;
    tablet.role("alert", "パスワードが違います。あと9回まちがえると").wait().await;
    assert!(!tablet.text(PERSON).is_shown().await);
    unlock(&tablet).await;
    tablet.textbox(DIFFICULTIES).wait_value(WORDS).await;

    // Put aside for a moment, it is locked by hand.
    tablet.link("設定").first().click().await;
    tablet.button("ロックする").click().await;
    tablet.textbox("パスワード").wait().await;
    unlock(&tablet).await;
    open_case(&tablet, PERSON).await;
}

#[tokio::test]
async fn chromium_destroys_its_key_after_ten_wrong_tries_and_loses_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let mut office = Office::open(folder.path(), STAFF);
    let tablet = tablet_with_case(Engine::Chromium, folder.path(), &office, PERSON).await;
    write_out_of_reach(&tablet, &mut office, WORDS).await;
    tablet.reload().await;
    for left in (1..10).rev() {
        try_passphrase(&tablet, "himawari").await;
        tablet.role("alert", &format!("あと{left}回まちがえると")).wait().await;
    }
    let destroyed = "この端末は事務所とつながるまで開けません。記録は消えていません。";
    try_passphrase(&tablet, "himawari").await;
    tablet.role("alert", destroyed).wait().await;
    tablet.reload().await;
    try_passphrase(&tablet, PASSWORD).await;
    tablet.role("alert", destroyed).wait().await;
    assert!(!tablet.text(PERSON).is_shown().await, "not even with the right one");

    // The office knows the user, and gives the key again.
    office.start();
    unlock(&tablet).await;
    tablet.textbox(DIFFICULTIES).wait_value(WORDS).await;
    badge(&tablet, ALL_RECEIVED).await;
}

#[tokio::test]
async fn chromium_locks_when_nobody_is_there_although_its_clocks_were_set() {
    let folder = tempfile::tempdir().unwrap();
    let mut office = Office::open(folder.path(), STAFF);
    let tablet = tablet_with_case(Engine::Chromium, folder.path(), &office, PERSON).await;
    office.stop();
    // The device slept: only the clock on the wall went on.
    tablet.run("const now = Date.now; Date.now = () => now() + 11 * 60000;", vec![]).await;
    tablet.textbox("パスワード").wait().await;
    assert!(!tablet.text(PERSON).is_shown().await);
    reload(&tablet).await;
    tablet.heading(PERSON).wait().await;
    // Somebody set the clock back: the other one counts.
    let back = "const wall = Date.now; Date.now = () => wall() - 86400000;\
                const counted = performance.now.bind(performance); performance.now = () => counted() + 11 * 60000;";
    tablet.run(back, vec![]).await;
    tablet.textbox("パスワード").wait().await;
}

#[tokio::test]
async fn chromium_keeps_two_users_of_one_tablet_apart() {
    let folder = tempfile::tempdir().unwrap();
    let mut office = Office::open(folder.path(), STAFF);
    let tablet = tablet_with_case(Engine::Chromium, folder.path(), &office, PERSON).await;
    lock_for_someone_else(&tablet).await;
    sign_in_here(&tablet, "tanaka").await;
    badge(&tablet, ALL_RECEIVED).await;

    // Out of reach, each opens what is theirs: what one has not sent yet, the other does not have.
    office.stop();
    lock_for_someone_else(&tablet).await;
    sign_in_here(&tablet, "sato").await;
    open_case(&tablet, PERSON).await;
    open_sheet(&tablet).await;
    tablet.textbox(DIFFICULTIES).insert_text(WORDS).await;
    badge(&tablet, UNSENT).await;
    lock_for_someone_else(&tablet).await;
    sign_in_here(&tablet, "tanaka").await;
    open_case(&tablet, PERSON).await;
    open_sheet(&tablet).await;
    tablet.textbox(DIFFICULTIES).wait_value("").await;
    lock_for_someone_else(&tablet).await;
    sign_in_here(&tablet, "sato").await;
    // The browser's session at the office is still the other one's: the app says so, shows nothing of that account, and sends once it
    // knows who is there.
    office.start();
    let sessions = open_account(&tablet, "サインインの一覧").await;
    sessions.role("alert", "サインインが切れています。").wait().await;
    sessions.button("閉じる").first().click().await;
    all_received_after_a_crash(&tablet, "sato").await;
}

async fn lock_for_someone_else(tablet: &Browser) {
    tablet.link("設定").first().click().await;
    tablet.button("ロックする").click().await;
    tablet.button("別の人が使う").click().await;
}

async fn sign_in_here(tablet: &Browser, login: &str) {
    tablet.textbox("ログイン名").fill(login).await;
    tablet.textbox("パスワード").fill(PASSWORD).await;
    tablet.button("サインイン").click().await;
    tablet.link("ケース").first().wait().await;
}

async fn try_passphrase(tablet: &Browser, passphrase: &str) {
    tablet.textbox("パスワード").fill(passphrase).await;
    tablet.button("開く").click().await;
}
