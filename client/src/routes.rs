//! The addresses of the screens. An address carries ids, never a name: it may stand in a browser's history or a server's log.

use madobe_shared::ids::{DocId, EntryId};
use yew::AttrValue;
use yew_router::Routable;

use crate::t;

/// A screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Routable)]
pub enum Route {
    /// 今日.
    #[at("/")]
    Today,
    /// ケース: the list.
    #[at("/cases")]
    Cases,
    /// The form for a new case.
    #[at("/cases/new")]
    NewCase,
    /// A case, at its timeline.
    #[at("/cases/:id")]
    Case {
        /// The case.
        id: DocId,
    },
    /// A case, at the case sheet.
    #[at("/cases/:id/sheet")]
    Sheet {
        /// The case.
        id: DocId,
    },
    /// A case, at the person, the family and the alerts.
    #[at("/cases/:id/basics")]
    Basics {
        /// The case.
        id: DocId,
    },
    /// The editor of one contact.
    #[at("/cases/:id/notes/:entry")]
    Note {
        /// The case.
        id: DocId,
        /// The contact.
        entry: EntryId,
    },
    /// 窓口.
    #[at("/directory")]
    Directory,
    /// 設定: this device and its user.
    #[at("/device")]
    Device,
    /// Nothing is here.
    #[not_found]
    #[at("/404")]
    NotFound,
}

impl Route {
    /// The case the screen is about.
    #[must_use]
    pub const fn case(self) -> Option<DocId> {
        match self {
            Self::Case { id } | Self::Sheet { id } | Self::Basics { id } | Self::Note { id, .. } => Some(id),
            _ => None,
        }
    }

    /// Whether list and case stand side by side here, where the screen is wide enough.
    #[must_use]
    pub const fn has_list(self) -> bool {
        matches!(self, Self::Cases | Self::NewCase | Self::Case { .. } | Self::Sheet { .. } | Self::Basics { .. })
    }

    /// Whether moving from one to the other only changes a part of the same screen, such as a tab.
    #[must_use]
    pub fn is_same_screen(self, other: Self) -> bool {
        let tab = |route| matches!(route, Self::Case { .. } | Self::Sheet { .. } | Self::Basics { .. });
        self == other || (tab(self) && tab(other) && self.case() == other.case())
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
            Self::Basics { .. } => t!("case.tab.basics"),
            Self::Note { .. } => t!("note.title"),
            Self::Directory => t!("nav.directory"),
            Self::Device => t!("nav.device"),
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
            Route::Basics { id },
            Route::Note { id, entry },
            Route::Directory,
            Route::Device,
        ];
        for route in routes {
            assert_eq!(Route::recognize(&route.to_path()), Some(route), "{}", route.to_path());
        }
        assert_eq!(Route::recognize("/cases/somebody"), Some(Route::NotFound));
    }

    #[test]
    fn tabs_are_one_screen() {
        let (id, other) = (DocId::from_parts(1, [2; 10]), DocId::from_parts(2, [2; 10]));
        assert!(Route::Case { id }.is_same_screen(Route::Sheet { id }));
        assert!(!Route::Case { id }.is_same_screen(Route::Case { id: other }));
        assert!(!Route::Cases.is_same_screen(Route::Case { id }));
    }
}
