//! Lists about the person and the household.

code_list! {
    /// Sex as stated. `not_stated` is an answer, never a fault of the record.
    Sex = "sex" {
        Male = "male", "男性", "Male";
        Female = "female", "女性", "Female";
        Other = "other", "その他", "Other";
        NotStated = "not_stated", "未回答", "Not stated";
    }
}

code_list! {
    /// Age by decade, as the yearly figures print it.
    AgeBand = "age_band" {
        Teens = "teens", "10代", "10–19";
        Twenties = "twenties", "20代", "20–29";
        Thirties = "thirties", "30代", "30–39";
        Forties = "forties", "40代", "40–49";
        Fifties = "fifties", "50代", "50–59";
        Sixties = "sixties", "60代", "60–69";
        SeventiesAndOver = "seventies_and_over", "70代以上", "70 and over";
        NotKnown = "not_known", "不明", "Not known";
    }
}

impl AgeBand {
    /// The band of an age in completed years.
    ///
    /// The printed bands begin with 10代, so a child under ten is counted there:
    /// as `NotKnown` the figures would claim that nobody had asked.
    #[must_use]
    pub const fn of_age(age_years: u8) -> Self {
        match age_years {
            0..=19 => Self::Teens,
            20..=29 => Self::Twenties,
            30..=39 => Self::Thirties,
            40..=49 => Self::Forties,
            50..=59 => Self::Fifties,
            60..=69 => Self::Sixties,
            _ => Self::SeventiesAndOver,
        }
    }
}

code_list! {
    /// How long the withdrawal has lasted (ひきこもり期間). For understanding and
    /// for the figures; never a criterion of entry.
    WithdrawalDuration = "withdrawal_duration" {
        Under6Months = "under_6_months", "6ヶ月未満", "Under 6 months";
        From6Months = "from_6_months", "6ヶ月～1年", "6 months to 1 year";
        From1Year = "from_1_year", "1年～2年", "1 to 2 years";
        From2Years = "from_2_years", "2年～5年", "2 to 5 years";
        From5Years = "from_5_years", "5年～10年", "5 to 10 years";
        From10Years = "from_10_years", "10年～15年", "10 to 15 years";
        From15Years = "from_15_years", "15年～20年", "15 to 20 years";
        Over20Years = "over_20_years", "20年以上", "20 years or more";
        NotKnown = "not_known", "不明", "Not known";
    }
}

code_list! {
    /// 続柄: what a member of the family or household is to the person.
    Relationship = "relationship" {
        Father = "father", "父", "Father";
        Mother = "mother", "母", "Mother";
        Sibling = "sibling", "きょうだい", "Sibling";
        Spouse = "spouse", "配偶者", "Spouse";
        Child = "child", "子", "Child";
        Grandparent = "grandparent", "祖父母", "Grandparent";
        OtherRelative = "other_relative", "その他の親族", "Other relative";
        Other = "other", "その他", "Other";
    }
}
