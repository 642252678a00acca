//! 事例1: 働くことに自信がない 20代男性.

use jiff::civil::Date;
use madobe_shared::case::{AssessmentDomain, Case};
use madobe_shared::codes::Counterpart::{Agency, Father, Person};
use madobe_shared::codes::{
    Activity, AlertLevel, CaseStatus, ConferenceDecision, ConferenceKind, ConsentForm, ContactMethod, PlanStatus,
    PolicyDirection, PresentingConcern, ReferralSource, ReferralStatus, Relationship, Sex, WithdrawalDuration,
};

use super::super::chronicle::{Action, Asked, Chronicle, Drawn, Held, Introduced};
use super::super::files::WAY_TO_WORK;
use super::super::staff::{SATO, SUZUKI, TANAKA};

pub(super) fn case(today: Date) -> Case {
    Chronicle::of(today, 1, "髙野 直樹", "たかの なおき")
        .aged(Sex::Male, 27, Some(6))
        .reached("090-0000-2101", "n.takano@example.jp", "豊島区南長崎4丁目")
        .came(PresentingConcern::EmploymentGap, WithdrawalDuration::From1Year, ReferralSource::WardNewsletter)
        .led(CaseStatus::WatchfulFollowUp, TANAKA)
        .with(Relationship::Father, "髙野 正彦", "090-0000-2102")
        .with(Relationship::Mother, "髙野 幸恵", "")
        .wishes(ContactMethod::Phone, "仕事のない日の午後に。出られないときは折り返しを待つ")
        .besides(&[PresentingConcern::LifeDifficulty], "学校を出て二つの職場で働いた。二つ目を辞めてから、次を探す気持ちになれないまま1年がたった。")
        .assessed(&[
            (AssessmentDomain::Strengths, "約束を守る。言われたことを家で練習してくる。友だちとの付き合いが続いている。"),
            (AssessmentDomain::DailyLife, "仕事を始めてから、起きる時間がそろった。休みの日は夕方まで寝ていることもある。"),
            (AssessmentDomain::Work, "指示は一つずつ紙でもらえると安心して動ける。急な変更の日は帰宅後に疲れが出る。"),
            (AssessmentDomain::Relations, "父は心配を口に出すが、母は見守っている。本人は父に結果で見せたいと話す。"),
        ])
        .consented(605, Person, ConsentForm::Signed, "くらし・しごと相談支援センター", "就労準備支援を一緒に進めるため")
        .alert(AlertLevel::Note, "電話は仕事のない日の午後に")
        .alert(AlertLevel::Note, "うまくいかなかった話のときは、励ますより先に最後まで聞く")
        .goal("「普通に働いて、自分の給料で友だちと遊びに行きたい」")
        .sheet([
            "前の職場を辞めてから、一人で仕事を探すことに踏み出せず、1年あまり働いていない。\n\
             決まった用事がないため起きる時間が日ごとに違う。手持ちのお金も少なく、遊びの誘いは断り、外へ出るのはコンビニでの買い物くらい。\n\
             父が、働かずにいることを心配して窓口に電話をくれた。本人にも「普通に働いて生きていきたい」という思いがあり、\
             くらし・しごと相談支援センターの就労準備支援も受けてみたいと希望している。",
            "学校でもアルバイトでも職場でも、まわりが何でもなくこなすことが自分にはできないと感じてきた。その積み重ねで自信を失っている。\n\
             急な変更に合わせて動くこと、人とのやりとりが苦手。指示が重なると、どれから手をつけてよいかわからなくなる。",
            "面談では、自分の苦手なことを自分の言葉で説明できるようになることを課題にした。家で練習してきてもらい、\
             回を重ねるうちに、相手に伝わる説明ができるようになった。\n\
             相談員だけでなく就労準備支援の担当者や保健師も面談に加わり、いろいろな人と話すことに慣れていった。\n\
             体験就労を2週間続けたあと、同じ職場に就職した。",
            "まじめで、自分に課すものが高い。できなかったことが一つあると気持ちが沈みやすいため、仕事を始めたあとも話を聞いている。\n\
             職場には、指示を一つずつ紙でもらえるよう自分で頼むことができた。",
        ])
        .planned(&PLAN)
        .pictured(438, "駅から倉庫までの道", WAY_TO_WORK)
        .introduced(&SUPPORT)
        .conferred(&CONFERENCE)
        .asked(&ADVICE)
        .phone((640, 14, 10, 30), &[Father], &[TANAKA], FATHER_CALLS)
        .office((626, 14, 0, 50), &[Person, Father], &[TANAKA], FIRST_MEETING)
        .office((605, 14, 0, 50), &[Person], &[TANAKA], RHYTHM)
        .accompanied((584, 13, 30, 80), &[Person, Agency], &[TANAKA], SUPPORT_CENTRE)
        .office((563, 14, 0, 45), &[Person], &[TANAKA], HOMEWORK)
        .phone((549, 15, 30, 15), &[Person], &[TANAKA], NOT_COMING)
        .visit((542, 14, 0, 30), &[Person], &[SATO, TANAKA], AT_HOME)
        .office((521, 14, 0, 50), &[Person], &[TANAKA, SUZUKI], THREE_TO_TALK_TO)
        .phone((500, 16, 0, 20), &[Father], &[TANAKA], FATHER_WAITS)
        .office((479, 14, 0, 50), &[Person], &[TANAKA], HE_EXPLAINS)
        .office((444, 13, 0, 60), &[Person, Agency], &[TANAKA], TRIAL_WORK_PLANNED)
        .accompanied((423, 9, 0, 70), &[Person, Agency], &[SATO], FIRST_MORNING)
        .phone((409, 16, 0, 20), &[Person], &[TANAKA], TRIAL_WORK_DONE)
        .office((374, 14, 0, 45), &[Person], &[TANAKA], HIRED)
        .phone((332, 15, 0, 25), &[Person], &[TANAKA], A_MISTAKE)
        .office((200, 16, 0, 40), &[Person], &[TANAKA], HALF_A_YEAR)
        .contact(ContactMethod::Video, (129, 15, 0, 30), &[Person], &[TANAKA], OVER_VIDEO)
        .phone((38, 15, 10, 15), &[Person], &[TANAKA], WATCHING)
        .next(18, Some((15, 0)), ContactMethod::Phone, TANAKA)
        .told()
}

const PLAN: Drawn = Drawn {
    status: PlanStatus::Evaluated,
    days_ago: [563, 542, 200],
    monitoring: None,
    directions: &[PolicyDirection::FamilySupport, PolicyDirection::Network],
    words: [
        "「普通に働いて、自分の給料で友だちと遊びに行きたい」",
        "働くことを急がない。苦手なことを自分の言葉で説明できるようになるまで、面談で一緒に練習する。休む日があってよい。",
        "就労準備支援に3回続けて通えた。電話で休むと言えた日もあった。説明は面談のたびに短く、わかりやすくなっている。",
        "体験就労から就職につながり、半年続いている。説明を自分で職場に伝えられたことが一番大きい。落ち込む日はあるため、話を聞くことは続ける。",
    ],
    actions: &[
        Action {
            what: "就労準備支援に週1回通う",
            by: "本人",
            activity: Some(Activity::Seminar),
            staff: Some(TANAKA),
            due: Some(470),
            done: Some((444, "通い続け、担当者とも話せるようになった")),
        },
        Action {
            what: "苦手なことを三つ書き出し、説明を練習する",
            by: "本人",
            activity: None,
            staff: Some(TANAKA),
            due: Some(500),
            done: Some((479, "紙一枚にまとまった")),
        },
        Action {
            what: "倉庫での体験就労",
            by: "くらし・しごと相談支援センター",
            activity: Some(Activity::TrialWork),
            staff: Some(SATO),
            due: Some(410),
            done: Some((409, "2週間。休んだのは1日")),
        },
        Action {
            what: "家では「いつ働くのか」と聞かずに待つ",
            by: "父",
            activity: None,
            staff: None,
            due: None,
            done: Some((500, "待っている")),
        },
    ],
};

const CONFERENCE: Held = Held {
    kind: ConferenceKind::CaseMeeting,
    days_ago: (444, None),
    place: ["相談室2", "本人、くらし・しごと相談支援センターの担当者"],
    attendees: &[TANAKA],
    decision: ConferenceDecision::Continue,
    minutes: "体験就労を1日4時間から2週間。苦手なことの説明は、本人が初日に自分でする。困ったときは、まず職場の担当者、次に相談支援センター、それから窓口の順に電話する。",
};

const ADVICE: Asked = Asked {
    of: (Some(SUZUKI), ""),
    days_ago: (332, Some(330)),
    words: [
        "間違いを一つしただけで「もう行けない」と話す。眠りへの影響が心配。受診を勧める時期かどうか。",
        "眠れない日が2週間続くなら受診を。いまは、できたことを同じ紙に書く方法を続け、次の面談で眠りの様子を聞く。本人には体調の話として伝える。",
    ],
};

const SUPPORT: Introduced = Introduced {
    to: "くらし・しごと相談支援センター",
    activity: Activity::TrialWork,
    status: ReferralStatus::Ended,
    by: (TANAKA, true),
    days_ago: (605, Some(584), Some(374)),
    course: "初回は同行した。週1回のプログラムのあと、倉庫での体験就労を組んでもらう。就職が決まり、終了。",
};

const FATHER_CALLS: &str = "父より電話。広報としまの特集を読み、電話番号を控えていたとのこと。\n\
    息子が仕事を辞めて1年になる。家では穏やかに過ごしているが、先の話になると部屋に戻ってしまう。「叱りたいわけではない。どう声を\
    かけてよいかわからない」と話される。窓口のことを本人に伝えてみて、来るかどうかは本人に任せてほしいとお願いした。";

const FIRST_MEETING: &str = "本人と父が来所。はじめの15分は三人で、あとは本人と二人で話す。\n\
    「仕事を探さないといけないのはわかっている。でも一人で始めると思うと手が動かない」。用事のない日が続き、起きるのは昼過ぎが多い。\
    外出はコンビニまで。お金がないので友人の誘いも断っているとのこと。「普通に働いて、普通に暮らしたい」とはっきり言われた。\n\
    急いで決めることは何もないと伝え、3週間後にまた会うことにした。";

const RHYTHM: &str = "約束の時間に本人が一人で来所。この日のために午前中に起きたとのこと。\n\
    前の職場のことを聞く。同時に二つ頼まれると頭が真っ白になり、聞き返すのもこわくて黙ってしまった。「まわりは普通にできていた。\
    学校でもバイトでも、できないのは自分だけだった」。\n\
    くらし・しごと相談支援センターの就労準備支援を紹介すると、資料を持ち帰り、見てみたいとのこと。";

const SUPPORT_CENTRE: &str = "くらし・しごと相談支援センターへ同行。担当者から就労準備支援の内容を聞く。\n\
    本人は緊張しながらも、用意してきた質問を二つ聞くことができた。週1回のプログラムに通ってみることになる。\
    帰り道で「知らない人と話したのは久しぶり。疲れたけど、いやではなかった」。";

const HOMEWORK: &str = "本人来所。就労準備支援には3回続けて通えている。\n\
    自分の苦手なことを人に説明できるようにしておくと、働くときに助けになるかもしれないと提案。本人も「それができたら楽だと思う」と。\
    次の面談までに、家で三つ書き出してきてもらうことにした。";

const NOT_COMING: &str = "本人より電話。今日の面談を休みたいとのこと。\n\
    書き出そうとしたが、できないことばかり並んで気持ちが沈んでしまったと話す。電話をくれたことに礼を伝え、書くのは一つでよいし、\
    書けなくてもかまわないと話した。来週、佐藤と二人で自宅に伺うことを提案し、了解を得る。";

const AT_HOME: &str = "自宅を訪問。居間で本人と話す。両親は仕事で不在。\n\
    机の上に、苦手なことを書いた紙が一枚。「急に予定が変わること」とだけあった。どんなときに困ったかを三人で話すうちに、\
    本人が「先に聞いておけば大丈夫なときもある」と書き足す。佐藤からも自分の苦手なことを話すと、少し笑ってくれた。";

const THREE_TO_TALK_TO: &str = "本人来所。今日から保健師の鈴木も面談に加わる。\n\
    三人を相手に話すのは緊張すると言いながら、先日の紙を自分から出して説明してくれる。途中で言葉に詰まっても、待っていると続きが出てくる。\
    眠りと食事について鈴木から聞く。起きる時間は就労準備支援のある日にそろってきている。";

const FATHER_WAITS: &str = "父へ電話。家で本人が夕食のときに面談の話をするようになったとのこと。\n\
    「いつ働くのかと聞きたくなるが、こらえています」。待っていてもらえることが本人の支えになっていると伝えた。";

const HE_EXPLAINS: &str = "本人来所。練習してきた説明を、相談員を職場の人に見立ててやってみる。\n\
    「指示が重なると順番がわからなくなります。紙に書いてもらえれば、一つずつ確実にできます」。落ち着いて、最後まで言えた。\
    はじめのころとは見違える。「自分の取扱説明書みたいですね」と本人。";

const TRIAL_WORK_PLANNED: &str = "本人と、くらし・しごと相談支援センターの担当者と三人で面談。\n\
    倉庫での仕分けの体験就労に、2週間行ってみることになった。1日4時間から。苦手なことの説明は、担当者から職場に伝えるのではなく、\
    初日に自分で話したいとのこと。困ったときに電話する順番を三人で決めた。";

const FIRST_MORNING: &str = "体験就労の初日。職場まで同行。\n\
    朝の打ち合わせで、本人が自分の苦手なことと、紙でもらえると助かることを話した。職場の方が「うちも助かる」とその場でメモを書いてくださる。\
    昼に別れるとき「最初が言えたので、あとは手を動かすだけです」と。";

const TRIAL_WORK_DONE: &str = "本人より電話。体験就労の最終日を終えたとのこと。\n\
    休んだのは1日。休んだ日のことを何度も悔やんでいたので、連絡を入れて休めたことは働くうえで大事な力だと伝えた。\
    職場から、このまま働かないかと声をかけてもらったと、少し早口で話してくれる。";

const HIRED: &str = "本人来所。同じ倉庫に、週4日で就職して2週間。\n\
    「覚えることは多いが、紙があるので大丈夫」。一方で、一つ間違えると帰ってからずっと考えてしまい、眠れない日がある。\
    できたことも同じ紙に書いてみることにした。働き始めても面談は続けられると伝えると、ほっとした様子だった。";

const A_MISTAKE: &str = "本人より電話。出荷の数を一つ間違え、「もう行けない気がする」と話す。\n\
    責められたのかと聞くと、誰も怒らなかったと。帰り道の話、夕食の話、明日の持ち物の話を順にしていく。\
    最後は「明日、先に謝ってから始めます」と自分で決めた。\n\
    （翌日追記）夕方、「行けました」と短いメールが届く。";

const HALF_A_YEAR: &str = "仕事のあとに本人来所。半年続いている。\n\
    給料で父に夕食をごちそうしたこと、学生時代の友人と映画に行ったことを話してくれる。落ち込む日はあるが、\
    「次の日まで引きずることが減った」。今後は、3か月に一度ほど話を聞くことにし、経過観察とする。";

const OVER_VIDEO: &str = "本人とビデオ通話。休みの日に自室から。\n\
    後輩ができ、仕事を教える立場になった。自分がしてもらったように、紙に書いて渡しているとのこと。「できない日の自分にも、\
    少しやさしくできるようになりたい」。";

const WATCHING: &str = "本人へ電話。仕事は続いている。\n\
    繁忙期で帰りが遅い日もあるが、休みの日は昼まで寝てよいことにしているとのこと。困っていることはないが、「この電話があると安心する」\
    と言われる。次の電話の日を決めた。";
