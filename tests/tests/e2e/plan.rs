//! プラン and つなぎ: drawn up with the person where there is no network, agreed on, and carried on by a colleague at the desk.

use madobe_tests::browser::Engine;

use super::desk::{ALL_RECEIVED, back_in_reach, badge, open_case, out_of_reach};

const PERSON: &str = "斎藤 結";
const GOAL: &str = "「本のある場所で、静かに過ごしたい」";
const LIBRARY: &str = "図書館を一緒に見に行く";
const PLACE: &str = "駅前の居場所";

#[tokio::test]
async fn chromium_draws_up_a_plan() {
    a_plan_is_carried_on(Engine::Chromium).await;
}

#[tokio::test]
async fn firefox_draws_up_a_plan() {
    a_plan_is_carried_on(Engine::Firefox).await;
}

async fn a_plan_is_carried_on(engine: Engine) {
    let folder = tempfile::tempdir().unwrap();
    let (mut office, tablet) = out_of_reach(engine, folder.path(), PERSON).await;
    tablet.role("region", "本人の目標").textbox("本人の目標").insert_text(GOAL).await;
    tablet.role("tab", "支援").click().await;
    tablet.button("プランをつくる").click().await;
    let plan = tablet.role("region", "支援プラン 1");
    // What is typed once is not typed again.
    plan.textbox("本人の目標").wait_value(GOAL).await;
    plan.textbox("することを書く").insert_text(LIBRARY).await;
    plan.button("追加").click().await;
    plan.text("期限なし").click().await;
    plan.textbox("期限").set_value("2026-01-05").await;
    let tanaka = "[...document.querySelector('.plan [id$=\"-staff\"]').options].find(option => option.textContent.includes('田中')).value";
    let tanaka = tablet.run(&format!("return {tanaka}"), vec![]).await;
    plan.combobox("見守る職員").set_value(tanaka.as_str().expect("her colleague's id")).await;
    plan.button("居場所の充実").click().await;
    plan.button("本人・家族に提案した").click().await;
    plan.button("同意をもらった").click().await;
    plan.button("実施をはじめる").wait().await;
    assert!(!plan.textbox("同意した日").value().await.is_empty());

    // A place that is in no list, and may not be told of them yet.
    let referrals = tablet.role("region", "つなぎ");
    referrals.button("つなぎ先をさがす").click().await;
    referrals.role("searchbox", "名前や内容でさがす").insert_text(PLACE).await;
    referrals.button(&format!("「{PLACE}」を、一覧にない相手として書く")).click().await;
    referrals.button("先方に連絡した").click().await;
    referrals.text("同意なし").wait().await;
    referrals.button("同意をもらったので残す").click().await;
    referrals.text("本人同意あり").wait().await;
    referrals.text("同意なし").wait_gone().await;

    let desk = back_in_reach(&mut office, &tablet, engine, folder.path()).await;
    // What they agreed to is on the desk of the one who sees to it.
    desk.role("region", "やること").text("期限すぎ").wait().await;
    desk.role("region", "やること").text(LIBRARY).click().await;
    let plan = desk.role("region", "支援プラン 1");
    plan.textbox("本人の目標").wait_value(GOAL).await;
    assert_eq!(plan.button("居場所の充実").attribute("aria-pressed").await.as_deref(), Some("true"));
    plan.role("checkbox", LIBRARY).click().await;
    plan.text("済んだこと 1件").wait().await;
    plan.button("実施をはじめる").click().await;
    plan.textbox("評価").insert_text("月に二度、通えるようになった。").await;
    plan.button("評価を終えた").click().await;
    desk.button("次のプランをつくる").click().await;
    desk.role("region", "支援プラン 2").textbox("本人の目標").wait_value(GOAL).await;
    let referrals = desk.role("region", "つなぎ");
    referrals.text(PLACE).click().await;
    referrals.button("受入れが決まった").click().await;
    referrals.button("参加をはじめた").click().await;
    referrals.button("参加が終わった").wait().await;
    badge(&desk, ALL_RECEIVED).await;

    open_case(&tablet, PERSON).await;
    tablet.role("tab", "支援").click().await;
    tablet.text("これまでのプラン 1件").wait().await;
    tablet.role("tab", "基本情報").click().await;
    tablet.role("region", "本人同意").text(PLACE).wait().await;
}
