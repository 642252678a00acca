//! Old, variant and vulgar forms of kanji, each with the form it is searched as.
//!
//! For finding only: what a person entered is never rewritten. A pair belongs here
//! if a telephone caller, hearing the name, could mean either form. Distinct
//! characters that merely look alike (崎 and 埼, 阪 and 坂, 修 and 脩) do not; 斎 and
//! 斉 are distinct too, yet so often taken for each other in 斎藤 that they do.
//!
//! Sources: the bracketed forms of the 常用漢字表 (平成22年内閣告示第2号), the permitted
//! pairs of the 人名用漢字 (戸籍法施行規則別表第二), and forms that family registers are
//! known for. CJK compatibility ideographs are not listed, since NFKC resolves them.

use std::sync::LazyLock;

use crate::order;

/// The form a kanji is searched as.
pub(super) fn representative(kanji: char) -> char {
    match TABLE.binary_search_by_key(&kanji, |(variant, _)| *variant) {
        Ok(index) => TABLE[index].1,
        Err(_) => kanji,
    }
}

/// (variant, representative), sorted by variant.
static TABLE: LazyLock<Vec<(char, char)>> = LazyLock::new(|| {
    let mut table = Vec::new();
    for group in groups() {
        let mut forms = group.chars();
        if let Some(representative) = forms.next() {
            table.extend(forms.map(|variant| (variant, representative)));
        }
    }
    order::sort_by_key(&mut table, |pair| *pair);
    table
});

/// Groups of forms that stand for each other.
fn groups() -> impl Iterator<Item = &'static str> {
    IN_NAMES.split_whitespace().chain(OTHERS.split_whitespace())
}

/// Groups met in names of people and places; the first form stands for the group.
const IN_NAMES: &str = "\
    高髙 崎﨑碕嵜 吉𠮷 辺邊邉 斎斉齋齊 浜濱濵 沢澤 広廣 島嶋嶌 真眞 桜櫻 国國圀 徳德悳 恵惠 槙槇 瀬瀨 富冨 桑桒 \
    館舘 柳栁 柏栢 梅楳 淵渕渊 関關 滝瀧 竜龍 峰峯 彦彥 橋槗𣘺 野埜 園薗 桝枡 松枩柗 礒磯 秋穐龝 旗籏 喜㐂 昇曻 \
    須湏 船舩 土圡𡈽 村邨 頴穎 鶴靏靍鸖 雁鴈 駆駈驅 哲喆 聡聰聦 昂昻 皓晧 冴冱 尭堯 晃晄 遥遙 瑶瑤 巌巖 桧檜 \
    栃杤 凛凜 萌萠 祢禰袮 煕熙熈 涼凉 猪豬 芦蘆 藪薮籔 鴎鷗 鶯鴬 姫姬 宮宫 呉吳 達逹 兎兔菟莵 虎乕 曹曺 湧涌 珍珎 \
    綿緜 弥彌 寿壽 静靜 栄榮 円圓 塩鹽 横橫 岳嶽 学學斈 寛寬 剣劍劔劒 薫薰 勲勳 恒恆 権權 顕顯 実實 渋澁 条條 穂穗 \
    清淸 曽曾 荘莊 蔵藏 鉄鐵鐡銕鉃 当當 稲稻 弐貳 麦麥 秘祕 豊豐 宝寶寳 満滿 万萬 両兩 緑綠 礼禮 郎郞 朗朖 楼樓 \
    湾灣 亀龜 縄繩 壮壯 児兒 糸絲 黒黑 黄黃 青靑 衛衞 歩步 毎每 与與 余餘 予豫 弁辨瓣辯 頼賴 籠篭 杉杦 翠翆 旧舊 \
    増增 尚尙 教敎 内內 戸戶户 温溫 莱萊 蒋蔣 祷禱 濤涛 蝉蟬 巻卷 将將 亜亞 郷鄕鄉 県縣 経經 絵繪 瓶甁 禄祿 録錄";

/// The remaining groups, met in the text of notes, in addresses and rarer names.
const OTHERS: &str = "\
    悪惡 圧壓 囲圍 医醫 為爲 壱壹 隠隱 営營 駅驛 縁緣 艶艷 応應 欧歐 殴毆 奥奧 穏穩 仮假 価價 画畫 会會 回囘 壊壞 \
    懐懷 拡擴 殻殼 覚覺 楽樂 缶罐 陥陷 勧勸 歓歡 観觀 気氣 帰歸皈 偽僞 戯戲 犠犧 拠據 挙擧舉 虚虛 峡峽 挟挾 狭狹 \
    暁曉 区區 径徑 茎莖 掲揭 渓溪谿 蛍螢 軽輕 継繼 鶏鷄雞 芸藝 撃擊 欠缺 研硏 倹儉 険險 圏圈 検檢 献獻 験驗 厳嚴 \
    効效 鉱鑛 号號 歳歲 済濟 砕碎 剤劑 雑雜 参參 桟棧 蚕蠶 惨慘 賛贊 残殘 歯齒 辞辭 湿濕 写寫 釈釋 収收 従從 獣獸 \
    縦縱 粛肅 処處 叙敍敘 称稱 渉涉 焼燒 証證 奨奬獎 状狀 乗乘 浄淨 剰剩 畳疊疂 壌壤 嬢孃 譲讓 醸釀 触觸 嘱囑 寝寢 \
    慎愼 尽盡 図圖 粋粹 酔醉 随隨 髄髓 枢樞 数數 声聲 税稅 窃竊 摂攝 説說 専專 浅淺 戦戰 践踐 銭錢 潜潛濳 繊纖 \
    禅禪 双雙 争爭 捜搜 挿插揷 巣巢 痩瘦 装裝 総總 騒騷 臓臟 即卽 属屬 続續 堕墮 対對 体體躰軆 帯帶 滞滯 台臺 択擇 \
    担擔 単單 胆膽 団團 断斷 弾彈 遅遲 痴癡 虫蟲 昼晝 鋳鑄 庁廳 徴徵 聴聽 勅敕 鎮鎭 逓遞 点點 転轉 伝傳 灯燈 党黨 \
    盗盜 闘鬭鬪 独獨 読讀 届屆 悩惱 脳腦 覇霸 拝拜 廃廢 売賣 発發 髪髮 抜拔 蛮蠻 払拂 仏佛 併倂 並竝 変變 褒襃 \
    翻飜 餅餠 黙默 麺麵 戻戾 薬藥 訳譯 誉譽 揺搖 様樣 謡謠 来來 乱亂 覧覽 猟獵 涙淚泪 塁壘 励勵 霊靈 齢齡 暦曆 \
    歴歷 恋戀 炉爐 労勞 隣鄰 顔顏 飲飮 産產 絶絕 脱脫 閲閱 鋭銳 悦悅 娯娛 晩晚 緒緖 強强 鎖鎻 裏裡 跡迹 衆眾 略畧 \
    舗舖 隷隸 群羣 解觧 傑杰 棄弃 厩廏廐 掴摑 頬頰 噛嚙 剥剝 填塡 叱𠮟 嘘噓 繋繫 醤醬 撹攪 麹麴 侠俠 屡屢 蝋蠟 \
    焔焰 賎賤 蛎蠣 砺礪 竃竈 鯵鰺 蝿蠅 韮韭 蘇蘓 鉤鈎 婿壻聟 窓窻窗牕 蓋盖 恥耻 罰罸 卒卆 本夲 卯夘 凡凢 準凖 餐飡 \
    糾糺 踊踴 妍姸 尓爾 梼檮 騨驒 顛顚 間閒 鎌鐮";

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use unicode_normalization::UnicodeNormalization;

    use super::*;

    #[test]
    fn no_kanji_is_in_two_groups() {
        let mut seen = BTreeSet::new();
        for group in groups() {
            assert!(group.chars().count() > 1, "{group}");
            for kanji in group.chars() {
                assert!(seen.insert(kanji), "{kanji} again in {group}");
            }
        }
        assert!(TABLE.len() > 450);
    }

    /// NFKC runs first: a form that it changes would never be looked up.
    #[test]
    fn every_kanji_is_stable_under_nfkc() {
        for (variant, representative) in TABLE.iter() {
            assert!([*variant].into_iter().nfkc().eq([*variant]), "{variant}");
            assert!([*representative].into_iter().nfkc().eq([*representative]), "{representative}");
        }
    }

    #[test]
    fn a_representative_stands_for_itself() {
        for (variant, form) in TABLE.iter() {
            assert_eq!(representative(*variant), *form);
            assert_eq!(representative(*form), *form);
        }
        for distinct in ['埼', '阪', '脩', '庄', '昴', 'あ', 'a'] {
            assert_eq!(representative(distinct), distinct);
        }
    }
}
