//! The screens. A page follows the data and decides what happens; how things look is for the components.

mod case;
mod cases;
mod device;
mod devices;
mod directory;
mod disclosure;
mod new_case;
mod not_found;
mod note;
mod retention;
mod schedule;
mod sign_in;
mod today;
mod trail;

use yew::prelude::*;

use crate::routes::Route;
use case::CasePane;
use device::DevicePage;
use devices::DevicesPage;
use directory::DirectoryPage;
use disclosure::DisclosurePage;
use new_case::NewCase;
use note::NotePage;
use retention::RetentionPage;
use schedule::SchedulePage;
use trail::TrailPage;

pub use cases::CasesPage;
pub use not_found::NotFoundPage;
pub use sign_in::SignInPage;
pub use today::TodayPage;

/// The screens of the part for the work with cases, see [`crate::parts`].
pub fn casework(route: Route) -> Html {
    match route {
        Route::NewCase => html! { <NewCase /> },
        Route::Note { id, entry } => html! { <NotePage key={entry.to_string()} {id} {entry} /> },
        Route::Schedule => html! { <SchedulePage /> },
        Route::Directory => html! { <DirectoryPage /> },
        _ => match route.case() {
            Some(id) => html! { <CasePane key={id.to_string()} {id} {route} /> },
            None => html! { <NotFoundPage /> },
        },
    }
}

/// The screens of the part for what is looked after now and then, see [`crate::parts`].
pub fn settings(route: Route) -> Html {
    match route {
        Route::Disclosure { id } => html! { <DisclosurePage key={id.to_string()} {id} /> },
        Route::Device => html! { <DevicePage /> },
        Route::Devices => html! { <DevicesPage /> },
        Route::Retention => html! { <RetentionPage /> },
        Route::Trail { case } => html! { <TrailPage {case} /> },
        _ => html! { <NotFoundPage /> },
    }
}
