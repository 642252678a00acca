//! A passkey, from the day it is made to the day the finger is not recognised. Chromium alone: no other driver plays an authenticator.

use madobe_shared::codes::Deed;
use madobe_tests::browser::{Browser, Engine, Query};
use madobe_tests::office::{Office, PASSWORD};

use super::desk::{ALL_RECEIVED, badge, create_case, device, open_account, open_case, sign_in_at, unlock, unlock_with};

const STAFF: &[(&str, &str, &str)] = &[("sato", "佐藤 由佳", "social_worker")];
const PERSON: &str = "斎藤 結";
const DIALOG: &str = "パスキー";
/// A recovery code is three groups of five letters.
const CODE_LETTERS: usize = 17;
const ASKED_TO_SIGN_IN: &str = "もう一度サインインしてください。";
const OPEN: &str = "パスキーで開く";
const BEGIN_TO_OPEN: &str = "開けるようにする";
const NEW_PASSWORD: &str = "あきのひ-kosumosu-8";
const NOT_SHOWN: &str = "パスキーで確かめられませんでした。";

#[tokio::test]
async fn chromium_signs_in_with_a_passkey_and_without_it_by_a_recovery_code() {
    let folder = tempfile::tempdir().unwrap();
    let office = Office::open(folder.path(), STAFF);
    let tablet = device(Engine::Chromium, folder.path(), "tablet").await;
    let authenticator = tablet.add_authenticator().await;
    sign_in_at(&tablet, &office.named_address(), "sato").await;
    create_case(&tablet, PERSON).await;
    badge(&tablet, ALL_RECEIVED).await;
    let recovery_codes = add_passkey(&tablet, "訪問用タブレット").await;
    let dialog = open_account(&tablet, DIALOG).await;
    dialog.text("まだ使っていません").wait().await;
    tablet.button("閉じる").first().click().await;

    // The passphrase opens what is on the device; the office asks for the passkey besides.
    sign_out_and_open(&tablet).await;
    let again = asked_again(&tablet).await;
    again.wait_gone().await;
    badge(&tablet, ALL_RECEIVED).await;
    let dialog = open_account(&tablet, DIALOG).await;
    dialog.text("最後に使った時刻").wait().await;
    tablet.button("閉じる").first().click().await;

    // The finger is not recognised. What was written down stands in.
    authenticator.set_user_verified(false).await;
    sign_out_and_open(&tablet).await;
    let again = asked_again(&tablet).await;
    again.role("alert", NOT_SHOWN).wait().await;
    again.button("別の方法で確認").click().await;
    again.textbox("予備コード").fill(&recovery_codes[0]).await;
    again.button("サインイン").click().await;
    again.wait_gone().await;
    badge(&tablet, ALL_RECEIVED).await;

    // The password alone does not take it away, and another code that was written down does. From then on nobody asks.
    let dialog = open_account(&tablet, DIALOG).await;
    dialog.button("訪問用タブレットを削除する").click().await;
    dialog.textbox("パスワード").fill(PASSWORD).await;
    dialog.button("削除する").click().await;
    dialog.textbox("確認コードまたは予備コード").fill(&recovery_codes[0]).await;
    dialog.button("削除する").click().await;
    dialog.role("alert", "コードが違うか、もう使われています。").wait().await;
    dialog.textbox("確認コードまたは予備コード").fill(&recovery_codes[1]).await;
    dialog.button("削除する").click().await;
    dialog.button("登録する").wait().await;
    tablet.button("閉じる").first().click().await;
    sign_out_and_open(&tablet).await;
    badge(&tablet, ALL_RECEIVED).await;
    open_case(&tablet, PERSON).await;
}

#[tokio::test]
async fn chromium_opens_with_a_passkey_out_of_reach_for_its_holder_alone() {
    let folder = tempfile::tempdir().unwrap();
    let mut office = Office::open(folder.path(), STAFF);
    let tablet = device(Engine::Chromium, folder.path(), "tablet").await;
    let authenticator = tablet.add_authenticator().await;
    sign_in_at(&tablet, &office.named_address(), "sato").await;
    create_case(&tablet, PERSON).await;
    badge(&tablet, ALL_RECEIVED).await;
    add_passkey(&tablet, "訪問用タブレット").await;
    lock(&tablet).await;
    assert!(!tablet.button(OPEN).is_shown().await, "signing in with it is one thing, opening with it another");
    unlock(&tablet).await;
    open_with_passkey_from_now_on(&tablet).await;

    // Out of reach, the finger opens the lock, also of an app that has just started.
    office.stop();
    lock(&tablet).await;
    tablet.button(OPEN).click().await;
    open_case(&tablet, PERSON).await;
    tablet.reload().await;
    tablet.button(OPEN).click().await;
    open_case(&tablet, PERSON).await;

    // The trail hears of it later like of any unlocking: of one with the password, and two with the passkey.
    office.start();
    badge(&tablet, ALL_RECEIVED).await;
    while office.times_done("sato", &Deed::Unlocked) < 3 {
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }

    // Whoever has signed out comes in again the same way.
    tablet.link("設定").first().click().await;
    tablet.button("サインアウト").click().await;
    tablet.textbox("ログイン名").wait().await;
    tablet.button(OPEN).click().await;
    open_case(&tablet, PERSON).await;
    let again = asked_again(&tablet).await;
    again.wait_gone().await;
    badge(&tablet, ALL_RECEIVED).await;

    // It opens after a new password as before.
    let dialog = open_account(&tablet, "パスワードを変える").await;
    dialog.textbox("いまのパスワード").fill(PASSWORD).await;
    dialog.textbox("新しいパスワード").fill(NEW_PASSWORD).await;
    dialog.textbox("新しいパスワード（もう一度）").fill(NEW_PASSWORD).await;
    dialog.button("変える").click().await;
    dialog.wait_gone().await;
    lock(&tablet).await;
    tablet.button(OPEN).click().await;
    badge(&tablet, ALL_RECEIVED).await;

    // Another's finger does not. The authenticator takes none at all after that, as a reader does that was tried too often.
    authenticator.set_user_verified(false).await;
    lock(&tablet).await;
    tablet.button(OPEN).click().await;
    tablet.role("alert", NOT_SHOWN).wait().await;
    assert!(!tablet.text(PERSON).is_shown().await);

    // The office takes it away; once the device has met it, the passkey opens nothing here.
    office.reset_second_factor("sato");
    tablet.reload().await;
    unlock_with(&tablet, NEW_PASSWORD).await;
    badge(&tablet, ALL_RECEIVED).await;
    wait_until_forgotten(&tablet).await;
}

#[tokio::test]
async fn chromium_forgets_the_passkey_with_the_key_and_with_the_passkey() {
    let folder = tempfile::tempdir().unwrap();
    let mut office = Office::open(folder.path(), STAFF);
    let tablet = device(Engine::Chromium, folder.path(), "tablet").await;
    let _authenticator = tablet.add_authenticator().await;
    sign_in_at(&tablet, &office.named_address(), "sato").await;
    add_passkey(&tablet, "訪問用タブレット").await;
    open_with_passkey_from_now_on(&tablet).await;

    // Whoever does not want it any more has it taken back.
    let dialog = open_account(&tablet, DIALOG).await;
    dialog.button("開くのをやめる").click().await;
    dialog.button(BEGIN_TO_OPEN).wait().await;
    tablet.button("閉じる").first().click().await;
    lock(&tablet).await;
    assert!(!tablet.button(OPEN).is_shown().await);
    unlock(&tablet).await;

    // A passkey that is removed here, which it is asked for itself, opens nothing here.
    open_with_passkey_from_now_on(&tablet).await;
    let dialog = open_account(&tablet, DIALOG).await;
    dialog.button("訪問用タブレットを削除する").click().await;
    dialog.textbox("パスワード").fill(PASSWORD).await;
    dialog.button("削除する").click().await;
    dialog.button("登録する").wait().await;
    tablet.button("閉じる").first().click().await;
    lock(&tablet).await;
    assert!(!tablet.button(OPEN).is_shown().await);
    unlock(&tablet).await;

    // After ten wrong passwords nothing does.
    add_passkey(&tablet, "訪問用タブレット").await;
    open_with_passkey_from_now_on(&tablet).await;
    office.stop();
    lock(&tablet).await;
    tablet.button(OPEN).wait().await;
    for left in (1..10).rev() {
        try_password(&tablet, "himawari").await;
        tablet.role("alert", &format!("あと{left}回")).wait().await;
    }
    try_password(&tablet, "himawari").await;
    tablet.role("alert", "まちがいが続いたため").wait().await;
    tablet.button(OPEN).wait_gone().await;
}

#[tokio::test]
async fn chromium_offers_no_passkey_at_an_address_of_numbers() {
    no_passkey_is_offered(Engine::Chromium).await;
}

#[tokio::test]
async fn firefox_offers_no_passkey_at_an_address_of_numbers() {
    no_passkey_is_offered(Engine::Firefox).await;
}

#[tokio::test]
async fn webkit_offers_no_passkey_where_it_has_none() {
    no_passkey_is_offered(Engine::WebKit).await;
}

async fn no_passkey_is_offered(engine: Engine) {
    let folder = tempfile::tempdir().unwrap();
    let office = Office::open(folder.path(), STAFF);
    let tablet = device(engine, folder.path(), "tablet").await;
    sign_in_at(&tablet, &office.address(), "sato").await;
    tablet.link("設定").first().click().await;
    tablet.button("二段階認証").wait().await;
    assert!(!tablet.button(DIALOG).is_shown().await);
}

/// Adds the first passkey under 設定, and returns the recovery codes that come with it.
async fn add_passkey(tablet: &Browser, name: &str) -> Vec<String> {
    let dialog = open_account(tablet, DIALOG).await;
    dialog.textbox("パスキーの名前").insert_text(name).await;
    dialog.textbox("パスワード").fill("wrong").await;
    dialog.button("登録する").click().await;
    dialog.role("alert", "いまのパスワードが違います。").wait().await;
    dialog.textbox("パスワード").fill(PASSWORD).await;
    dialog.button("登録する").click().await;
    let list = dialog.role("list", "予備コード");
    let letters: Vec<char> = list.shown_text().await.chars().filter(|letter| !letter.is_whitespace()).collect();
    let codes: Vec<String> = letters.chunks(CODE_LETTERS).map(|code| code.iter().collect()).collect();
    assert_eq!(codes.len(), 10, "{codes:?}");
    dialog.button("書き留めました").click().await;
    dialog.wait_gone().await;
    codes
}

/// Has the passkey open this device.
async fn open_with_passkey_from_now_on(tablet: &Browser) {
    let dialog = open_account(tablet, DIALOG).await;
    dialog.button(BEGIN_TO_OPEN).click().await;
    dialog.button("開くのをやめる").wait().await;
    tablet.button("閉じる").first().click().await;
}

async fn lock(tablet: &Browser) {
    tablet.link("設定").first().click().await;
    tablet.button("ロックする").click().await;
    tablet.textbox("パスワード").wait().await;
}

async fn try_password(tablet: &Browser, password: &str) {
    tablet.textbox("パスワード").fill(password).await;
    tablet.button("開く").click().await;
}

/// Waits until no passkey opens this device. The office is asked soon after it was met.
async fn wait_until_forgotten(tablet: &Browser) {
    loop {
        lock(tablet).await;
        if !tablet.button(OPEN).is_shown().await {
            return;
        }
        unlock_with(tablet, NEW_PASSWORD).await;
        badge(tablet, ALL_RECEIVED).await;
    }
}

/// Signs out, and opens what is on the device with the passphrase.
async fn sign_out_and_open(tablet: &Browser) {
    tablet.link("設定").first().click().await;
    tablet.button("サインアウト").click().await;
    tablet.textbox("パスワード").fill(PASSWORD).await;
    tablet.button("サインイン").click().await;
    tablet.link("ケース").first().wait().await;
}

/// Gives the password where the office asks to sign in again.
async fn asked_again(tablet: &Browser) -> Query<'_> {
    tablet.text(ASKED_TO_SIGN_IN).wait().await;
    tablet.button("サインイン").first().click().await;
    let again = tablet.role("dialog", "もう一度サインイン");
    again.textbox("ログイン名").fill("sato").await;
    again.textbox("パスワード").fill(PASSWORD).await;
    again.button("サインイン").click().await;
    again
}
