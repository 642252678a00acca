//! Names as people have them: old kanji, characters beyond the first plane, variation selectors, emoji, scripts that run from the right.
//! They reach another device letter for letter, and are found however someone types them.

use madobe_tests::browser::Engine;
use madobe_tests::office::Office;

use super::desk::{ALL_RECEIVED, badge, create_case, device, open_case, search, sign_in};

const STAFF: &[(&str, &str, &str)] =
    &[("sato", "佐藤 由佳", "social_worker"), ("tanaka", "田中 恒一", "clinical_psychologist")];

const OLD_KANJI: &str = "髙橋 𠮷也";
const VARIANT: &str = "山﨑 葛\u{e0100}乃";
const KATAKANA: &str = "タカハシ ヴィオラ";
const EMOJI: &str = "👩‍👧 みかん";
const FROM_THE_RIGHT: &str = "محمد علي";
const NAMES: [&str; 5] = [OLD_KANJI, VARIANT, KATAKANA, EMOJI, FROM_THE_RIGHT];

/// What someone types, and whom they mean.
const SEARCHES: [(&str, &str); 9] = [
    ("高橋", OLD_KANJI),
    ("吉也", OLD_KANJI),
    ("山崎", VARIANT),
    ("葛乃", VARIANT),
    ("葛\u{e0101}乃", VARIANT),
    ("ﾀｶﾊｼ", KATAKANA),
    ("ヴィオラ", KATAKANA),
    ("みかん", EMOJI),
    ("علي", FROM_THE_RIGHT),
];

#[tokio::test]
async fn chromium_brings_every_name_to_another_device_and_finds_it() {
    names_arrive_and_are_found(Engine::Chromium).await;
}

#[tokio::test]
async fn firefox_brings_every_name_to_another_device_and_finds_it() {
    names_arrive_and_are_found(Engine::Firefox).await;
}

#[tokio::test]
async fn webkit_brings_every_name_to_another_device_and_finds_it() {
    names_arrive_and_are_found(Engine::WebKit).await;
}

async fn names_arrive_and_are_found(engine: Engine) {
    let folder = tempfile::tempdir().unwrap();
    let office = Office::open(folder.path(), STAFF);
    let tablet = device(engine, folder.path(), "tablet").await;
    sign_in(&tablet, &office, "sato").await;
    for name in NAMES {
        create_case(&tablet, name).await;
    }
    badge(&tablet, ALL_RECEIVED).await;

    let desk = device(engine, folder.path(), "desk").await;
    sign_in(&desk, &office, "tanaka").await;
    for name in NAMES {
        open_case(&desk, name).await;
        desk.role("tab", "基本情報").click().await;
        desk.textbox("氏名").wait_value(name).await;
    }
    // Nobody's name belongs where others look over a shoulder: into the window's title or the address.
    let told = desk.run("return document.title + decodeURIComponent(location.href)", vec![]).await.to_string();
    assert!(!told.contains("محمد"), "{told}");
    badge(&desk, ALL_RECEIVED).await;
    for (typed, meant) in SEARCHES {
        search(&desk, typed).await;
        desk.role("status", "1件見つかりました").wait().await;
        desk.link(meant).wait().await;
    }
}
