//! A relative who has a case of their own: each leads to the other, for those who see both.

use madobe_tests::browser::Engine;
use madobe_tests::office::Office;

use super::desk::{ALL_RECEIVED, COLLEAGUES, badge, create_case, device, open_case, sign_in, tablet_with_case};

const PERSON: &str = "斎藤 結";
const BROTHER: &str = "斎藤 健";

#[tokio::test]
async fn chromium_links_a_relative_to_their_own_case() {
    let folder = tempfile::tempdir().unwrap();
    let office = Office::open(folder.path(), COLLEAGUES);
    let tablet = tablet_with_case(Engine::Chromium, folder.path(), &office, BROTHER).await;
    create_case(&tablet, PERSON).await;
    tablet.role("tab", "基本情報").click().await;
    tablet.button("家族を追加").click().await;
    let family = tablet.role("region", "家族");
    family.textbox("氏名").insert_text(BROTHER).await;
    badge(&tablet, ALL_RECEIVED).await;
    family.button("この方の相談とつなぐ").click().await;
    // His name is looked for as it stands in the family.
    family.role("searchbox", "氏名や番号でさがす").wait_value(BROTHER).await;
    family.button(BROTHER).first().click().await;
    family.link(BROTHER).wait().await;
    badge(&tablet, ALL_RECEIVED).await;

    // From his side it is said too, at the desk as on the tablet, and leads back.
    let desk = device(Engine::Chromium, folder.path(), "desk").await;
    sign_in(&desk, &office, "tanaka").await;
    open_case(&desk, BROTHER).await;
    desk.role("tab", "基本情報").click().await;
    desk.link("斎藤 結さんのケースの家族です").click().await;
    desk.heading(PERSON).wait().await;
    let family = desk.role("region", "家族");
    family.link(BROTHER).wait().await;
    family.button("つながりを外す").click().await;
    family.button("この方の相談とつなぐ").wait().await;
    badge(&desk, ALL_RECEIVED).await;
    open_case(&desk, BROTHER).await;
    desk.role("tab", "基本情報").click().await;
    desk.role("region", "本人").textbox("氏名").wait().await;
    desk.link("斎藤 結さんのケースの家族です").wait_gone().await;
}
