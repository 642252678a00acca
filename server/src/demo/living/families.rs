//! Families: one whose child nobody has met, an old mother with her son, ten relatives under one roof.

use jiff::civil::Date;
use madobe_shared::case::Case;
use madobe_shared::codes::Counterpart::{Agency, Father, Mother, OtherRelative, Person, Sibling};
use madobe_shared::codes::{
    AgeBand, AlertLevel, CaseStatus, ContactMethod, PresentingConcern, ReferralSource, Relationship, Sex,
    WithdrawalDuration,
};

use super::super::chronicle::Chronicle;
use super::super::staff::{SATO, SUZUKI, TANAKA};

pub(super) fn cases(today: Date) -> Vec<Case> {
    vec![unmet(today), two_of_them(today), ten_relatives(today)]
}

fn unmet(today: Date) -> Case {
    Chronicle::of(today, 13, "佐伯 家（本人未接触）", "さえき")
        .about(Sex::Male, AgeBand::Thirties)
        .reached("03-0000-3401", "", "豊島区目白4丁目")
        .came(PresentingConcern::Family, WithdrawalDuration::From5Years, ReferralSource::WardNewsletter)
        .led(CaseStatus::Active, SATO)
        .with(Relationship::Father, "佐伯 昭夫", "090-0000-3402")
        .with(Relationship::Mother, "佐伯 和江", "")
        .alert(AlertLevel::Caution, "本人は相談のことを知らない")
        .alert(AlertLevel::Note, "連絡は父の携帯に。自宅の電話にかけない")
        .sheet([
            "息子が30代のはじめから自室で過ごすようになった。父が広報としまを見て電話をくれた。本人は相談のことを知らない。",
            "父は「甘やかした」、母は「追い詰めた」と、それぞれ自分を責めている。夫婦で話すと言い合いになる。",
            "家族への支援として父母との面談を続けている。",
            "",
        ])
        .phone((98, 12, 10, 40), &[Father], &[SATO], "父より電話。職場の昼休みに、屋上からとのこと。\n\
            息子が部屋にこもって6年。食事は深夜に台所で一人でとる。「何が原因だったのか、そればかり考えている」。\
            原因を探すより、今日の家の中の様子から聞かせてほしいと伝えた。")
        .office((77, 15, 0, 60), &[Father, Mother], &[SATO, TANAKA], "父と母が来所。\n\
            二人そろって話すのは久しぶりとのこと。声をかける言葉を減らし、返事を求めない挨拶だけを続けてみることを提案した。\
            家族会の案内も渡す。")
        .phone((49, 13, 0, 20), &[Mother], &[SATO], "母より、父の携帯を借りて電話。父は休みの日とのこと。\n\
            「おはよう」とだけ言うようにして3週間。昨日、扉の向こうで小さく咳ばらいが返ってきた。「返事だと思うことにしました」。")
        .phone((23, 12, 10, 15), &[Father], &[SATO], "父より電話。家族会の月例会に夫婦で出てみたとのこと。\n\
            同じ立場の人の話を聞き、帰り道に久しぶりに二人で食事をした。CRAFTの講演の資料を送る約束をした。")
        .phone((12, 12, 15, 10), &[Father], &[SATO], "父より電話。CRAFTの資料が届いたとのこと。\n\
            読んでから話したいので、また電話をもらえるとありがたいと言われる。日を決めて、こちらからかけることにした。")
        .next(-1, Some((12, 15)), ContactMethod::Phone, SATO)
        .told()
}

fn two_of_them(today: Date) -> Case {
    Chronicle::of(today, 14, "岡部 誠", "おかべ まこと")
        .aged(Sex::Male, 58, None)
        .reached("", "", "豊島区千早2丁目")
        .came(PresentingConcern::Family, WithdrawalDuration::Over20Years, ReferralSource::AgencyReferral)
        .led(CaseStatus::Active, TANAKA)
        .with(Relationship::Mother, "岡部 静江", "03-0000-3501")
        .apart(Relationship::OtherRelative, "岡部 光子（おば）", "03-0000-3502")
        .alert(AlertLevel::Note, "母は耳が遠い。呼び鈴は2回")
        .goal("「母の味のみそ汁を、自分で作れるようになりたい」")
        .sheet([
            "母（85歳）の入院をきっかけに、同居の長男のことで高齢者総合相談センターから相談があった。長男は30年近く、母と二人で暮らしている。",
            "家のことはすべて母が担ってきたため、買い物や支払いの経験が少ない。人と話すことには慣れていないが、頼まれたことは丁寧にする。",
            "",
            "",
        ])
        .phone((75, 9, 30, 25), &[Agency], &[TANAKA], "高齢者総合相談センターより電話。\n\
            母の退院を前に、家での暮らしを息子と話したいが、電話に出ないとのこと。センターの訪問に同行させてもらうことにした。")
        .visit((61, 10, 0, 45), &[Person, Agency], &[TANAKA, SUZUKI], "センターの担当者と訪問。呼び鈴2回で本人が出てくれる。\n\
            片づいた台所。母の入院中は毎日同じ店で弁当を買っていたとのこと。「母が帰ってきたら、何をすればいいですか」と聞かれる。\
            手すりの位置を一緒に確かめた。")
        .visit((40, 10, 0, 40), &[Person, Mother], &[TANAKA], "訪問。母は退院し、居間で横になっている。\n\
            本人が母に湯のみを運ぶ。食事の宅配を試すことになり、申込書は本人が書いた。母は「この子が字を書くのを久しぶりに見た」。")
        .phone((17, 10, 0, 12), &[OtherRelative], &[TANAKA], "おばより電話。先日様子を見に寄ったところ、本人がみそ汁を作っていたとのこと。\n\
            「味は薄いが、姉は全部飲んだ」。次は本人に電話で様子を聞くことにした。")
        .next(-4, Some((10, 0)), ContactMethod::Phone, TANAKA)
        .told()
}

fn ten_relatives(today: Date) -> Case {
    Chronicle::of(today, 15, "大久保 翼", "おおくぼ つばさ")
        .aged(Sex::Male, 31, Some(1))
        .reached("090-0000-3601", "", "豊島区巣鴨5丁目")
        .came(PresentingConcern::LifeDifficulty, WithdrawalDuration::From2Years, ReferralSource::Flyer)
        .led(CaseStatus::Active, SUZUKI)
        .with(Relationship::Grandparent, "大久保 源一郎（祖父）", "")
        .with(Relationship::Grandparent, "大久保 ハツ（祖母）", "")
        .with(Relationship::Father, "大久保 光男", "090-0000-3602")
        .with(Relationship::Mother, "大久保 恵子", "090-0000-3603")
        .with(Relationship::Sibling, "大久保 大地（兄）", "090-0000-3604")
        .with(Relationship::OtherRelative, "大久保 紗季（兄の妻）", "")
        .with(Relationship::OtherRelative, "大久保 ひまり（姪、4歳）", "")
        .with(Relationship::Sibling, "大久保 かなえ（妹）", "090-0000-3605")
        .with(Relationship::Sibling, "大久保 海斗（弟）", "")
        .apart(Relationship::OtherRelative, "木村 悦子（母方のおば）", "03-0000-3606")
        .alert(AlertLevel::Note, "店（1階）ではなく外階段から2階へ")
        .goal("「家の中で、一人になれる場所がほしい」")
        .sheet([
            "家業の和菓子店を手伝っていたが、客前に出られなくなり、2年ほど自室で過ごしている。母が店先のリーフレットを手にとり電話をくれた。",
            "三世代が同じ家に暮らし、常に誰かの声がする。気づかう家族が多いほど、返事をするだけで疲れてしまう。",
            "",
            "",
        ])
        .phone((126, 14, 30, 25), &[Mother], &[SUZUKI], "母より電話。店の休憩中とのこと。\n\
            家族みんなが心配して、かわるがわる部屋に声をかけている。「にぎやかな家が自慢だったのに、あの子には苦しいのかもしれない」。")
        .visit((105, 14, 30, 40), &[Mother, Sibling, OtherRelative], &[SUZUKI], "訪問。母、兄、祖母と話す。本人は部屋。\n\
            声をかける人を一日ひとりに決めてみることを提案すると、兄が当番表を作ると言ってくれた。帰り際、姪が本人の部屋の前に\
            折り紙を置いていた。")
        .visit((70, 14, 30, 30), &[Person], &[SUZUKI, SATO], "訪問。外階段で本人と話す。\n\
            「静かになって、やっと腹が減るようになった」。折り紙のお返しに、姪の部屋の前に店の試作の菓子を置いたとのこと。")
        .phone((33, 14, 30, 15), &[Person], &[SUZUKI], "本人より電話。店が閉まったあとの厨房で、あんを練ってみたとのこと。\n\
            「客がいなければ、手は覚えている」。今後も店の閉まった時間に電話することにした。")
        .visit((16, 14, 30, 30), &[Person, Sibling], &[SUZUKI], "訪問。厨房の奥で、本人と兄と話す。\n\
            使っていない物置を片づけて、本人の部屋にする話が出ている。兄が図面をかき、本人が直しを入れる。次の訪問で見せてもらう。")
        .next(3, Some((14, 30)), ContactMethod::HomeVisit, SUZUKI)
        .told()
}
