//! People who have begun to go out: a place to belong, a visit to a workshop, a mail now and then.

use jiff::civil::Date;
use madobe_shared::case::Case;
use madobe_shared::codes::Counterpart::{Agency, Mother, Person, Spouse};
use madobe_shared::codes::{
    AlertLevel, CaseStatus, ContactMethod, PresentingConcern, ReferralSource, Relationship, Sex, WithdrawalDuration,
};

use super::super::chronicle::{Chronicle, Joined};
use super::super::staff::{SATO, SUZUKI, TANAKA};

pub(super) fn cases(today: Date) -> Vec<Case> {
    vec![at_night(today), supper(today), visiting_a_workshop(today), watching(today)]
}

fn at_night(today: Date) -> Case {
    Chronicle::of(today, 16, "𠮷田 遥", "よしだ はるか")
        .aged(Sex::Other, 33, Some(12))
        .reached("", "haruka.y@example.jp", "豊島区要町1丁目")
        .came(PresentingConcern::LifeDifficulty, WithdrawalDuration::From2Years, ReferralSource::X)
        .led(CaseStatus::Active, TANAKA)
        .alert(AlertLevel::Note, "連絡はメール。電話はしない")
        .alert(AlertLevel::Note, "「さん」で呼ぶ")
        .goal("「夜型のままでも、人とつながっていられる暮らし方を見つけたい」")
        .sheet([
            "一人暮らし。在宅の仕事が途切れてから、人と話さない日が続いた。Xの投稿を見て、深夜にメールをくれた。",
            "性別のことで決めつけられるのがつらく、窓口や病院に行くことをためらってきた。明るい時間は体が動かない。",
            "",
            "",
        ])
        .mail((161, 9, 0, 0), &[Person], &[TANAKA], "本人よりメール（深夜2時に受信）。\n\
            「誰かに読んでもらえるだけでいいです」。読んだこと、返事は急がなくてよいこと、名前は書かなくてよいことを返信した。")
        .mail((140, 9, 10, 0), &[Person], &[TANAKA], "本人よりメール。名前と住んでいる町を書いてくれた。\n\
            病院で名前を呼ばれるのがつらく、薬が切れたままになっているとのこと。番号で呼ぶ医療機関があることを伝えた。")
        .mail((112, 9, 0, 0), &[Person], &[TANAKA], "本人よりメール。教えた医療機関に自分で電話し、予約がとれたとのこと。\n\
            「番号で呼んでほしいと言ったら、当たり前のように『はい』と言われた」。")
        .contact(ContactMethod::Video, (63, 16, 0, 30), &[Person], &[TANAKA], "はじめてのビデオ通話。カメラは切ったまま。\n\
            声を出すのは久しぶりとのことで、はじめは短い返事。猫の鳴き声が入り、そこから話がはずむ。月に一度、夕方に話すことにした。")
        .contact(ContactMethod::Video, (32, 16, 0, 35), &[Person], &[TANAKA], "ビデオ通話。今日はカメラに猫だけが映る。\n\
            夜中の散歩で見かける豆腐屋の明かりの話。仕事の依頼が一つ戻ってきたが、断る練習もしたいとのこと。断りの文面を一緒に考えた。")
        .mail((9, 9, 0, 0), &[Person], &[TANAKA], "本人よりメール。夜型が続いている。\n\
            次のビデオ通話は予定どおりでお願いしたい、断りのメールは送れた、との知らせ。返信した。")
        .next(1, Some((16, 0)), ContactMethod::Video, TANAKA)
        .told()
}

fn supper(today: Date) -> Case {
    Chronicle::of(today, 17, "中村 翔", "なかむら しょう")
        .aged(Sex::Male, 36, Some(7))
        .reached("090-0000-3701", "", "豊島区東池袋5丁目")
        .came(PresentingConcern::LifeDifficulty, WithdrawalDuration::From5Years, ReferralSource::Event)
        .led(CaseStatus::Active, SATO)
        .with(Relationship::Mother, "中村 聡子", "090-0000-3702")
        .goal("「週に一度、誰かとごはんを食べる」")
        .sheet([
            "合同相談会に母が来場し、その場で窓口につながった。",
            "会話の間がわからず、職場で孤立した経験がある。一人の食事が続き、食べる量が減っていた。",
            "",
            "",
        ])
        .office((119, 13, 0, 40), &[Mother], &[SATO], "母来所。合同相談会のあと、本人と話してきたとのこと。\n\
            「自分のことで母が頭を下げるのはいやだ」と言われ、本人が自分で電話をすることになったと。")
        .phone((112, 13, 0, 20), &[Person], &[SATO], "本人より電話。母との約束なのでかけたとのこと。\n\
            紙に書いたものを読み上げるように話してくれる。人と話すと「間」がわからなくなる。読み上げるのは話しやすいと言うので、\
            次も書いて来てもらうことにした。")
        .office((91, 13, 0, 40), &[Person], &[SATO], "本人来所。書いてきたものを一緒に読む。\n\
            食事は一日一回。人と食べていたころは三回食べていた。居場所「ふらっとよるごはん」の案内を渡すと、献立の欄を長く見ていた。")
        .joined(&Joined {
            days_ago: 61,
            what: "ふらっとよるごはん",
            who: &[Person],
            with: &[SATO],
            course: "30分で帰る。煮物をおかわりした。次は一人で行ってみるとのこと。",
        })
        .joined(&Joined { days_ago: -18, what: "ひきこもり合同相談会", who: &[Mother], with: &[SATO], course: "" })
        .accompanied((61, 17, 30, 50), &[Person, Agency], &[SATO], "居場所「ふらっとよるごはん」に同行。30分滞在。\n\
            入口で10分迷い、席では佐藤の隣に座る。カレーを食べ、「おかわりしてもいいですか」と自分で聞いた。話さなくても食べていられるのが\
            よかったとのこと。")
        .accompanied((33, 17, 30, 70), &[Person], &[SATO], "「ふらっとよるごはん」に2回目の同行。\n\
            配膳を手伝う。隣の人に「前も来てましたよね」と言われ、「来てました」と答えていた。次は一人で入口まで行ってみたいと。")
        .phone((8, 13, 0, 10), &[Person], &[SATO], "本人へ電話。一人で入口まで行き、その日は帰ったとのこと。\n\
            「行けたのか、行けなかったのか、どっちだと思いますか」と聞かれる。")
        .unfinished()
        .next(5, Some((17, 30)), ContactMethod::Accompaniment, SATO)
        .told()
}

fn visiting_a_workshop(today: Date) -> Case {
    Chronicle::of(today, 18, "小林 由美子", "こばやし ゆみこ")
        .aged(Sex::Female, 51, Some(2))
        .reached("090-0000-3801", "", "豊島区南大塚2丁目")
        .came(PresentingConcern::EmploymentGap, WithdrawalDuration::From10Years, ReferralSource::WardNewsletter)
        .led(CaseStatus::Active, TANAKA)
        .with(Relationship::Spouse, "小林 明", "090-0000-3802")
        .alert(AlertLevel::Note, "午前中は通院のことが多い")
        .goal("「もう一度、誰かの役に立っていると思いたい」")
        .sheet([
            "事務の仕事を15年続けたあと、病気の治療のために退職。治療が終わってからも、外に出るきっかけがないまま10年が過ぎた。",
            "パソコンの操作が変わってしまい、経験が役に立たないと感じている。体力にも自信がない。",
            "",
            "",
        ])
        .office((89, 14, 0, 50), &[Person], &[TANAKA], "本人来所。広報を切り抜いて持ってこられた。\n\
            「働くつもりで来たのではないんです。でも、このままでいいのかと」。働くかどうかは決めずに、出かける先を一つ作ることから考える。")
        .phone((61, 14, 0, 15), &[Spouse], &[TANAKA], "夫より電話。本人の了解を得てかけたとのこと。\n\
            面談のあと、家で封筒を整理してくれるようになった。「仕事のころの顔になる」と話される。")
        .office((40, 14, 0, 45), &[Person], &[TANAKA], "本人来所。区民ひろばの掲示物づくりを手伝うことになったとのこと。\n\
            手書きの文字をほめられた。パソコンは若い人がやってくれるので、役割が分けられて楽だったと。")
        .office((12, 14, 0, 45), &[Person], &[TANAKA], "本人来所。くらし・しごと相談支援センターの就労準備支援の見学を検討中。\n\
            ついていけるか心配なので、見学だけにして、その日は何も決めないことを先に約束した。次の来所で日程を選ぶ。")
        .next(0, Some((14, 0)), ContactMethod::OfficeVisit, TANAKA)
        .told()
}

fn watching(today: Date) -> Case {
    Chronicle::of(today, 19, "加藤 健", "かとう たけし")
        .aged(Sex::Male, 47, Some(10))
        .reached("090-0000-3901", "", "豊島区北大塚3丁目")
        .came(PresentingConcern::Health, WithdrawalDuration::From1Year, ReferralSource::AgencyReferral)
        .led(CaseStatus::WatchfulFollowUp, SUZUKI)
        .goal("「調子の悪い日があっても、あわてない」")
        .sheet([
            "休職の期間が終わり退職したあと、家で過ごすようになった。池袋保健所の紹介で窓口につながった。",
            "調子のよい日に動きすぎ、そのあと数日寝込むことを繰り返していた。",
            "保健師との面談で、動く量を記録し、よい日でも七分でやめることを試した。通院と居場所を週に一度ずつ続けている。",
            "寝込む日が減り、居場所では将棋の相手ができた。推進部会で経過観察とした。",
        ])
        .office((330, 11, 0, 50), &[Person, Agency], &[SUZUKI], "池袋保健所の担当者と本人が来所。\n\
            退職してから1年。よい日に掃除も買い物も手続きも全部しようとして、翌日から起きられなくなる。「怠けと思われるのがこわい」。")
        .phone((280, 11, 0, 20), &[Person], &[SUZUKI], "本人より電話。動いた量の記録をつけ始めた。\n\
            「見える形になると、やめどきがわかる」とのこと。")
        .joined(&Joined {
            days_ago: 217,
            what: "将棋と本の部屋",
            who: &[Person],
            with: &[SUZUKI],
            course: "隣の人に声をかけられて一局。帰り道は疲れたと言いながら笑っていた。",
        })
        .accompanied((217, 13, 0, 90), &[Person], &[SUZUKI], "居場所に同行。将棋盤が出ていて、隣の人に声をかけられる。\n\
            一局指して帰る。「負けたけど、また来てくださいと言われた」。")
        .office((140, 11, 0, 40), &[Person], &[SUZUKI], "本人来所。寝込む日が月に2日まで減った。\n\
            面談の間隔をあけることを本人から提案される。推進部会に報告し、経過観察とすることになった。")
        .phone((68, 11, 0, 15), &[Person], &[SUZUKI], "経過観察の電話。将棋の相手が二人に増えたとのこと。\n\
            調子を崩しかけたが、記録を見て早めに休めた。次は3か月ほどあとに電話する。")
        .next(24, Some((11, 0)), ContactMethod::Phone, SUZUKI)
        .told()
}
