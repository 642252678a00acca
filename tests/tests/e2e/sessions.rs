//! Someone sees where they are signed in, and ends what they do not recognise.

use madobe_tests::browser::Engine;
use madobe_tests::office::Office;

use super::desk::{ALL_RECEIVED, badge, device, open_account, sign_in, sign_in_again, tablet_with_case};

const STAFF: &[(&str, &str, &str)] = &[("sato", "佐藤 由佳", "social_worker")];
const PERSON: &str = "斎藤 結";
const DIALOG: &str = "サインインの一覧";
const ASKED_TO_SIGN_IN: &str = "もう一度サインインしてください。";
const ONLY_THIS: &str = "ほかにサインインしている端末はありません。";

#[tokio::test]
async fn chromium_ends_the_session_of_another_device() {
    let folder = tempfile::tempdir().unwrap();
    let office = Office::open(folder.path(), STAFF);
    let lost = tablet_with_case(Engine::Chromium, folder.path(), &office, PERSON).await;
    let desk = device(Engine::Chromium, folder.path(), "desk").await;
    sign_in(&desk, &office, "sato").await;

    let dialog = open_account(&desk, DIALOG).await;
    dialog.role("listitem", "この端末").text("いまのサインイン").wait().await;
    dialog.role("listitem", "ほかの端末").button("のサインインを終える").click().await;
    dialog.text(ONLY_THIS).wait().await;
    lost.text(ASKED_TO_SIGN_IN).wait().await;
    lost.link("ケース").first().click().await;
    lost.link(PERSON).first().wait().await;

    // What is still signed in elsewhere is ended with one tap, and this device goes on.
    sign_in_again(&lost, "sato").await;
    badge(&lost, ALL_RECEIVED).await;
    desk.button("閉じる").first().click().await;
    let dialog = open_account(&desk, DIALOG).await;
    dialog.button("ほかをすべて終える").click().await;
    dialog.text(ONLY_THIS).wait().await;
    lost.text(ASKED_TO_SIGN_IN).wait().await;
    badge(&desk, ALL_RECEIVED).await;
}
