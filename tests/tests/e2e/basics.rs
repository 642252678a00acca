//! 基本情報: what is asked bit by bit over months, written down where there is no network, and read at another desk.

use madobe_tests::browser::Engine;

use super::desk::{ALL_RECEIVED, back_in_reach, badge, open_case, open_sheet, out_of_reach};

const PERSON: &str = "斎藤 結";
const WISHES: &str = "午後に。留守番電話には残さない";
const STRENGTHS: &str = "毎朝、窓辺の鉢に水をやっている。";
const HISTORY: &str = "二年前の春から外に出ていないとのこと。";
const CLINIC: &str = "駅前のクリニック";

#[tokio::test]
async fn chromium_fills_in_a_case_out_of_reach() {
    what_is_known_arrives(Engine::Chromium).await;
}

#[tokio::test]
async fn webkit_fills_in_a_case_out_of_reach() {
    what_is_known_arrives(Engine::WebKit).await;
}

async fn what_is_known_arrives(engine: Engine) {
    let folder = tempfile::tempdir().unwrap();
    let (mut office, tablet) = out_of_reach(engine, folder.path(), PERSON).await;

    open_sheet(&tablet).await;
    tablet.textbox("強み・好きなこと").insert_text(STRENGTHS).await;
    tablet.role("tab", "基本情報").click().await;
    tablet.textbox("生年月日").set_value("2108-04").await;
    tablet.text("まだ来ていない日です").wait().await;
    tablet.textbox("生年月日").set_value("昭和60年3月").await;
    tablet.textbox("郵便番号").set_value("豊島区").await;
    tablet.text("数字7桁で入れてください").wait().await;
    tablet.textbox("郵便番号").set_value("〒１７０００１３").await;
    tablet.textbox("郵便番号").wait_value("170-0013").await;
    tablet.combobox("連絡のしかた").set_value("phone").await;
    tablet.textbox("連絡で気をつけること").insert_text(WISHES).await;
    tablet.button("健康").click().await;
    tablet.button("家族問題").click().await;
    tablet.button("健康").click().await;
    tablet.textbox("ひきこもりの経過").insert_text(HISTORY).await;
    tablet.button("家族を追加").click().await;
    let family = tablet.role("region", "家族");
    // Whoever adds something goes on to fill it in.
    tablet.wait_until("document.activeElement.labels?.[0]?.textContent === '続柄'").await;
    family.combobox("続柄").set_value("mother").await;
    family.textbox("氏名").insert_text("斎藤 花子").await;
    tablet.button("家族を追加").click().await;
    family.role("listitem", "名前のないケース").combobox("続柄").set_value("father").await;
    tablet.role("img", "家族の図。同居：母 斎藤 花子・父。").wait().await;
    let key_person = tablet.combobox("キーパーソン");
    tablet.wait_until("document.getElementById('field-key_person').options[1]?.textContent === '母 斎藤 花子'").await;
    let mother = tablet.run("return document.getElementById('field-key_person').options[1].value", vec![]).await;
    key_person.set_value(mother.as_str().expect("the mother's id")).await;
    tablet.button("同意を追加").click().await;
    let consents = tablet.role("region", "本人同意");
    consents.textbox("伝える相手").insert_text(CLINIC).await;
    consents.textbox("伝える内容・目的").insert_text("受診の予約のため").await;
    consents.text("有効").wait().await;

    let desk = back_in_reach(&mut office, &tablet, engine, folder.path()).await;
    open_case(&desk, PERSON).await;
    open_sheet(&desk).await;
    desk.textbox("強み・好きなこと").wait_value(STRENGTHS).await;
    desk.role("tab", "基本情報").click().await;
    desk.textbox("生年月日").wait_value("昭和60年3月").await;
    desk.textbox("郵便番号").wait_value("170-0013").await;
    desk.textbox("連絡で気をつけること").wait_value(WISHES).await;
    desk.combobox("キーパーソン").wait_value(mother.as_str().unwrap_or_default()).await;
    desk.combobox("連絡のしかた").wait_value("phone").await;
    desk.textbox("ひきこもりの経過").wait_value(HISTORY).await;
    for (concern, pressed) in [("健康", "false"), ("家族問題", "true")] {
        assert_eq!(desk.button(concern).attribute("aria-pressed").await.as_deref(), Some(pressed), "{concern}");
    }
    let consents = desk.role("region", "本人同意");
    consents.text("有効").wait().await;
    consents.text(CLINIC).click().await;
    consents.textbox("伝える相手").wait_value(CLINIC).await;

    // It is withdrawn at the desk, and the tablet says so.
    let given_on = consents.textbox("同意した日").value().await;
    consents.textbox("取り消した日").set_value(&given_on).await;
    consents.text("取り消し済み").wait().await;
    badge(&desk, ALL_RECEIVED).await;
    tablet.role("region", "本人同意").text("取り消し済み").wait().await;
}
