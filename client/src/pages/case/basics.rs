//! 基本情報: the person, the consultation as a whole, the alerts, the family, the consents, the files, the closing.

use yew::prelude::*;

use super::closing::Closing;
use super::entries::{Entries, Listed};
use super::files::Files;
use super::person::{CaseFacts, PersonFields};
use crate::repo::OpenCase;

/// Properties of the parts of this tab.
#[derive(PartialEq, Properties)]
pub struct BasicsProps {
    /// The case.
    pub open: OpenCase,
}

/// The tab, with who sees the case at its end where there is no other place for that.
pub fn basics(open: &OpenCase, access: Html) -> Html {
    html! {
        <div class="basics">
            <Entries open={open.clone()} listed={Listed::Alerts} />
            <PersonFields open={open.clone()} />
            <CaseFacts open={open.clone()} />
            <Entries open={open.clone()} listed={Listed::Family} />
            <Entries open={open.clone()} listed={Listed::Consents} />
            <Files open={open.clone()} />
            <Closing open={open.clone()} />
            { access }
        </div>
    }
}
