//! Lists about one contact (相談): how, with whom, and what led to the desk.

code_list! {
    /// How a contact took place (相談方法). The columns of the yearly figures.
    ContactMethod = "contact_method" {
        Phone = "phone", "電話", "Phone";
        Email = "email", "メール", "E-mail";
        OfficeVisit = "office_visit", "来所", "Office visit";
        HomeVisit = "home_visit", "訪問", "Home visit";
        Video = "video", "ビデオ", "Video call";
        Accompaniment = "accompaniment", "同行", "Accompaniment";
        WebForm = "web_form", "相談フォーム", "Consultation form";
    }
}

code_list! {
    /// Who was spoken to, seen from the person the case is about.
    Counterpart = "counterpart" {
        Person = "person", "本人", "The person";
        Father = "father", "父", "Father";
        Mother = "mother", "母", "Mother";
        Sibling = "sibling", "きょうだい", "Sibling";
        Spouse = "spouse", "配偶者", "Spouse";
        Child = "child", "子", "Child";
        OtherRelative = "other_relative", "その他の親族", "Other relative";
        Agency = "agency", "関係機関", "Partner organisation";
        Neighbour = "neighbour", "近隣・地域", "Neighbour or community";
        Other = "other", "その他", "Other";
    }
}

code_list! {
    /// How they found the desk (相談経路).
    ReferralSource = "referral_source" {
        WardNewsletter = "ward_newsletter", "広報としま", "Ward newsletter";
        InformationSite = "information_site", "ひきこもり情報サイト", "Information site";
        X = "x", "X", "X (formerly Twitter)";
        Flyer = "flyer", "チラシ・リーフレット", "Flyer or leaflet";
        Event = "event", "講演会・相談会", "Lecture or consultation event";
        AgencyReferral = "agency_referral", "他機関の紹介", "Referred by another organisation";
        FamilyOrAcquaintance = "family_or_acquaintance", "家族・知人", "Family or acquaintance";
        Other = "other", "その他", "Other";
    }
}
