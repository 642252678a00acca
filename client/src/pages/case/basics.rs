//! 基本情報: the person, the consultation as a whole, the alerts and the family.

use yew::prelude::*;

use super::alerts::Alerts;
use super::family::Family;
use super::person::{CaseFacts, PersonFields};
use crate::repo::OpenCase;

/// Properties of the parts of this tab.
#[derive(PartialEq, Properties)]
pub struct BasicsProps {
    /// The case.
    pub open: OpenCase,
}

/// The tab.
#[component]
pub fn Basics(props: &BasicsProps) -> Html {
    html! {
        <div class="basics">
            <Alerts open={props.open.clone()} />
            <PersonFields open={props.open.clone()} />
            <CaseFacts open={props.open.clone()} />
            <Family open={props.open.clone()} />
        </div>
    }
}
