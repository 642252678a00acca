//! Whoever may not come in learns why, and what waits on the device survives every sign-in.

use madobe_tests::browser::{Engine, Query};
use madobe_tests::office::{Office, PASSWORD};

use super::desk::{
    ALL_RECEIVED, DIFFICULTIES, UNSENT, badge, device, open_case, open_sheet, reload, sign_in, sign_in_again,
    tablet_with_case, write_out_of_reach,
};

const STAFF: &[(&str, &str, &str)] =
    &[("sato", "佐藤 由佳", "social_worker"), ("tanaka", "田中 恒一", "clinical_psychologist")];

const PERSON: &str = "斎藤 結";
const OFFLINE_WORDS: &str = "雨戸の内側から返事があった。";
const SIGNED_OUT_WORDS: &str = "来週も同じ時刻に行くと伝えた。";
const ASKED_TO_SIGN_IN: &str = "もう一度サインインしてください。未送信の記録は端末に残っています。";

#[tokio::test]
async fn chromium_keeps_what_waits_through_an_ended_session() {
    what_waits_outlives_the_session(Engine::Chromium).await;
}

#[tokio::test]
async fn firefox_keeps_what_waits_through_an_ended_session() {
    what_waits_outlives_the_session(Engine::Firefox).await;
}

#[tokio::test]
async fn webkit_keeps_what_waits_through_an_ended_session() {
    what_waits_outlives_the_session(Engine::WebKit).await;
}

async fn what_waits_outlives_the_session(engine: Engine) {
    let folder = tempfile::tempdir().unwrap();
    let mut office = Office::open(folder.path(), STAFF);
    let tablet = tablet_with_case(engine, folder.path(), &office, PERSON).await;

    // Out of reach, something is written. Meanwhile the session ends at the office.
    write_out_of_reach(&tablet, &mut office, OFFLINE_WORDS).await;
    office.end_sessions("sato");
    office.start();

    // Back in reach, the app asks without standing in the way: no dialog, and one can write on.
    tablet.text(ASKED_TO_SIGN_IN).wait().await;
    assert!(!tablet.any("dialog").is_shown().await, "nobody is interrupted");
    tablet.textbox(DIFFICULTIES).wait_value(OFFLINE_WORDS).await;
    tablet.textbox(DIFFICULTIES).insert_text(SIGNED_OUT_WORDS).await;
    badge(&tablet, UNSENT).await;
    let both = [OFFLINE_WORDS, SIGNED_OUT_WORDS].concat();
    tablet.textbox(DIFFICULTIES).wait_value(&both).await;
    badge(&tablet, UNSENT).await;

    // A slip of the finger costs nothing but a try.
    tablet.button("サインイン").first().click().await;
    let dialog = tablet.role("dialog", "もう一度サインイン");
    try_to_sign_in(&dialog, "sato", "himawari").await;
    dialog.role("alert", "あと4回まちがえると").wait().await;
    tablet.button("閉じる").first().click().await;
    dialog.wait_gone().await;
    tablet.textbox(DIFFICULTIES).wait_value(&both).await;

    // With the new sign-in everything arrives, and the app asks no more.
    sign_in_again(&tablet, "sato").await;
    badge(&tablet, ALL_RECEIVED).await;

    // Whoever unlocks has said who they are: a session that ended meanwhile begins again by itself.
    office.end_sessions("sato");
    reload(&tablet).await;
    badge(&tablet, ALL_RECEIVED).await;
    tablet.text(ASKED_TO_SIGN_IN).wait_gone().await;
    let desk = device(engine, folder.path(), "desk").await;
    sign_in(&desk, &office, "tanaka").await;
    open_case(&desk, PERSON).await;
    open_sheet(&desk).await;
    desk.textbox(DIFFICULTIES).wait_value(&both).await;
}

#[tokio::test]
async fn chromium_says_how_many_tries_are_left_and_then_that_the_door_is_locked() {
    wrong_passwords_are_counted_aloud(Engine::Chromium).await;
}

#[tokio::test]
async fn firefox_says_how_many_tries_are_left_and_then_that_the_door_is_locked() {
    wrong_passwords_are_counted_aloud(Engine::Firefox).await;
}

#[tokio::test]
async fn webkit_says_how_many_tries_are_left_and_then_that_the_door_is_locked() {
    wrong_passwords_are_counted_aloud(Engine::WebKit).await;
}

async fn wrong_passwords_are_counted_aloud(engine: Engine) {
    let folder = tempfile::tempdir().unwrap();
    let office = Office::open(folder.path(), STAFF);
    let tablet = device(engine, folder.path(), "tablet").await;
    tablet.open(&office.address()).await;
    let page = tablet.any("main");
    for left in (1..=4).rev() {
        try_to_sign_in(&page, "sato", "himawari").await;
        let words = format!("ログイン名かパスワードが違います。あと{left}回まちがえると、しばらく入れなくなります。");
        tablet.role("alert", &words).wait().await;
    }
    let locked = "続けてまちがえたため、15分間サインインできません。急ぐときは管理者に連絡してください。";
    try_to_sign_in(&page, "sato", "himawari").await;
    tablet.role("alert", locked).wait().await;
    try_to_sign_in(&page, "sato", PASSWORD).await;
    tablet.role("alert", locked).wait().await;
    assert!(!tablet.link("ケース").is_shown().await, "not even with the right one");

    // The administrator whom the words name can help at once.
    office.end_sessions("sato");
    sign_in(&tablet, &office, "sato").await;
}

async fn try_to_sign_in(place: &Query<'_>, login: &str, password: &str) {
    place.textbox("ログイン名").fill(login).await;
    place.textbox("パスワード").fill(password).await;
    place.button("サインイン").click().await;
}
