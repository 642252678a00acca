//! What was written into a case that the office had deleted meanwhile, and a photo of it: they cannot arrive, and are not lost without a word.

use madobe_shared::ids::DocId;
use madobe_tests::browser::Engine;
use madobe_tests::office::Office;

use super::attachment::{choose, picture, shows_the_picture};
use super::desk::{ALL_RECEIVED, badge, reload, tablet_with_case, write_out_of_reach};

const STAFF: &[(&str, &str, &str)] = &[("sato", "佐藤 由佳", "social_worker")];

const WORDS: &str = "母は、このことを誰にも話していない。";

#[tokio::test]
async fn chromium_shows_what_the_office_refused_until_it_is_put_away() {
    let folder = tempfile::tempdir().unwrap();
    let mut office = Office::open(folder.path(), STAFF);
    let tablet = tablet_with_case(Engine::Chromium, folder.path(), &office, "野田 悠").await;
    let address = tablet.address().await;
    let case: DocId = address.rsplit('/').find_map(|part| part.parse().ok()).unwrap();

    write_out_of_reach(&tablet, &mut office, WORDS).await;
    tablet.role("tab", "基本情報").click().await;
    choose(&tablet, &picture(folder.path())).await;
    tablet.text("端末に保存・未送信").first().wait().await;
    office.bury(case);
    office.start();

    // Not a word of everything having arrived: that would be untrue.
    tablet.link("設定").first().click().await;
    tablet.button("今すぐ送る").click().await;
    tablet.role("status", "届かなかった記録").first().wait().await;
    tablet.text("書いたケースは、削除されたか、あなたには見られなくなっていました。").wait().await;
    tablet.text(WORDS).wait().await;

    // It outlives the page, and goes when someone says that they have seen it.
    reload(&tablet).await;
    tablet.text(WORDS).wait().await;
    tablet.button("写真・書類1を開く").click().await;
    shows_the_picture(&tablet).await;
    tablet.role("dialog", "写真").button("閉じる").click().await;
    tablet.button("確かめたので片づける").click().await;
    tablet.text(WORDS).wait_gone().await;
    badge(&tablet, ALL_RECEIVED).await;
}
