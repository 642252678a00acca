//! The audit trail: what a worker did on the tablet, without a network too, is read by the manager.

use madobe_tests::browser::Engine;
use madobe_tests::office::Office;

use super::desk::{
    ALL_RECEIVED, badge, device, open_case, open_managing, sign_in, tablet_with_case, trail_tells_of, unlock,
};

const STAFF: &[(&str, &str, &str)] = &[("sato", "佐藤 由佳", "social_worker"), ("mori", "森 千尋", "clerk")];

const PERSON: &str = "斎藤 結";

#[tokio::test]
async fn chromium_tells_the_trail_what_was_done_out_of_reach() {
    let folder = tempfile::tempdir().unwrap();
    let mut office = Office::open(folder.path(), STAFF);
    office.set_role("mori", "manager");
    let tablet = tablet_with_case(Engine::Chromium, folder.path(), &office, PERSON).await;

    office.stop();
    tablet.reload().await;
    tablet.textbox("パスワード").fill("himawari").await;
    tablet.button("開く").click().await;
    tablet.role("alert", "パスワードが違います").wait().await;
    unlock(&tablet).await;
    open_case(&tablet, PERSON).await;
    office.start();
    badge(&tablet, ALL_RECEIVED).await;

    let desk = device(Engine::Chromium, folder.path(), "desk").await;
    sign_in(&desk, &office, "mori").await;
    open_managing(&desk, "監査記録").await;
    for deed in ["ロックの解除", "ロック解除の失敗", "記録の入力", "サインイン"] {
        trail_tells_of(&desk, deed).await;
    }
    // What comes last stands first: the case was read after it was written into.
    desk.role("listitem", PERSON).first().text("閲覧").wait().await;

    // Of one case alone, from the case.
    open_case(&desk, PERSON).await;
    desk.role("tab", "基本情報").click().await;
    desk.link("だれが見たか（監査記録）").click().await;
    desk.role("listitem", "記録の入力").first().wait().await;
    assert!(!desk.role("listitem", "ロックの解除").is_shown().await, "that was no case's");

    // Nobody else is offered it.
    tablet.link("設定").first().click().await;
    tablet.button("ロックする").wait().await;
    assert!(!tablet.link("監査記録").is_shown().await);
}
