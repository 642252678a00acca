use super::*;

#[test]
fn many_writings_one_form() {
    let table = [
        // Width and kana.
        ("ｻﾄｳ", "さとう"),
        ("サトウ", "さとう"),
        ("さとう", "さとう"),
        ("ﾊﾟﾝﾀﾞ", "ぱんだ"),
        ("パンダ", "ぱんだ"),
        ("ハ\u{309a}ンタ\u{3099}", "ぱんだ"),
        ("は゜んた゛", "ぱんだ"),
        ("ヴァイオリン", "ゔぁいおりん"),
        ("ｳﾞｧｲｵﾘﾝ", "ゔぁいおりん"),
        ("スーパー", "すーぱー"),
        ("ｽｰﾊﾟｰ", "すーぱー"),
        ("ちょっと", "ちょっと"),
        ("チョット", "ちょっと"),
        ("ＡＢＣａｂｃ", "abcabc"),
        ("㈱マド", "(株)まど"),
        ("①", "1"),
        ("㍻", "平成"),
        ("霞ヶ関", "霞け関"),
        ("霞ケ関", "霞け関"),
        ("こヽろ", "こゝろ"),
        // Kanji.
        ("髙橋", "高橋"),
        ("𠮷田", "吉田"),
        ("渡邉", "渡辺"),
        ("渡邊", "渡辺"),
        ("山﨑", "山崎"),
        ("齋藤", "斎藤"),
        ("齊藤", "斎藤"),
        ("斉藤", "斎藤"),
        ("濵田", "浜田"),
        ("濱田", "浜田"),
        ("廣瀨", "広瀬"),
        ("神\u{fa19}", "神神"),
        ("\u{fa10}本", "塚本"),
        ("\u{fa4f}", "祐"),
        ("葛\u{e0100}城", "葛城"),
        ("辻\u{e0101}", "辻"),
        ("邉\u{e0105}", "辺"),
        ("佐々木", "佐佐木"),
        ("佐佐木", "佐佐木"),
        ("々", "々"),
        ("あ々", "あ々"),
        // Spaces and what cannot be seen.
        ("山田\u{3000}太郎", "山田太郎"),
        ("山田 太郎", "山田太郎"),
        ("一行目\n二行目\t\r\n", "一行目二行目"),
        ("\u{feff}山\u{200b}田\u{200d}\u{ad}\u{200f}", "山田"),
        ("", ""),
        (" \u{3000}\n", ""),
        // Digits.
        ("03-1234-5678", "0312345678"),
        ("０３１２３４５６７８", "0312345678"),
        ("０３－１２３４－５６７８", "0312345678"),
        ("03ー1234ー5678", "0312345678"),
        ("03−1234‐5678", "0312345678"),
        ("03.1234.5678", "0312345678"),
        ("03(1234)5678", "0312345678"),
        ("(03) 1234-5678", "0312345678"),
        ("03 1234 5678", "0312345678"),
        ("2026.11.23", "20261123"),
        ("3-A", "3-a"),
        ("A-3", "a-3"),
        ("スーパー3", "すーぱー3"),
        ("1.", "1."),
        ("1……2", "1......2"),
        ("佐藤(母)", "佐藤(母)"),
        ("(20代)", "20代)"),
        ("R8-7K3Q", "r87k3q"),
        // Others pass.
        ("😀👩‍👩‍👧", "😀👩👩👧"),
        ("❤\u{fe0f}", "❤"),
        ("שלום עולם", "שלוםעולם"),
        ("Éclair", "éclair"),
        ("E\u{301}clair", "éclair"),
        ("한글", "한글"),
        ("\u{1112}\u{1161}\u{11ab}", "한"),
    ];
    for (text, folded) in table {
        assert_eq!(fold(text), folded, "{text:?}");
        assert_eq!(fold(folded), folded, "folding {folded:?} again");
    }
}

#[test]
fn a_mapped_fold_is_the_fold() {
    for text in [
        "髙橋 ｶｽﾞﾔ 03-1234-5678、母より。",
        "葛\u{e0100}城㈱(20代)",
        "",
        "😀 E\u{301}",
        "1.",
        "(((1",
        "\u{3099}か\u{3099}",
    ] {
        let mapped = fold::MappedFold::of(text);
        assert_eq!(mapped.folded, fold(text));
        for (start, c) in mapped.folded.char_indices() {
            let origin = mapped.origin(start..start + c.len_utf8());
            assert!(!text[origin].is_empty(), "{c} of {text:?}");
        }
        assert_eq!(mapped.origin(mapped.folded.len()..mapped.folded.len()), 0..0);
    }
}

#[test]
fn queries_find_what_was_meant() {
    let found = [
        ("高橋", "髙橋和也"),
        ("髙橋", "高橋和也"),
        ("ｻﾄｳ", "さとう"),
        ("サトウ", "さとう"),
        ("さとう", "ｻﾄｳ"),
        ("吉田", "𠮷田遥"),
        ("𠮷田", "吉田遥"),
        ("渡辺", "渡邉美咲"),
        ("渡邊", "渡辺美咲"),
        ("渡邉", "渡邊美咲"),
        ("葛城", "葛\u{e0100}城"),
        ("葛\u{e0100}城", "葛城"),
        ("0312345678", "電話 03-1234-5678"),
        ("03-1234-5678", "電話 ０３１２３４５６７８"),
        ("03-1234-", "03-1234-5678"),
        ("03-", "03-1234-5678"),
        ("-5678", "03-1234-5678"),
        ("(03", "03-1234-5678"),
        ("1234-5678", "03(1234)5678"),
        ("山田 太郎", "山田太郎"),
        ("太郎\u{3000}山田", "山田 太郎"),
        ("山田太郎", "山田\u{3000}太郎"),
        ("ベンチ 公園", "公園までは行かず、ベンチまで"),
        ("行かずベンチ", "行かず\nベンチ"),
        ("佐佐木", "佐々木"),
        ("佐々", "佐佐木"),
        ("r8-7k3q", "R8-7K3Q"),
        ("", "何でも"),
        (" \u{3000} ", ""),
        ("-", "何でも"),
        ("👩", "👩‍👧"),
        ("שלום", "שלום עולם"),
    ];
    for (query, text) in found {
        assert!(Query::parse(query).matches(&fold(text)), "{query:?} in {text:?}");
    }
    let missed = [
        ("高島", "髙橋"),
        ("崎玉", "埼玉"),
        ("高橋 ベンチ", "髙橋"),
        ("か", "が"),
        ("あ", ""),
        ("0312345678", "03-1234\n-5679"),
    ];
    for (query, text) in missed {
        assert!(!Query::parse(query).matches(&fold(text)), "{query:?} in {text:?}");
    }
}

#[test]
fn an_empty_query_finds_all() {
    let all = Query::parse("\u{3000}");
    assert!(all.is_empty());
    assert_eq!(all.rank("", "", ""), Some(Rank::default()));
    assert_eq!(Rank::default().best(), None);
    assert_eq!(snippet("何か", &all), None);
}

#[test]
fn better_places_come_first() {
    let cases = [
        ("text twice", SearchIndexText::new("佐伯", "さえき", ["高橋さんと和也さん"])),
        ("name, text", SearchIndexText::new("髙橋", "たかはし", ["和也という弟"])),
        ("both in the name", SearchIndexText::new("高橋 和也", "たかはし かずや", [])),
        ("behind in the name", SearchIndexText::new("大高橋 和也", "おおたかはし かずや", [])),
        ("only one", SearchIndexText::new("高橋", "たかはし", [])),
    ];
    let query = Query::parse("高橋 和也");
    let mut ranked: Vec<_> = cases.iter().filter_map(|(what, index)| Some((query.rank_index(index)?, *what))).collect();
    ranked.sort();
    let order: Vec<_> = ranked.into_iter().map(|(_, what)| what).collect();
    assert_eq!(order, ["both in the name", "behind in the name", "name, text", "text twice"]);
}

#[test]
fn places() {
    let index = SearchIndexText::new("髙橋 和也", "タカハシ カズヤ", ["090-1234-5678", "", "母より電話。"]);
    assert_eq!(index.text, "09012345678\n母より電話。");
    let table = [
        ("高", Some(Place::NamePrefix)),
        ("高橋和", Some(Place::NamePrefix)),
        ("和也", Some(Place::NameContains)),
        ("たか", Some(Place::KanaPrefix)),
        ("ﾀｶﾊｼ", Some(Place::KanaPrefix)),
        ("カズヤ", Some(Place::KanaContains)),
        ("090", Some(Place::Text)),
        ("5678母", None),
        ("父", None),
    ];
    for (query, place) in table {
        let rank = Query::parse(query).rank_index(&index);
        assert_eq!(rank.and_then(Rank::best), place, "{query}");
    }
    assert!(Place::NamePrefix < Place::Text);
}

#[test]
fn typing_on_narrows() {
    let narrows = |new: &str, old: &str| Query::parse(new).narrows(&Query::parse(old));
    assert!(narrows("高", ""));
    assert!(narrows("高橋", "高"));
    assert!(narrows("高橋 公", "高橋"));
    assert!(narrows("03-12", "03-"));
    assert!(narrows("髙橋", "高橋"));
    assert!(!narrows("高", "高橋"));
    assert!(!narrows("高島", "高橋"));
    assert!(!narrows("", "高"));
}

#[test]
fn long_queries_are_bounded() {
    let many = Query::parse(&"あ い ".repeat(100));
    assert_eq!(many.terms().count(), QUERY_TERMS_MAX);
    let long = Query::parse(&"あ".repeat(1000));
    assert_eq!(long.terms().next().map(str::len), Some(TERM_BYTES_MAX / 3 * 3));
    assert!(long.matches(&fold(&"ア".repeat(1000))));
}

#[test]
fn snippets_show_the_original() {
    let table = [
        ("母より。髙橋さんは元気。", "高橋", ("母より。", "髙橋", "さんは元気。")),
        ("ｶｽﾞﾔさん", "かずや", ("", "ｶｽﾞﾔ", "さん")),
        ("電話 03-1234-5678 まで", "0312345678", ("電話 ", "03-1234-5678", " まで")),
        ("電話 03-1234-5678 まで", "34-56", ("電話 03-12", "34-56", "78 まで")),
        ("葛\u{e0100}城さん", "葛", ("", "葛\u{e0100}", "城さん")),
        ("行かず\nベンチ", "ずべ", ("行か", "ず\nベ", "ンチ")),
        ("㈱まど", "株", ("", "㈱", "まど")),
        ("山田", "ない 田", ("山", "田", "")),
        ("שלום עולם", "עולם", ("שלום ", "עולם", "")),
        ("😀👩‍👧😀", "👧", ("😀👩\u{200d}", "👧", "😀")),
    ];
    for (text, query, (before, hit, after)) in table {
        let found = snippet(text, &Query::parse(query)).expect(query);
        assert_eq!((found.before, found.hit, found.after), (before, hit, after));
        assert!(!found.cut_before && !found.cut_after);
    }
    assert_eq!(snippet("山田", &Query::parse("川")), None);
}

#[test]
fn snippets_are_cut_between_characters() {
    let text = format!("{}が\u{3099}高橋{}", "葛\u{e0100}".repeat(100), "辻\u{e0101}".repeat(100));
    let found = snippet(&text, &Query::parse("高橋")).expect("a hit");
    assert!(found.cut_before && found.cut_after);
    assert_eq!(found.before, format!("{}が\u{3099}", "葛\u{e0100}".repeat(SNIPPET_CHARS_BEFORE - 1)));
    assert_eq!(found.after, "辻\u{e0101}".repeat(SNIPPET_CHARS_AFTER));
}

/// Any part of any text finds that text, wherever it is cut between whole words,
/// and nothing typed can panic.
#[test]
fn parts_find_the_whole() {
    let pieces = [
        "髙",
        "橋",
        "ｶﾞ",
        "が",
        "ー",
        "-",
        "03",
        "5",
        ".",
        "(",
        ")",
        " ",
        "々",
        "佐",
        "Ａ",
        "é",
        "ヴ",
        "𠮷",
        "😀",
        "\u{200f}ש",
        "①",
        "㈱",
        "\n",
    ];
    for first in pieces {
        for second in pieces {
            for third in pieces {
                let text = [first, second, third].concat();
                let whole = fold(&text);
                for part in [text.clone(), [first, second].concat(), [second, third].concat()] {
                    let begins_with_repeat = part.split_whitespace().any(|word| word.starts_with('々'));
                    let query = Query::parse(&part);
                    let _ = snippet(&text, &query);
                    if !begins_with_repeat {
                        assert!(query.matches(&whole), "{part:?} ({query:?}) in {text:?} ({whole:?})");
                    }
                }
            }
        }
    }
}
