//! 会議 and 助言: minutes that two people write at once, and a colleague who is asked and answers, as part of the record.

use madobe_tests::browser::Engine;
use madobe_tests::office::Office;

use super::desk::{ALL_RECEIVED, COLLEAGUES, badge, device, open_case, sign_in, tablet_with_case};

const PERSON: &str = "斎藤 結";
const HERS: &str = "通院は月に一度。";
const HIS: &str = "次は居場所の見学。";
const QUESTION: &str = "受診を勧める時期かどうか";
const ANSWER: &str = "眠りの様子を二週間みてから";

#[tokio::test]
async fn chromium_writes_minutes_together_and_asks_for_advice() {
    let folder = tempfile::tempdir().unwrap();
    let office = Office::open(folder.path(), COLLEAGUES);
    let hers = tablet_with_case(Engine::Chromium, folder.path(), &office, PERSON).await;
    hers.role("tab", "支援").click().await;
    hers.button("会議を追加").click().await;
    let conference = hers.role("region", "会議");
    conference.combobox("会議の種類").set_value("plan_conference").await;
    // Such a conference takes the person's consent, and there is none yet.
    conference.text("有効な同意の記録がありません").wait().await;
    conference.button("佐藤 由佳").click().await;
    conference.button("田中 恒一").click().await;
    badge(&hers, ALL_RECEIVED).await;

    let his = device(Engine::Chromium, folder.path(), "desk").await;
    sign_in(&his, &office, "tanaka").await;
    open_case(&his, PERSON).await;
    his.role("tab", "支援").click().await;
    let beside = his.role("region", "会議");
    beside.text("重層的支援会議").first().click().await;
    assert_eq!(beside.button("田中 恒一").attribute("aria-pressed").await.as_deref(), Some("true"));
    conference.textbox("議事録").insert_text(HERS).await;
    beside.textbox("議事録").wait_value(HERS).await;
    beside.textbox("議事録").insert_text(HIS).await;
    conference.textbox("議事録").wait_value(&format!("{HERS}{HIS}")).await;
    beside.combobox("決まったこと").set_value("continue").await;
    conference.text("継続").first().wait().await;
    // What was written where everyone reads stays there, and is said to.
    conference.combobox("会議の種類").set_value("statutory_case_conference").await;
    conference.text("ケースを見られる全員に見えます").wait().await;
    conference.textbox("議事録").wait_value(&format!("{HERS}{HIS}")).await;

    hers.button("助言を求める").click().await;
    let advice = hers.role("region", "助言（スーパーバイズ）");
    advice.combobox("聞く職員").wait().await;
    let tanaka = "[...document.querySelector('#advice-title').parentElement.querySelector('[id$=\"-staff\"]').options].find(option => option.textContent.includes('田中')).value";
    let tanaka = hers.run(&format!("return {tanaka}"), vec![]).await;
    advice.combobox("聞く職員").set_value(tanaka.as_str().expect("her colleague's id")).await;
    advice.textbox("聞きたいこと").insert_text(QUESTION).await;
    badge(&hers, ALL_RECEIVED).await;
    his.link("今日").click().await;
    his.role("region", "やること").text(QUESTION).click().await;
    let answering = his.role("region", "助言（スーパーバイズ）");
    answering.text("回答待ち").click().await;
    answering.textbox("答え").insert_text(ANSWER).await;
    answering.button("答えが出た").click().await;
    advice.textbox("答え").wait_value(ANSWER).await;
    advice.text("回答あり").wait().await;
    badge(&his, ALL_RECEIVED).await;
    his.link("今日").click().await;
    his.role("region", "やること").wait_gone().await;
}
