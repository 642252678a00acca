//! Lists about the support given: activities, conferences, staff.

code_list! {
    /// What the person took part in, or was accompanied to. Equal among each
    /// other: 就労 is one of them, not their goal.
    Activity = "activity" {
        GatheringPlace = "gathering_place", "居場所", "Place to belong";
        CommunityActivity = "community_activity", "地域活動", "Community activity";
        VolunteerTrial = "volunteer_trial", "ボランティア体験", "Volunteering";
        Seminar = "seminar", "セミナー", "Seminar";
        TrialWork = "trial_work", "体験就労", "Trial work";
        Work = "work", "就労", "Work";
        MedicalAccompaniment = "medical_accompaniment", "通院・受診同行", "Accompanied to a doctor";
        ProcedureAccompaniment = "procedure_accompaniment", "手続き同行", "Accompanied to an office";
        Other = "other", "その他", "Other";
    }
}

code_list! {
    /// Where a plan (支援プラン) stands.
    PlanStatus = "plan_status" {
        Draft = "draft", "案", "Draft";
        Proposed = "proposed", "提案", "Proposed";
        Agreed = "agreed", "同意", "Agreed";
        Running = "running", "実施", "Under way";
        Evaluated = "evaluated", "評価", "Evaluated";
    }
}

impl PlanStatus {
    /// Whether what the plan says is to be done: it was agreed on, and is not over.
    #[must_use]
    pub const fn is_binding(&self) -> bool {
        matches!(self, Self::Agreed | Self::Running)
    }
}

code_list! {
    /// The ward's seven directions of support (支援の方向性), five of its first policy and two of its second.
    PolicyDirection = "policy_direction" {
        FamilySupport = "family_support", "相談支援体制と家族支援の強化", "Stronger consultation and family support";
        Outreach = "outreach", "情報発信の強化", "Reaching more people";
        GatheringPlaces = "gathering_places", "居場所の充実", "More places to belong";
        Network = "network", "ネットワークの構築", "Building a network";
        OwnActivities = "own_activities", "主体的な活動の支援", "Supporting people's own activities";
        Supervision = "supervision", "スーパーバイズ機能", "Supervision";
        Skills = "skills", "支援者のスキル向上", "Skills of those who support";
    }
}

code_list! {
    /// How far a referral (つなぎ) has come.
    ReferralStatus = "referral_status" {
        Proposed = "proposed", "提案", "Proposed";
        Contacted = "contacted", "連絡", "Contacted";
        Accepted = "accepted", "受入れ", "Accepted";
        TakingPart = "taking_part", "参加", "Taking part";
        Ended = "ended", "終了", "Ended";
        Declined = "declined", "見送り", "Declined";
    }
}

impl ReferralStatus {
    /// Whether the agency has been told of the person.
    #[must_use]
    pub const fn is_told(&self) -> bool {
        !matches!(self, Self::Proposed | Self::Declined)
    }
}

code_list! {
    /// The kinds of conference on a case. They differ in law: see
    /// [`ConferenceKind::needs_consent`].
    ConferenceKind = "conference_kind" {
        CaseMeeting = "case_meeting", "関係者会議", "Case meeting";
        StatutoryCaseConference = "statutory_case_conference", "支援会議", "Statutory case conference";
        PlanConference = "plan_conference", "重層的支援会議", "Plan conference";
        CoordinationPanel = "coordination_panel", "福祉包括化推進部会", "Coordination panel";
    }
}

impl ConferenceKind {
    /// Whether the person's consent is needed before the case is shared there.
    ///
    /// Only the 支援会議 of 社会福祉法 article 106-6 may share without it, its
    /// members being bound to secrecy by law. A kind this version does not know
    /// needs consent, since the other answer could not be taken back.
    #[must_use]
    pub const fn needs_consent(&self) -> bool {
        !matches!(self, Self::StatutoryCaseConference)
    }
}

code_list! {
    /// What a conference decided.
    ConferenceDecision = "conference_decision" {
        Continue = "continue", "継続", "Continue";
        WatchfulFollowUp = "watchful_follow_up", "経過観察", "Watchful follow-up";
        Close = "close", "終結", "Close";
        Reconsider = "reconsider", "再検討", "Reconsider";
    }
}

code_list! {
    /// The profession in which a member of staff acts.
    Profession = "profession" {
        Physician = "physician", "医師", "Physician";
        PublicHealthNurse = "public_health_nurse", "保健師", "Public health nurse";
        SocialWorker = "social_worker", "社会福祉士", "Certified social worker";
        ClinicalPsychologist = "clinical_psychologist", "臨床心理士", "Clinical psychologist";
        LicensedPsychologist = "licensed_psychologist", "公認心理師", "Licensed psychologist";
        LifeDifficultySupporter = "life_difficulty_supporter", "生きづらさ支援員", "Supporter for difficulty with living";
        CommunitySocialWorker = "community_social_worker", "CSW", "Community social worker";
        Coordinator = "coordinator", "福祉包括化推進員", "Coordinator";
        PeerSupporter = "peer_supporter", "ピアサポーター", "Peer supporter";
        Clerk = "clerk", "事務", "Clerk";
    }
}

code_list! {
    /// What an account is for, and so what it may do. A person's profession says nothing about it.
    Role = "role" {
        Manager = "manager", "管理者", "Manager";
        Consultant = "consultant", "専門相談員", "Consultant";
        OutreachWorker = "outreach_worker", "訪問支援員", "Outreach worker";
        Coordinator = "coordinator", "福祉包括化推進員", "Coordinator";
    }
}

impl Role {
    /// The role whose rights an account of this role has. A role this version does not know has those of a coordinator, the least
    /// there are: rights that were used by mistake could not be taken back.
    #[must_use]
    pub const fn acting(&self) -> &Self {
        match self {
            Self::Unknown(_) => &Self::Coordinator,
            known => known,
        }
    }
}

/// The role with the least rights. What an older version wrote names no role.
impl Default for Role {
    fn default() -> Self {
        Self::Coordinator
    }
}
