//! 写真・書類: a photo taken at a home without network reaches the office later, smaller than the camera made it, and a colleague opens it.

use std::path::{Path, PathBuf};

use madobe_tests::browser::{Browser, Engine};

use super::desk::{UNSENT, back_in_reach, badge, open_case, out_of_reach, reload};

const PERSON: &str = "森 杏";
const ADD: &str = "写真・書類を追加";

#[tokio::test]
async fn chromium_brings_a_photo_to_the_desk() {
    a_photo_reaches_the_desk(Engine::Chromium).await;
}

#[tokio::test]
async fn firefox_brings_a_photo_to_the_desk() {
    a_photo_reaches_the_desk(Engine::Firefox).await;
}

async fn a_photo_reaches_the_desk(engine: Engine) {
    let folder = tempfile::tempdir().unwrap();
    let (mut office, tablet) = out_of_reach(engine, folder.path(), PERSON).await;
    tablet.button("訪問記録を書く").first().click().await;
    tablet.textbox("記録").wait().await;
    choose(&tablet, &picture(folder.path())).await;
    tablet.text("端末に保存・未送信").first().wait().await;
    badge(&tablet, UNSENT).await;

    // What is not what it is called is refused in words, and takes nothing along.
    let page = folder.path().join("手紙.pdf");
    std::fs::write(&page, "<html>a letter</html>").unwrap();
    choose(&tablet, &page).await;
    tablet.text("名前と中身がちがうようです").first().wait().await;
    let words = folder.path().join("手紙.txt");
    std::fs::write(&words, "a letter").unwrap();
    choose(&tablet, &words).await;
    tablet.text("付けられるのは写真とPDFです").first().wait().await;
    assert_eq!(tablet.button("写真 開く").count().await, 1);

    // It is on the device, and the note with it, though nobody has written a word there.
    reload(&tablet).await;
    tablet.button("写真 開く").click().await;
    shows_the_picture(&tablet).await;
    tablet.role("dialog", "写真").button("閉じる").click().await;
    tablet.button("戻る").first().click().await;
    tablet.heading(PERSON).wait().await;
    tablet.text("写真・書類 1点").first().wait().await;
    badge(&tablet, UNSENT).await;

    let desk = back_in_reach(&mut office, &tablet, engine, folder.path()).await;
    open_case(&desk, PERSON).await;
    desk.role("tab", "基本情報").click().await;
    desk.text("この端末にはありません").first().wait().await;
    desk.button("写真 開く").click().await;
    shows_the_picture(&desk).await;
    desk.role("dialog", "写真").button("閉じる").click().await;
    desk.text("届きました").first().wait().await;

    // Once opened it is on that device too.
    office.stop();
    desk.button("写真 開く").click().await;
    shows_the_picture(&desk).await;
}

pub async fn choose(browser: &Browser, file: &Path) {
    browser.button(ADD).type_text(file.to_str().unwrap()).await;
}

/// The picture on the screen is the one that was chosen, drawn anew: its longer side has as many pixels as a case takes.
pub async fn shows_the_picture(browser: &Browser) {
    browser.wait_until("document.querySelector('.picture')?.naturalWidth === 1600").await;
    browser.wait_until("document.querySelector('.picture').naturalHeight === 1000").await;
}

/// A picture as a camera might make it, in the plainest format that every browser reads.
pub fn picture(folder: &Path) -> PathBuf {
    const WIDTH: u32 = 2_000;
    const HEIGHT: u32 = 1_250;
    const HEAD: u32 = 54;
    let pixels = WIDTH * HEIGHT * 3;
    let mut bytes = b"BM".to_vec();
    for number in [HEAD + pixels, 0, HEAD, 40, WIDTH, HEIGHT] {
        bytes.extend_from_slice(&number.to_le_bytes());
    }
    // One plane, 24 bits for a pixel, not compressed.
    bytes.extend_from_slice(&[1, 0, 24, 0]);
    for number in [0, pixels, 2_835, 2_835, 0, 0_u32] {
        bytes.extend_from_slice(&number.to_le_bytes());
    }
    bytes.extend((0..pixels).map(|at| (at / 90 % 256) as u8));
    let file = folder.join("IMG_2031.bmp");
    std::fs::write(&file, bytes).unwrap();
    file
}
