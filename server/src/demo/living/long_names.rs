//! What tries the patience of a column: a person with many names, an organisation whose title has forty characters.

use jiff::civil::Date;
use madobe_shared::case::Case;
use madobe_shared::codes::Counterpart::{Agency, Child, Person, Spouse};
use madobe_shared::codes::{
    AlertLevel, CaseStatus, ContactMethod, PresentingConcern, ReferralSource, Relationship, Sex, WithdrawalDuration,
};

use super::super::chronicle::Chronicle;
use super::super::staff::{SATO, SUZUKI, TANAKA};

/// Forty characters, as long as the titles of such organisations come. It is invented.
pub(in super::super) const LONG_AGENCY: &str =
    "特定非営利活動法人みんなの縁側こころと暮らしの相談支援ネットワークとしま西事業所";

pub(super) fn cases(today: Date) -> Vec<Case> {
    vec![many_names(today), long_title(today)]
}

fn many_names(today: Date) -> Case {
    let name = "フェルナンデス・デ・カストロ 山本 マリア・アレクサンドラ";
    Chronicle::of(today, 24, name, "ふぇるなんです・で・かすとろ やまもと まりあ・あれくさんどら")
        .aged(Sex::Female, 38, Some(8))
        .reached("090-0000-4301", "maria.fdcy@example.jp", "豊島区西池袋5丁目")
        .came(PresentingConcern::Family, WithdrawalDuration::From1Year, ReferralSource::FamilyOrAcquaintance)
        .led(CaseStatus::Active, TANAKA)
        .with(Relationship::Spouse, "山本 浩二", "090-0000-4302")
        .with(Relationship::Child, "山本 ソフィア 美月", "")
        .alert(AlertLevel::Note, "「マリアさん」と呼ぶ。漢字の書類にはふりがなを")
        .goal("「娘の学校の行事に、笑って行きたい」")
        .sheet([
            "結婚を機に来日。夫の転勤で豊島区に移ってから知り合いがなく、1年ほどほとんど家で過ごしている。夫が職場の同僚から窓口を聞いた。",
            "日常の会話はできるが、学校からの手紙や役所の書類が読めず、読めないことを人に知られるのがつらい。",
            "",
            "",
        ])
        .phone((103, 12, 15, 20), &[Spouse], &[TANAKA], "夫より電話。妻が家から出なくなり、娘の学校の行事にも行かなくなったとのこと。\n\
            「明るい人だった。引っ越してから変わった」。本人が来やすい時間を聞き、娘の下校前に来所してもらうことにした。")
        .office((89, 10, 0, 50), &[Person, Spouse], &[TANAKA], "本人と夫が来所。ゆっくり話す。\n\
            「話せます。でも、紙が読めない。お母さんたちは紙の話をする」。学校の手紙に、ふりがなをつけてもらえないか一緒に頼んでみることにした。")
        .office((61, 10, 0, 45), &[Person], &[TANAKA, SUZUKI], "本人が一人で来所。学校がふりがな付きの手紙を用意してくれたとのこと。\n\
            夜眠れない日があることも話される。区の日本語教室の案内を渡すと、場所を地図で確かめていた。")
        .phone((26, 10, 10, 15), &[Person, Child], &[TANAKA], "本人より電話。途中で娘に代わり、「ママ、来月の発表会に来るって」。\n\
            日本語教室には一度見学に行き、同じ国の人と会えた。発表会のあとにまた話を聞かせてもらう。")
        .next(2, Some((10, 0)), ContactMethod::OfficeVisit, TANAKA)
        .told()
}

fn long_title(today: Date) -> Case {
    let alert = format!("送迎は「{LONG_AGENCY}」が手配する");
    let first = format!(
        "{LONG_AGENCY}の担当者より電話。\n\
         月に一度の食事会に来ている方が、ここ数か月姿を見せない。電話をすると「足が痛い」と言うが、声に元気がないとのこと。\
         本人の了解を得て、一緒に訪問することにした。"
    );
    Chronicle::of(today, 25, "長谷川 五十鈴", "はせがわ いすず")
        .aged(Sex::Female, 66, None)
        .reached("03-0000-4401", "", "豊島区高田1丁目")
        .came(PresentingConcern::Health, WithdrawalDuration::Under6Months, ReferralSource::AgencyReferral)
        .led(CaseStatus::Active, SUZUKI)
        .apart(Relationship::Child, "長谷川 史朗（長男、大阪府）", "090-0000-4402")
        .apart(Relationship::Other, LONG_AGENCY, "03-0000-4403")
        .alert(AlertLevel::Note, &alert)
        .goal("「食事会の席に戻りたい。あの席は窓ぎわなの」")
        .sheet([
            "一人暮らし。夫を亡くしてから地域の食事会を楽しみにしていたが、足を痛めて出られなくなり、そのまま家で過ごすことが増えた。",
            "人に送ってもらうことを「迷惑をかける」と感じて断っている。外に出ないうちに、電話に出るのもおっくうになった。",
            "",
            "",
        ])
        .phone((47, 11, 30, 20), &[Agency], &[SUZUKI], &first)
        .visit((40, 11, 0, 40), &[Person, Agency], &[SUZUKI], "食事会の担当者と訪問。\n\
            足は腫れておらず、痛みより「出かけるまでがおっくう」とのこと。食事会の皆さんの寄せ書きを渡すと、一人ひとりの名前を声に出して\
            読まれた。")
        .phone((19, 11, 0, 10), &[Person], &[SUZUKI], "本人へ電話。長男から電話があったとのこと。\n\
            送迎を頼むことはまだ迷っている。「一緒に乗る人がいるなら」と言われたので、次の食事会には鈴木も行くことを伝えた。")
        .phone((11, 11, 0, 10), &[Agency], &[SUZUKI, SATO], "食事会の担当者へ電話。\n\
            当日の迎えの時刻と、窓ぎわの席を空けておいてもらうことを確かめた。")
        .next(0, Some((11, 0)), ContactMethod::Accompaniment, SUZUKI)
        .told()
}
