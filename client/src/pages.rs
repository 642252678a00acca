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

pub use cases::CasesPage;
pub use device::DevicePage;
pub use devices::DevicesPage;
pub use directory::DirectoryPage;
pub use disclosure::DisclosurePage;
pub use not_found::NotFoundPage;
pub use note::NotePage;
pub use retention::RetentionPage;
pub use schedule::SchedulePage;
pub use sign_in::SignInPage;
pub use today::TodayPage;
pub use trail::TrailPage;
