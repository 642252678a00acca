//! Cases that have only begun, and those where the first step takes its time.

use jiff::civil::Date;
use madobe_shared::case::Case;
use madobe_shared::codes::Counterpart::{Agency, Father, Mother, Neighbour, Other, Person, Sibling};
use madobe_shared::codes::{
    AgeBand, AlertLevel, CaseStatus, ContactMethod, PresentingConcern, ReferralSource, Relationship, Sex,
    WithdrawalDuration,
};

use super::super::chronicle::Chronicle;
use super::super::staff::{SATO, SUZUKI, TANAKA};

pub(super) fn cases(today: Date) -> Vec<Case> {
    vec![just_arrived(today), without_a_name(today), school(today), two_at_the_door(today)]
}

fn just_arrived(today: Date) -> Case {
    Chronicle::of(today, 20, "林 あかり", "はやし あかり")
        .aged(Sex::Female, 29, None)
        .reached("090-0000-4001", "akari.h@example.jp", "豊島区雑司が谷2丁目")
        .came(PresentingConcern::Other, WithdrawalDuration::NotKnown, ReferralSource::InformationSite)
        .led(CaseStatus::Intake, SATO)
        .alert(AlertLevel::Note, "電話は午前中に。出られないときは留守番電話に名前だけ")
        .contact(ContactMethod::WebForm, (9, 22, 15, 0), &[Person], &[TANAKA], "相談フォームより。\n\
            「実家に戻って半年です。毎日何をしているのか自分でもわかりません。電話してもいいですか」。受信の返事を送り、\
            都合のよい時間をたずねた。")
        .mail((8, 9, 20, 0), &[Person], &[TANAKA], "本人より返信。「午前中なら家族が出かけているので話せます」とのこと。\n\
            佐藤から電話することを伝えた。")
        .phone((7, 9, 40, 5), &[], &[SATO], "本人へ電話、応答なし。留守番電話に名前だけ残す。\n\
            昼にメールで「出られなくてすみません。もう一度お願いします」と届いた。日を改めてかける。")
        .next(0, None, ContactMethod::Phone, SATO)
        .told()
}

/// A person who gave no name: no kana, no age, no sex.
fn without_a_name(today: Date) -> Case {
    Chronicle::of(today, 21, "匿名希望（メール「夜明け前」さん）", "")
        .about(Sex::NotStated, AgeBand::NotKnown)
        .reached("", "yoakemae@example.jp", "")
        .came(PresentingConcern::LifeDifficulty, WithdrawalDuration::NotKnown, ReferralSource::X)
        .led(CaseStatus::Active, TANAKA)
        .alert(AlertLevel::Caution, "名前や住所をたずねない")
        .mail(
            (84, 9, 0, 0),
            &[Person],
            &[TANAKA],
            "メール。名前は書かれていない。\n\
            「返事はいりません。今日も一日終わりました、とだけ書かせてください」。受けとったことを一行で返信した。",
        )
        .mail(
            (63, 9, 0, 0),
            &[Person],
            &[TANAKA],
            "メール。月に二、三度、一日の終わりに届く。\n\
            「夜明け前」と署名がついた。ベランダの鉢に水をやったとのこと。",
        )
        .mail(
            (35, 9, 0, 0),
            &[Person],
            &[TANAKA],
            "メール。「鉢の芽が出ました。なんの芽かわかりません」。\n\
            写真が一枚添えられている。何の芽か一緒に楽しみにしていると返信した。",
        )
        .mail(
            (14, 9, 0, 0),
            &[Person],
            &[TANAKA],
            "メール。「いつか名前を書くかもしれません」。\n\
            書いても書かなくても、ここで待っていますと返信した。",
        )
        .next(20, None, ContactMethod::Email, TANAKA)
        .told()
}

fn school(today: Date) -> Case {
    Chronicle::of(today, 22, "森本 さくら", "もりもと さくら")
        .aged(Sex::Female, 17, Some(4))
        .reached("", "", "豊島区池袋本町3丁目")
        .came(PresentingConcern::LifeDifficulty, WithdrawalDuration::From6Months, ReferralSource::AgencyReferral)
        .led(CaseStatus::Active, SUZUKI)
        .with(Relationship::Mother, "森本 朋子", "090-0000-4101")
        .with(Relationship::Sibling, "森本 すみれ（妹）", "")
        .apart(Relationship::Father, "石川 亮", "090-0000-4102")
        .alert(AlertLevel::Caution, "父への連絡は母に確認してから")
        .alert(AlertLevel::Note, "学校の話はこちらからしない")
        .goal("「絵を描く友だちがほしい」")
        .sheet([
            "高校2年の途中から登校していない。学校から、子ども若者総合相談「アシスとしま」を通じて紹介があった。",
            "大きな声や急な物音がつらい。教室では絵を描いていると落ち着けたが、注意されてから行けなくなった。",
            "",
            "",
        ])
        .phone((56, 15, 0, 20), &[Agency], &[SUZUKI], "アシスとしまの担当者より電話。\n\
            本人は家でなら話せそうとのこと。母の了解を得て、担当者と一緒に訪問することにした。")
        .visit((42, 16, 0, 30), &[Person, Mother, Agency], &[SUZUKI], "アシスとしまの担当者と訪問。\n\
            本人は居間の隅で絵を描きながら聞いている。帰り際、描いていた絵を見せてくれる。三人の似顔絵だった。")
        .phone((28, 12, 10, 15), &[Mother], &[SUZUKI], "母へ電話。似顔絵のあと、よく描いているとのこと。\n\
            別に暮らす父から学校のことを聞かれ、本人が部屋に戻ってしまった。父への連絡は母に確かめてからにする。")
        .visit((15, 16, 0, 35), &[Person, Sibling], &[SUZUKI, SATO], "訪問。本人と妹と、紙人形に服を描く。\n\
            みらい館大明のブックカフェの話をすると、「本だけの日に行ってみたい」。混まない曜日を調べてくることを約束した。")
        .next(1, Some((16, 0)), ContactMethod::HomeVisit, SUZUKI)
        .told()
}

fn two_at_the_door(today: Date) -> Case {
    Chronicle::of(today, 23, "黒田 剛", "くろだ つよし")
        .about(Sex::Male, AgeBand::Forties)
        .reached("", "", "豊島区池袋3丁目")
        .came(PresentingConcern::Other, WithdrawalDuration::NotKnown, ReferralSource::Other)
        .led(CaseStatus::Intake, TANAKA)
        .apart(Relationship::Father, "黒田 勲", "03-0000-4201")
        .alert(AlertLevel::Danger, "訪問は必ず二人で。犬がいる")
        .alert(AlertLevel::Caution, "苦情の電話があったことを本人に言わない")
        .phone((30, 13, 20, 20), &[Neighbour], &[TANAKA], "近所の方より電話。夜中に大きな声が聞こえるとのこと。\n\
            心配して連絡をくださった。こちらで知り得たことはお答えできないと伝え、様子だけうかがう。")
        .phone((23, 10, 0, 25), &[Father], &[TANAKA], "父より電話。民生委員から窓口を聞いたとのこと。\n\
            一人暮らしの息子と3年会っていない。「犬の世話はしている。声は、眠れない夜の独り言ではないか」。本人に手紙を書くことにした。")
        .visit((9, 14, 0, 10), &[], &[TANAKA, SATO], "二人で訪問。応答なし。中で犬の鳴き声がする。\n\
            手紙とリーフレットを郵便受けに入れて戻る。手紙には、困っていることがなければそれでよいこと、話し相手になれることを書いた。")
        .phone((8, 11, 0, 5), &[Other], &[TANAKA], "民生委員の方へ電話。手紙を入れたことを伝える。\n\
            見かけたときは、いつもどおり挨拶だけしていただくようお願いした。")
        .next(6, Some((14, 0)), ContactMethod::HomeVisit, TANAKA)
        .told()
}
