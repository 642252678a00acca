//! Who works in the demo office.

use madobe_shared::codes::{Profession, Role};
use madobe_shared::ids::{Author, DeviceId, UserId};

/// 佐藤 由佳, 訪問支援員: writes in people's homes.
pub const SATO: UserId = UserId(0x1_0000_0001);
/// 田中 恒一, 専門相談員: sits at the desk.
pub const TANAKA: UserId = UserId(0x1_0000_0002);
/// 鈴木 美穂, 保健師.
pub const SUZUKI: UserId = UserId(0x1_0000_0003);
/// 森 千尋, 管理者: runs the office and leads no case.
pub const KANRI: UserId = UserId(0x1_0000_0004);
/// 伊藤 誠, 福祉包括化推進員 of another department: sees what is shared with him, and writes no record of the demo.
pub const ITO: UserId = UserId(0x1_0000_0005);

/// The device on which all records of the demo were made. It never connects.
pub const DEVICE: DeviceId = DeviceId(0x1_0000_00ff);

/// An account of the demo. Whoever creates it gives it a password: none is written here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DemoAccount {
    /// The id, which the records carry.
    pub user: UserId,
    /// What they sign in with.
    pub login: &'static str,
    /// Their name.
    pub name: &'static str,
    /// The profession in which they act. The list has none for a visiting supporter; the ward's 生きづらさ支援員 comes nearest.
    pub profession: Profession,
    /// What the account is for.
    pub role: Role,
    /// Whether they belong to the contractor to whom the ward has given its visits.
    pub contractor: bool,
}

/// Everyone in the demo office.
pub const ACCOUNTS: [DemoAccount; 5] = [
    DemoAccount {
        user: SATO,
        login: "sato",
        name: "佐藤 由佳",
        profession: Profession::LifeDifficultySupporter,
        role: Role::OutreachWorker,
        contractor: true,
    },
    DemoAccount {
        user: TANAKA,
        login: "tanaka",
        name: "田中 恒一",
        profession: Profession::LicensedPsychologist,
        role: Role::Consultant,
        contractor: false,
    },
    DemoAccount {
        user: SUZUKI,
        login: "suzuki",
        name: "鈴木 美穂",
        profession: Profession::PublicHealthNurse,
        role: Role::Consultant,
        contractor: false,
    },
    DemoAccount {
        user: KANRI,
        login: "kanri",
        name: "森 千尋",
        profession: Profession::Clerk,
        role: Role::Manager,
        contractor: false,
    },
    DemoAccount {
        user: ITO,
        login: "ito",
        name: "伊藤 誠",
        profession: Profession::SocialWorker,
        role: Role::Coordinator,
        contractor: false,
    },
];

/// A member of staff as the author of records.
pub(super) fn author(user: UserId) -> Author {
    Author { user, device: DEVICE }
}
