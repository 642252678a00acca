//! The tablet is left in a train after a day's work. Whoever takes its disk apart finds no name and no word in it.

use madobe_tests::browser::Engine;
use madobe_tests::leaks;
use madobe_tests::office::{Office, PASSWORD};

use super::desk::{
    ALL_RECEIVED, DIFFICULTIES, UNSENT, badge, create_case, device, open_case, open_sheet, search, sign_in,
};

const STAFF: &[(&str, &str, &str)] = &[("sato", "佐藤 由佳", "social_worker")];

const PERSON: &str = "斎藤 結";
const SENT_WORDS: &str = "昼夜が逆転し、夕方に起きて台所で食事をとっている。";
const UNSENT_WORDS: &str = "さいとうゆいさんから、雨戸ごしに返事があった。";

/// What is put there in the clear, to prove that the search looks where the browser keeps things.
const IN_THE_CLEAR: &str = "これは読めるはずの目印です";

const PUT_IN_THE_CLEAR: &str = "\
    const opening = indexedDB.open('in-the-clear', 1);\
    opening.onupgradeneeded = () => opening.result.createObjectStore('rows');\
    await new Promise((done, failed) => { opening.onsuccess = done; opening.onerror = failed; });\
    const write = opening.result.transaction('rows', 'readwrite', { durability: 'strict' });\
    write.objectStore('rows').put(new TextEncoder().encode('x'.repeat(100) + arguments[0]), 'row');\
    await new Promise((done, failed) => { write.oncomplete = done; write.onabort = failed; });\
    return true;";

/// What the site itself can see of what it keeps.
const LOOK: &str = include_str!("lost_tablet.js");

#[tokio::test]
async fn chromium_leaves_nothing_to_be_read_on_a_lost_tablet() {
    a_lost_tablet_says_nothing(Engine::Chromium).await;
}

#[tokio::test]
async fn firefox_leaves_nothing_to_be_read_on_a_lost_tablet() {
    a_lost_tablet_says_nothing(Engine::Firefox).await;
}

#[tokio::test]
async fn webkit_leaves_nothing_to_be_read_on_a_lost_tablet() {
    a_lost_tablet_says_nothing(Engine::WebKit).await;
}

async fn a_lost_tablet_says_nothing(engine: Engine) {
    let folder = tempfile::tempdir().unwrap();
    let mut office = Office::open(folder.path(), STAFF);
    let mut tablet = device(engine, folder.path(), "tablet").await;
    sign_in(&tablet, &office, "sato").await;
    create_case(&tablet, PERSON).await;
    open_sheet(&tablet).await;
    tablet.textbox(DIFFICULTIES).insert_text(SENT_WORDS).await;
    badge(&tablet, ALL_RECEIVED).await;
    search(&tablet, "台所").await;
    tablet.link(PERSON).first().wait().await;
    search(&tablet, "").await;
    office.stop();
    open_case(&tablet, PERSON).await;
    open_sheet(&tablet).await;
    tablet.textbox(DIFFICULTIES).insert_text(UNSENT_WORDS).await;
    badge(&tablet, UNSENT).await;
    assert_eq!(tablet.run_async(PUT_IN_THE_CLEAR, vec![IN_THE_CLEAR.into()]).await, true);
    let secret = [PERSON, "斎藤", "佐藤 由佳", "さいとうゆい", "台所", "雨戸ごし", "昼夜が逆転", PASSWORD];
    let kept = tablet.run_async(LOOK, vec![[&[IN_THE_CLEAR][..], &secret].concat().into()]).await;
    let kept: Vec<&str> = kept.as_array().unwrap().iter().filter_map(|place| place.as_str()).collect();
    assert_eq!(kept, [format!("in-the-clear/rows/row: {IN_THE_CLEAR}")], "the mark, and nothing else");
    if engine == Engine::WebKit {
        // Driven by a test it keeps everything in memory, and its disk says nothing in any case.
        return;
    }

    // Browsers write down their history, their windows and what was typed into fields some seconds later.
    tokio::time::sleep(std::time::Duration::from_secs(5)).await;
    tablet.kill_hard().await;

    let disk = folder.path().join("tablet");
    assert!(!leaks::search(&disk, &[IN_THE_CLEAR]).is_empty(), "the search looks in the wrong place");
    assert_eq!(leaks::search(&disk, &secret), Vec::<String>::new());
}
