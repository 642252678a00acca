//! Lists about the case as a whole: what it is about and where it stands.

code_list! {
    /// 主訴: what they came about. A case has one main concern and any number besides.
    PresentingConcern = "presenting_concern" {
        LifeDifficulty = "life_difficulty", "生きづらさ", "Difficulty with living";
        Health = "health", "健康", "Health";
        Family = "family", "家族問題", "Family problem";
        EmploymentGap = "employment_gap", "就労ブランク", "Gap in employment";
        Other = "other", "その他・不明", "Other or not known";
    }
}

code_list! {
    /// Where the case stands. No status means "employed", and none is final.
    CaseStatus = "case_status" {
        Intake = "intake", "受付", "Intake";
        Active = "active", "支援中", "Being supported";
        WatchfulFollowUp = "watchful_follow_up", "経過観察", "Watchful follow-up";
        Closed = "closed", "終結", "Closed";
    }
}

code_list! {
    /// Why a case was closed (終結理由). A closed case can always be re-opened.
    ClosureReason = "closure_reason" {
        PersonsWish = "persons_wish", "本人の申出", "The person's wish";
        SituationStable = "situation_stable", "状況の安定", "Situation has settled";
        MovedAway = "moved_away", "転居", "Moved away";
        HandedOver = "handed_over", "他機関へ引継ぎ", "Handed over to another organisation";
        ContactLost = "contact_lost", "連絡途絶", "Contact lost";
        Death = "death", "死亡", "Death";
        Other = "other", "その他", "Other";
    }
}

code_list! {
    /// How a consent (同意) was given.
    ConsentForm = "consent_form" {
        Spoken = "spoken", "口頭", "Spoken";
        Signed = "signed", "書面", "Signed";
        Message = "message", "メールなど", "By message";
    }
}

code_list! {
    /// How grave an alert of a case is, lightest first. A level from a newer
    /// version sorts behind the gravest, so that it is not overlooked.
    AlertLevel = "alert_level" {
        Note = "note", "留意", "To bear in mind";
        Caution = "caution", "注意", "Caution";
        Danger = "danger", "厳重注意", "Danger";
    }
}
