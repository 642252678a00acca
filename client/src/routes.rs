//! The addresses of the screens. An address carries ids, never a name: it may stand in a browser's history or a server's log.

use madobe_shared::ids::{DocId, EntryId};
use yew::AttrValue;

use crate::t;

/// A screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Route {
    /// 今日.
    Today,
    /// ケース: the list.
    Cases,
    /// The form for a new case.
    NewCase,
    /// A case, at its timeline.
    Case {
        /// The case.
        id: DocId,
    },
    /// A case, at the case sheet.
    Sheet {
        /// The case.
        id: DocId,
    },
    /// A case, at its plans, referrals, conferences and advice.
    Support {
        /// The case.
        id: DocId,
    },
    /// A case, at the person, the family and the alerts.
    Basics {
        /// The case.
        id: DocId,
    },
    /// The editor of one contact.
    Note {
        /// The case.
        id: DocId,
        /// The contact.
        entry: EntryId,
    },
    /// 開示用の写し of a case, for managers.
    Disclosure {
        /// The case.
        id: DocId,
    },
    /// 予定とやること.
    Schedule,
    /// 窓口.
    Directory,
    /// 設定: this device and its user.
    Device,
    /// 監査記録, of one case or of all.
    Trail {
        /// The case.
        case: Option<DocId>,
    },
    /// 端末: the office's.
    Devices,
    /// 保存と廃棄.
    Retention,
    /// Nothing is here.
    NotFound,
}

impl Route {
    /// The screen at an address.
    #[must_use]
    pub fn of_path(path: &str) -> Self {
        let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
        let case = |id: &str| id.parse::<DocId>().ok().filter(|id| id.is_case());
        let of_case = |id: &str, screen: fn(DocId) -> Self| case(id).map_or(Self::NotFound, screen);
        match parts[..] {
            [] => Self::Today,
            ["cases"] => Self::Cases,
            ["cases", "new"] => Self::NewCase,
            ["cases", id] => of_case(id, |id| Self::Case { id }),
            ["cases", id, "sheet"] => of_case(id, |id| Self::Sheet { id }),
            ["cases", id, "support"] => of_case(id, |id| Self::Support { id }),
            ["cases", id, "basics"] => of_case(id, |id| Self::Basics { id }),
            ["cases", id, "disclosure"] => of_case(id, |id| Self::Disclosure { id }),
            ["cases", id, "notes", entry] => match (case(id), entry.parse()) {
                (Some(id), Ok(entry)) => Self::Note { id, entry },
                _ => Self::NotFound,
            },
            ["schedule"] => Self::Schedule,
            ["directory"] => Self::Directory,
            ["device"] => Self::Device,
            ["devices"] => Self::Devices,
            ["retention"] => Self::Retention,
            ["trail"] => Self::Trail { case: None },
            ["trail", id] => id.parse().map_or(Self::NotFound, |id| Self::Trail { case: Some(id) }),
            _ => Self::NotFound,
        }
    }

    /// The screen's address.
    #[must_use]
    pub fn to_path(self) -> String {
        match self {
            Self::Today => "/".to_owned(),
            Self::Cases => "/cases".to_owned(),
            Self::NewCase => "/cases/new".to_owned(),
            Self::Case { id } => format!("/cases/{id}"),
            Self::Sheet { id } => format!("/cases/{id}/sheet"),
            Self::Support { id } => format!("/cases/{id}/support"),
            Self::Basics { id } => format!("/cases/{id}/basics"),
            Self::Disclosure { id } => format!("/cases/{id}/disclosure"),
            Self::Note { id, entry } => format!("/cases/{id}/notes/{entry}"),
            Self::Schedule => "/schedule".to_owned(),
            Self::Directory => "/directory".to_owned(),
            Self::Device => "/device".to_owned(),
            Self::Devices => "/devices".to_owned(),
            Self::Retention => "/retention".to_owned(),
            Self::Trail { case: None } => "/trail".to_owned(),
            Self::Trail { case: Some(id) } => format!("/trail/{id}"),
            Self::NotFound => "/404".to_owned(),
        }
    }

    /// The case the screen is about.
    #[must_use]
    pub const fn case(self) -> Option<DocId> {
        match self {
            Self::Case { id }
            | Self::Sheet { id }
            | Self::Support { id }
            | Self::Basics { id }
            | Self::Disclosure { id }
            | Self::Note { id, .. } => Some(id),
            _ => None,
        }
    }

    /// Whether it is 設定, or something that is reached from there alone.
    #[must_use]
    pub const fn is_settings(self) -> bool {
        matches!(self, Self::Device | Self::Devices | Self::Retention | Self::Trail { .. })
    }

    /// Whether list and case stand side by side here, where the screen is wide enough.
    #[must_use]
    pub const fn has_list(self) -> bool {
        matches!(self, Self::Cases | Self::NewCase) || self.is_case_tab()
    }

    /// Whether moving from one to the other only changes a part of the same screen, such as a tab.
    #[must_use]
    pub fn is_same_screen(self, other: Self) -> bool {
        self == other || (self.is_case_tab() && other.is_case_tab() && self.case() == other.case())
    }

    /// Whether it is one of the tabs of a case.
    const fn is_case_tab(self) -> bool {
        matches!(self, Self::Case { .. } | Self::Sheet { .. } | Self::Support { .. } | Self::Basics { .. })
    }

    /// The title of the page, which must never hold a name: it stands in the task switcher and in the browser's history.
    #[must_use]
    pub fn title(self) -> AttrValue {
        match self {
            Self::Today => t!("nav.today"),
            Self::Cases => t!("nav.cases"),
            Self::NewCase => t!("new_case.title"),
            Self::Case { .. } => t!("case.title"),
            Self::Sheet { .. } => t!("case.tab.sheet"),
            Self::Support { .. } => t!("case.tab.support"),
            Self::Basics { .. } => t!("case.tab.basics"),
            Self::Note { .. } => t!("note.title"),
            Self::Disclosure { .. } => t!("disclosure.title"),
            Self::Schedule => t!("schedule.title"),
            Self::Directory => t!("nav.directory"),
            Self::Device => t!("nav.device"),
            Self::Devices => t!("devices.title"),
            Self::Retention => t!("retention.title"),
            Self::Trail { .. } => t!("trail.title"),
            Self::NotFound => t!("not_found.title"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_read_back() {
        let id = DocId::from_parts(1, [2; 10]);
        let entry = EntryId::from_parts(3, [4; 10]);
        let routes = [
            Route::Today,
            Route::Cases,
            Route::NewCase,
            Route::Case { id },
            Route::Sheet { id },
            Route::Support { id },
            Route::Basics { id },
            Route::Note { id, entry },
            Route::Disclosure { id },
            Route::Schedule,
            Route::Directory,
            Route::Device,
            Route::Devices,
            Route::Retention,
            Route::Trail { case: None },
            Route::Trail { case: Some(id) },
        ];
        for route in routes {
            assert_eq!(Route::of_path(&route.to_path()), route, "{}", route.to_path());
        }
        assert_eq!(Route::of_path("/cases/somebody"), Route::NotFound);
        assert_eq!(Route::of_path("/elsewhere"), Route::NotFound);
        let minutes = DocId::minutes_of(entry);
        assert_eq!(Route::of_path(&format!("/cases/{minutes}")), Route::NotFound, "minutes are no case");
        assert_eq!(Route::of_path("/cases/"), Route::Cases);
    }

    #[test]
    fn tabs_are_one_screen() {
        let (id, other) = (DocId::from_parts(1, [2; 10]), DocId::from_parts(2, [2; 10]));
        assert!(Route::Case { id }.is_same_screen(Route::Sheet { id }));
        assert!(!Route::Case { id }.is_same_screen(Route::Case { id: other }));
        assert!(!Route::Cases.is_same_screen(Route::Case { id }));
    }
}
