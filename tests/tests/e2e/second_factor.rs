//! A second factor, from the QR code to the day the phone is lost: the office asks for it, and the device opens without.

use madobe_server::platform::Clock;
use madobe_server::store::second_factors::TotpSecret;
use madobe_tests::browser::{Browser, Engine};
use madobe_tests::office::{Office, PASSWORD};

use super::desk::{ALL_RECEIVED, badge, device, open_account, open_case, reload, tablet_with_case, unlock};

const STAFF: &[(&str, &str, &str)] = &[("sato", "佐藤 由佳", "social_worker")];
const PERSON: &str = "斎藤 結";
/// A recovery code is three groups of five letters.
const CODE_LETTERS: usize = 17;
const DIALOG: &str = "二段階認証";
const ASKED_TO_SIGN_IN: &str = "もう一度サインインしてください。";

#[tokio::test]
async fn chromium_sets_up_a_second_factor_and_lives_with_it() {
    a_second_factor_is_set_up_and_lived_with(Engine::Chromium).await;
}

#[tokio::test]
async fn firefox_sets_up_a_second_factor_and_lives_with_it() {
    a_second_factor_is_set_up_and_lived_with(Engine::Firefox).await;
}

#[tokio::test]
async fn webkit_sets_up_a_second_factor_and_lives_with_it() {
    a_second_factor_is_set_up_and_lived_with(Engine::WebKit).await;
}

async fn a_second_factor_is_set_up_and_lived_with(engine: Engine) {
    let folder = tempfile::tempdir().unwrap();
    let mut office = Office::open(folder.path(), STAFF);
    let tablet = tablet_with_case(engine, folder.path(), &office, PERSON).await;
    let (app, recovery_codes) = set_up(&tablet).await;

    // The office asks a newcomer's device for a code, and says what is wrong with it; what was typed before stays.
    let desk = device(engine, folder.path(), "desk").await;
    desk.open(&office.address()).await;
    desk.textbox("ログイン名").fill("sato").await;
    desk.textbox("パスワード").fill(PASSWORD).await;
    desk.button("サインイン").click().await;
    let code = desk.textbox("確認コード");
    code.wait().await;
    let help = [code.attribute("autocomplete").await, code.attribute("inputmode").await];
    assert_eq!(help, [Some("one-time-code".to_owned()), Some("numeric".to_owned())]);
    desk.textbox("パスワード").wait_value(PASSWORD).await;
    code.fill("12345").await;
    desk.button("サインイン").click().await;
    desk.role("alert", "コードが違うか、もう使われています。").wait().await;
    code.fill(&app.shows(1)).await;
    desk.button("サインイン").click().await;
    open_case(&desk, PERSON).await;

    // Out of reach, the passphrase is enough. Back in reach, the session that ended meanwhile begins again with a code: the phone lies
    // at home, so it is one of those that were written down.
    office.stop();
    reload(&tablet).await;
    open_case(&tablet, PERSON).await;
    office.end_sessions("sato");
    office.start();
    tablet.text(ASKED_TO_SIGN_IN).wait().await;
    reload(&tablet).await;
    tablet.text(ASKED_TO_SIGN_IN).wait().await;
    tablet.button("サインイン").first().click().await;
    let again = tablet.role("dialog", "もう一度サインイン");
    again.textbox("ログイン名").fill("sato").await;
    again.textbox("パスワード").fill(PASSWORD).await;
    again.button("サインイン").click().await;
    again.button("アプリが使えないとき").click().await;
    again.textbox("予備コード").fill(&recovery_codes[0]).await;
    again.button("サインイン").click().await;
    again.wait_gone().await;
    badge(&tablet, ALL_RECEIVED).await;

    // Another of them takes the second factor away; from then on nobody asks.
    let dialog = open_account(&tablet, DIALOG).await;
    dialog.text("予備コードはあと9個です。").wait().await;
    dialog.textbox("パスワード").fill(PASSWORD).await;
    dialog.textbox("確認コードまたは予備コード").fill(&recovery_codes[1].to_uppercase()).await;
    dialog.button("二段階認証をやめる").click().await;
    dialog.button("はじめる").wait().await;
    tablet.button("閉じる").first().click().await;
    office.end_sessions("sato");
    tablet.reload().await;
    unlock(&tablet).await;
    badge(&tablet, ALL_RECEIVED).await;
}

/// An authenticator app.
struct App(TotpSecret);

impl App {
    /// What it shows so many steps from now. The office takes the code before and the next one as well, each once.
    fn shows(&self, later: i64) -> String {
        self.0.code_at(Clock::System.now_ms().checked_add_signed(later * 30_000).unwrap())
    }

    /// Reads the key as someone types it from the screen.
    fn with_key(typed: &str) -> Self {
        let letters = typed.bytes().filter(|letter| !letter.is_ascii_whitespace());
        let bits = letters.flat_map(|letter| {
            let value = if letter.is_ascii_digit() { letter - b'2' + 26 } else { letter - b'A' };
            (0..5).rev().map(move |bit| value >> bit & 1)
        });
        let bits: Vec<u8> = bits.collect();
        let bytes: Vec<u8> = bits.chunks(8).map(|byte| byte.iter().fold(0, |byte, bit| byte << 1 | bit)).collect();
        Self(TotpSecret(bytes.try_into().unwrap()))
    }
}

/// Sets a second factor up under 設定, and returns the app and the recovery codes.
async fn set_up(tablet: &Browser) -> (App, Vec<String>) {
    let dialog = open_account(tablet, DIALOG).await;
    dialog.textbox("パスワード").fill(PASSWORD).await;
    dialog.button("はじめる").click().await;
    dialog.role("img", "QRコード").wait().await;
    let app = App::with_key(&dialog.role("group", "キー").shown_text().await);
    dialog.textbox("確認コード").fill("12345").await;
    dialog.button("確かめて始める").click().await;
    dialog.role("alert", "確認コードが違います。").wait().await;
    dialog.textbox("確認コード").fill(&app.shows(0)).await;
    dialog.button("確かめて始める").click().await;
    let list = dialog.role("list", "予備コード");
    // Engines differ in what they put between two entries of a list.
    let letters: Vec<char> = list.shown_text().await.chars().filter(|letter| !letter.is_whitespace()).collect();
    let codes: Vec<String> = letters.chunks(CODE_LETTERS).map(|code| code.iter().collect()).collect();
    assert_eq!(codes.len(), 10, "{codes:?}");
    dialog.button("書き留めました").click().await;
    dialog.wait_gone().await;
    tablet.text("二段階認証を始めました").wait().await;
    (app, codes)
}
