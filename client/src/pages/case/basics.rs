//! 基本情報: the person, the consultation as a whole, the alerts, the family, the closing.

use yew::prelude::*;

use super::alerts::Alerts;
use super::closing::Closing;
use super::family::Family;
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
            <Alerts open={open.clone()} />
            <PersonFields open={open.clone()} />
            <CaseFacts open={open.clone()} />
            <Family open={open.clone()} />
            <Closing open={open.clone()} />
            { access }
        </div>
    }
}
