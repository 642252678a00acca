//! Lists about the office's directory.

code_list! {
    /// What an agency is to the office.
    AgencyKind = "agency_kind" {
        Desk = "desk", "区の窓口", "Desk of the ward";
        Partner = "partner", "支援団体", "Partner";
    }
}

code_list! {
    /// Whom an agency is for, as the ward's guide groups them.
    Audience = "audience" {
        Young = "young", "若者", "Young people";
        Anyone = "anyone", "どなたでも", "Anyone";
        Elderly = "elderly", "高齢者", "Older people";
    }
}
