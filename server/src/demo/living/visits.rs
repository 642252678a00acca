//! The three home visits of today: 佐藤 at 10:30, 13:00 and 15:30.

use jiff::civil::Date;
use madobe_shared::case::Case;
use madobe_shared::codes::Counterpart::{Agency, Mother, Person};
use madobe_shared::codes::{
    AlertLevel, CaseStatus, ContactMethod, PresentingConcern, ReferralSource, Relationship, Sex, WithdrawalDuration,
};

use super::super::chronicle::Chronicle;
use super::super::staff::{SATO, SUZUKI, TANAKA};

pub(super) fn cases(today: Date) -> Vec<Case> {
    vec![bench(today), morning(today), paperwork(today)]
}

fn bench(today: Date) -> Case {
    Chronicle::of(today, 10, "髙橋 和也", "たかはし かずや")
        .aged(Sex::Male, 42, Some(3))
        .reached("090-0000-3101", "", "豊島区長崎5丁目")
        .came(PresentingConcern::LifeDifficulty, WithdrawalDuration::From10Years, ReferralSource::FamilyOrAcquaintance)
        .led(CaseStatus::Active, SATO)
        .with(Relationship::Mother, "髙橋 節子", "090-0000-3102")
        .with(Relationship::Father, "髙橋 義男", "")
        .alert(AlertLevel::Caution, "父には内密")
        .alert(AlertLevel::Note, "電話は午後")
        .alert(AlertLevel::Note, "玄関先で短く")
        .goal("「朝、ベンチでお茶を飲めるようになりたい」")
        .sheet([
            "大学を出て就職した会社を3年で辞め、その後は短期の仕事をいくつか経て、10年あまり自宅で過ごしている。\n\
             母が知人から窓口のことを聞き、父のいない時間に電話をくれた。",
            "朝がつらく、起きられるのは昼過ぎ。人の声や車の音に敏感で、外に出ると疲れる。\n\
             父とは仕事を辞めたときの口論から、ほとんど言葉を交わしていない。父の前では部屋から出ない。",
            "母との電話を3か月続けたあと、訪問を始めた。はじめは扉越しの会話だったが、玄関先で顔を見て話せるようになった。\n\
             無理に外へ誘わず、本人から出た言葉をもとに次の約束をしている。",
            "玄関の外、集合住宅の前のベンチまで歩けるようになってきた。",
        ])
        .phone((210, 14, 0, 35), &[Mother], &[SATO], "母より電話。父が出かけているあいだにかけたとのこと。\n\
            息子は10年以上家にいる。食事は部屋の前に置く。「責めたくはない。元気な声が聞きたいだけ」と話される。\
            父には知られたくないとのことで、連絡は母の携帯に、午後にすることを約束した。")
        .phone((182, 14, 10, 25), &[Mother], &[SATO], "母へ電話。本人に窓口のことを話してみたとのこと。\n\
            返事はなかったが、リーフレットは翌朝なくなっていた。「捨てたのではなく、部屋に持って入ったようです」。")
        .phone((154, 14, 0, 20), &[Mother], &[SATO], "母へ電話。本人から「来るのは誰か」と聞かれたとのこと。\n\
            名前と、玄関先で5分だけであること、話さなくてよいことを伝えてもらう。訪問の日は父が通院する曜日にした。")
        .visit((140, 10, 30, 15), &[Mother], &[SATO], "訪問。玄関で母と話す。\n\
            本人の部屋の扉は閉まっている。扉の前で名前だけ名乗り、「今日は挨拶に来ました。また来ます」と伝えた。返事はないが、\
            中で椅子の動く音がした。")
        .visit((112, 10, 30, 20), &[Person, Mother], &[SATO], "訪問。扉越しに本人と5分ほど話す。\n\
            「寝ていないときなら、声は聞こえている」。テレビは見ず、ラジオを聞くことが多いとのこと。番組の名前を教えてもらった。")
        .visit((84, 10, 30, 20), &[Person], &[SATO], "訪問。扉が少し開き、横顔が見える。\n\
            教えてもらったラジオ番組の話をする。「聞いてみたんですか」と驚かれた。朝は頭が重く、昼を過ぎると楽になる。\
            次も同じ時間でよいと言われる。")
        .visit((56, 10, 30, 25), &[Person, Mother], &[SATO, SUZUKI], "鈴木と訪問。本人が玄関まで出てきてくれる。\n\
            鈴木から体調のことを聞く。眠りが浅く、午前中はめまいがある。受診の話は本人からは出ず、こちらからも勧めなかった。\
            母は台所で涙ぐんでいた。")
        .phone((35, 14, 0, 12), &[Mother], &[TANAKA], "母より電話。昼夜逆転は続くが、居間で食事をとる日が週に2日になったとのこと。\n\
            父の前では話しづらい様子。訪問はこれまでどおり、母の在宅しているときに。")
        .visit((28, 10, 30, 20), &[Person], &[SATO], "訪問。扉ごしに10分、そのあと顔を見せてくれる。\n\
            本人から「近くの公園まで歩けるか、やってみたい」との言葉。まず玄関の外まで一緒に出て、すぐ戻る。「明るいですね」と。")
        .visit((14, 10, 30, 25), &[Person, Mother], &[SATO], "玄関先で本人と15分ほど話す。前回の約束どおり、上着を着て待っていてくれた。\n\
            公園までは行かず、集合住宅の前のベンチまで一緒に歩く。「外の空気はひさしぶり」とのこと。猫の話で笑顔が出る。\n\
            就労の話はこちらからは出さず。本人から「いつかは働きたいが、朝がつらい」と。次回、調子がよければ公園まで歩く約束をした。")
        .next(0, Some((10, 30)), ContactMethod::HomeVisit, SATO)
        .told()
}

fn morning(today: Date) -> Case {
    Chronicle::of(today, 11, "渡邊 美咲", "わたなべ みさき")
        .aged(Sex::Female, 24, Some(5))
        .reached("090-0000-3201", "misaki.w@example.jp", "豊島区高松1丁目")
        .came(PresentingConcern::EmploymentGap, WithdrawalDuration::From2Years, ReferralSource::InformationSite)
        .led(CaseStatus::Active, SATO)
        .with(Relationship::Mother, "渡邊 久美子", "090-0000-3202")
        .alert(AlertLevel::Note, "母とは別の部屋で話す")
        .goal("「人の目を気にしないで、自分の得意なことで働きたい」")
        .sheet([
            "専門学校を2年目で辞めてから、家で過ごしている。母がひきこもり情報サイトを見つけ、本人と二人で相談フォームから連絡をくれた。",
            "人から見られていると感じると手が止まる。学校の実習で作業の遅さを笑われたことが忘れられない。\n\
             細かい手作業は得意で、何時間でも続けられる。",
            "",
            "",
        ])
        .contact(ContactMethod::WebForm, (168, 21, 40, 0), &[Person, Mother], &[TANAKA], "相談フォームより。本人と母の連名。\n\
            「家から出られるようになりたいです。働けるか知りたいです」。返信を田中より送り、来所と訪問のどちらでもよいことを伝えた。")
        .visit((147, 13, 0, 40), &[Person, Mother], &[SATO, TANAKA], "訪問。本人と母の三人で話したあと、本人の部屋で二人で話す。\n\
            母がいるあいだは母が答えることが多い。部屋では、自分で編んだ小物を見せてくれた。次からは別々に話すことにした。")
        .visit((119, 13, 0, 35), &[Person], &[SATO], "訪問。学校を辞めたころの話を聞く。\n\
            「遅いと言われると、もっと遅くなる」。急がなくてよい作業の場があることを伝えると、場所の名前をメモしていた。")
        .accompanied((91, 13, 30, 90), &[Person, Agency], &[SATO], "就労体験をしている作業所の見学に同行。\n\
            席が壁に向いていて、まわりの目が気にならないとのこと。担当の方が、手の早さより仕上がりを見ると話してくださった。\
            「1日だけなら、やってみたい」。")
        .phone((49, 13, 0, 15), &[Mother], &[SATO], "母より電話。体験の日が近づき、口数が減っているとのこと。\n\
            代わりに断っておくべきかと聞かれる。決めるのは本人に任せ、休んでもよいとだけ伝えてほしいと話した。")
        .phone((21, 13, 10, 15), &[Person], &[SATO], "本人へ電話。体験就労の1日目を終えた。\n\
            昼までの予定だったが、午後も居られたとのこと。「疲れたけど、また行く」。来週もう1日行くことを自分で決めていた。")
        .phone((7, 13, 0, 12), &[Mother], &[SATO], "母より電話。体験就労2日目、昼まで居られたとのこと。\n\
            帰ってからも編み物をしていた。感想は本人から直接聞いてほしいとのことで、訪問のときに聞く約束をした。")
        .next(0, Some((13, 0)), ContactMethod::HomeVisit, SATO)
        .told()
}

fn paperwork(today: Date) -> Case {
    Chronicle::of(today, 12, "﨑山 修", "さきやま おさむ")
        .aged(Sex::Male, 56, Some(9))
        .reached("03-0000-3301", "", "豊島区上池袋3丁目")
        .came(PresentingConcern::Health, WithdrawalDuration::From5Years, ReferralSource::AgencyReferral)
        .led(CaseStatus::Active, SATO)
        .with(Relationship::Mother, "﨑山 トミ", "03-0000-3301")
        .apart(Relationship::Sibling, "野口 和代（妹）", "090-0000-3302")
        .alert(AlertLevel::Note, "書類は一緒に読む（老眼鏡を忘れずに）")
        .alert(AlertLevel::Note, "保健師と二人で")
        .goal("「眠れる夜を増やして、また釣りに行きたい」")
        .sheet([
            "印刷会社を体調不良で退職し、母の介護をしながら家で過ごすようになった。民生委員から高齢者総合相談センターを経て、窓口につながった。",
            "腰の痛みと不眠が続いている。一人で書類を読むと頭に入らず、手続きが止まってしまう。\n\
             母の前では弱音を言わない。",
            "保健師と訪問を重ね、通院を再開した。",
            "",
        ])
        .phone((133, 15, 0, 20), &[Agency], &[SUZUKI], "高齢者総合相談センターより電話。\n\
            母の介護で訪問している世帯の長男について。5年ほど仕事をせず、最近は受診もしていない。本人は「話だけなら」と言っているとのこと。\
            センターの担当者と一緒に訪問する日を決めた。")
        .visit((119, 15, 30, 40), &[Person, Mother, Agency], &[SUZUKI, SATO], "センターの担当者と訪問。居間で本人と話す。\n\
            腰が痛くて長く座れないとのことで、途中から立ったまま。「薬がなくなってから、病院に行きそびれた」。\
            母の昼寝の時間が話しやすいとのこと。")
        .visit((77, 15, 30, 30), &[Person], &[SATO, SUZUKI], "訪問。3年ぶりに受診できたとのこと。\n\
            窓口で渡された書類が読めず、封筒のまま置いてある。一緒に開き、急ぐものと急がないものに分けた。")
        .phone((42, 15, 30, 15), &[Person], &[SUZUKI], "本人より電話。夜中に何度も目が覚める。\n\
            医師に伝えることを一緒に三つにまとめ、メモをとってもらった。釣り道具の手入れをしていたら朝になったと笑う。")
        .phone((10, 15, 0, 12), &[Person], &[SATO], "本人へ電話。自立支援医療の更新の書類が届いたとのこと。\n\
            次の訪問で申請書を持参し、鈴木と一緒に書くことにした。保険証と印鑑を出しておいてもらう。")
        .next(0, Some((15, 30)), ContactMethod::HomeVisit, SATO)
        .told()
}
