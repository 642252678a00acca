//! Invented people's names: common surnames and given names with their kana, put together at random.
//!
//! The surnames of the people whom the brochure names are left out.

use std::collections::BTreeSet;

use madobe_shared::codes::Sex;

use super::super::random::Random;

/// A name or a part of one, and its kana.
pub(super) type Name = (&'static str, &'static str);

/// Gives names out, no two people the same.
#[derive(Debug, Default)]
pub(super) struct Names {
    given_out: BTreeSet<(&'static str, &'static str)>,
}

impl Names {
    /// A surname and a given name for someone born in this year.
    pub fn draw(&mut self, sex: &Sex, born: i16, random: &mut Random) -> (Name, Name) {
        loop {
            let surname = pick(SURNAMES, random);
            let given = given(sex, born, random);
            // There are many times more names than people, so this ends soon.
            if self.given_out.insert((surname.0, given.0)) {
                return (surname, given);
            }
        }
    }
}

/// A given name for someone born in this year.
pub(super) fn given(sex: &Sex, born: i16, random: &mut Random) -> Name {
    let list = match (sex, born) {
        (Sex::Male, ..1975) => MEN_OLDER,
        (Sex::Male, _) => MEN,
        (Sex::Female, ..1975) => WOMEN_OLDER,
        (Sex::Female, _) => WOMEN,
        _ => ANYONE,
    };
    pick(list, random)
}

/// One of the names of a list: names stand between spaces, kana behind a slash.
fn pick(list: &'static str, random: &mut Random) -> Name {
    let at = random.below(list.split(' ').count());
    list.split(' ').nth(at).and_then(|name| name.split_once('/')).unwrap_or_default()
}

const SURNAMES: &str = "\
    佐々木/ささき 山口/やまぐち 松本/まつもと 井上/いのうえ 木村/きむら 清水/しみず \
    山崎/やまざき 池田/いけだ 橋本/はしもと 石井/いしい 山下/やました 小川/おがわ 前田/まえだ \
    岡田/おかだ 藤田/ふじた 後藤/ごとう 近藤/こんどう 村上/むらかみ 遠藤/えんどう 青木/あおき \
    坂本/さかもと 斉藤/さいとう 太田/おおた 西村/にしむら 藤井/ふじい 金子/かねこ 岡本/おかもと \
    藤原/ふじわら 三浦/みうら 中野/なかの 原田/はらだ 松田/まつだ 竹内/たけうち 上田/うえだ \
    和田/わだ 森田/もりた 石田/いしだ 柴田/しばた 酒井/さかい 工藤/くどう 横山/よこやま \
    宮本/みやもと 内田/うちだ 高木/たかぎ 安藤/あんどう 谷口/たにぐち 大野/おおの 丸山/まるやま \
    今井/いまい 武田/たけだ 上野/うえの 杉山/すぎやま 千葉/ちば 村田/むらた 増田/ますだ \
    平野/ひらの 大塚/おおつか 菅原/すがわら 小島/こじま 久保/くぼ 松井/まつい 岩崎/いわさき \
    桜井/さくらい 野村/のむら 木下/きのした 古川/ふるかわ 大西/おおにし 市川/いちかわ \
    北村/きたむら 川口/かわぐち 五十嵐/いがらし 片山/かたやま 矢野/やの 浅野/あさの 西田/にしだ \
    早川/はやかわ 尾崎/おざき 関口/せきぐち 川村/かわむら 秋山/あきやま";

const MEN: &str = "\
    大輔/だいすけ 健太/けんた 拓也/たくや 翔太/しょうた 達也/たつや 直人/なおと 亮/りょう \
    悠太/ゆうた 優斗/ゆうと 蓮/れん 陸/りく 航/わたる 啓介/けいすけ 智也/ともや 慎也/しんや \
    裕太/ゆうた 祐介/ゆうすけ 俊介/しゅんすけ 雄一/ゆういち 恭平/きょうへい 圭/けい 駿/しゅん \
    涼/りょう 貴大/たかひろ 純/じゅん 博人/ひろと 隼人/はやと 和樹/かずき 友樹/ゆうき \
    史也/ふみや";

const MEN_OLDER: &str = "\
    浩/ひろし 隆/たかし 誠一/せいいち 茂/しげる 進/すすむ 和夫/かずお 博/ひろし 秀樹/ひでき \
    哲也/てつや 剛/つよし 正樹/まさき 幸男/ゆきお 勝/まさる 敏夫/としお 明/あきら 清/きよし \
    健一/けんいち 洋一/よういち 義男/よしお 克彦/かつひこ";

const WOMEN: &str = "\
    彩/あや 美咲/みさき 愛/あい 優子/ゆうこ 麻衣/まい 千夏/ちなつ 萌/もえ 詩織/しおり \
    綾香/あやか 奈々/なな 結衣/ゆい 葵/あおい 玲奈/れいな 友美/ともみ 沙織/さおり 恵/めぐみ \
    瞳/ひとみ 桃子/ももこ 理沙/りさ 真由/まゆ 香織/かおり 早紀/さき 由香/ゆか 茜/あかね \
    楓/かえで";

const WOMEN_OLDER: &str = "\
    恵子/けいこ 久美子/くみこ 裕子/ゆうこ 由美/ゆみ 典子/のりこ 幸子/さちこ 和子/かずこ \
    明美/あけみ 洋子/ようこ 京子/きょうこ 節子/せつこ 順子/じゅんこ 智子/ともこ 美智子/みちこ \
    悦子/えつこ 文子/ふみこ 弘子/ひろこ 陽子/ようこ 直美/なおみ 真理/まり";

const ANYONE: &str = "\
    薫/かおる 歩/あゆむ 真琴/まこと 光/ひかる 千晶/ちあき 晶/あきら 伊織/いおり 凪/なぎ \
    望/のぞみ 司/つかさ";
