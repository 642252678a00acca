//! 「佐藤さんも開いています」: colleagues see who else has a case open now, and only as long as it is so.

use madobe_tests::browser::Engine;
use madobe_tests::office::Office;

use super::desk::{COLLEAGUES, device, open_case, sign_in, tablet_with_case};

const PERSON: &str = "斎藤 結";
const SHE_TOO: &str = "佐藤 由佳さんも開いています";
const HE_TOO: &str = "田中 恒一さんも開いています";

#[tokio::test]
async fn chromium_says_who_else_has_a_case_open() {
    let folder = tempfile::tempdir().unwrap();
    let mut office = Office::open(folder.path(), COLLEAGUES);
    let tablet = tablet_with_case(Engine::Chromium, folder.path(), &office, PERSON).await;
    let desk = device(Engine::Chromium, folder.path(), "desk").await;
    sign_in(&desk, &office, "tanaka").await;
    assert!(!tablet.text(HE_TOO).is_shown().await, "he is not at this case");

    open_case(&desk, PERSON).await;
    desk.text(SHE_TOO).wait().await;
    tablet.text(HE_TOO).wait().await;
    // Her second window is nobody else, and while it shows the case she has it open.
    let (first, address) = (tablet.window().await, tablet.address().await);
    let second = tablet.open_window().await;
    tablet.open(&address).await;
    tablet.text(HE_TOO).wait().await;
    assert!(!tablet.text(SHE_TOO).is_shown().await);
    tablet.turn_to(&first).await;
    tablet.link("今日").click().await;
    tablet.heading("今日").first().wait().await;
    desk.text(SHE_TOO).wait().await;
    tablet.turn_to(&second).await;
    tablet.link("今日").click().await;
    desk.text(SHE_TOO).wait_gone().await;

    // In the note of a visit too; and without a line nobody is known to be there.
    open_case(&tablet, PERSON).await;
    desk.text(SHE_TOO).wait().await;
    desk.button("訪問記録を書く").first().click().await;
    desk.text(SHE_TOO).wait().await;
    tablet.text(HE_TOO).wait().await;
    office.stop();
    desk.text(SHE_TOO).wait_gone().await;
    tablet.text(HE_TOO).wait_gone().await;
    office.start();
    desk.text(SHE_TOO).wait().await;
}
