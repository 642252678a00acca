//! Whoever starts the server of an empty office makes the first account, in the browser, with the code that the server printed.

use madobe_tests::browser::Engine;
use madobe_tests::office::{Office, PASSWORD};

use super::desk::{device, sign_in};

#[tokio::test]
async fn chromium_sets_an_empty_office_up_and_asks_nobody_again() {
    let folder = tempfile::tempdir().unwrap();
    let office = Office::open(folder.path(), &[]);
    let code = office.setup_code();
    let desk = device(Engine::Chromium, folder.path(), "desk").await;
    desk.open(&office.address()).await;
    desk.heading("はじめの設定").wait().await;

    desk.button("はじめる").click().await;
    desk.role("alert", "設定コードを入れてください。").wait().await;
    for (line, words) in [
        ("設定コード", "abcde-abcde-abcde"),
        ("氏名", "森 千尋"),
        ("ログイン名", "森"),
        ("パスワード", PASSWORD),
        ("パスワード（もう一度）", PASSWORD),
    ] {
        desk.textbox(line).fill(words).await;
    }
    desk.button("はじめる").click().await;
    desk.role("alert", "設定コードが違います。").wait().await;
    desk.textbox("設定コード").fill(&code.to_uppercase()).await;
    desk.button("はじめる").click().await;
    desk.role("alert", "ログイン名に使えるのは、半角の英数字").wait().await;
    desk.textbox("ログイン名").fill("mori").await;
    desk.button("はじめる").click().await;
    desk.link("設定").first().click().await;
    desk.text("森 千尋").first().wait().await;

    let tablet = device(Engine::Chromium, folder.path(), "tablet").await;
    sign_in(&tablet, &office, "mori").await;
}
