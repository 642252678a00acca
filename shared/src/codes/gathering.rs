//! Lists about 居場所・催し.

code_list! {
    /// What people gather for.
    GatheringKind = "gathering_kind" {
        Place = "gathering_place", "居場所", "Place to be";
        Lecture = "lecture", "講演会", "Lecture";
        JointConsultation = "joint_consultation", "合同相談会", "Joint consultation";
        FamilyMeeting = "family_meeting", "家族会・家族教室", "Families' meeting";
        Trial = "trial", "体験・見学", "Trial or visit";
        Other = "other", "その他", "Other";
    }
}
