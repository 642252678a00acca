//! The cases that whoever is spoken of may be in already.

use std::rc::Rc;

use madobe_shared::search::{Likeness, Sought};
use madobe_shared::summary::CaseSummary;
use yew::prelude::*;

use crate::components::chips::{ChipTone, chip};
use crate::components::link::RouteLink;
use crate::i18n::{label, named};
use crate::repo::Repo;
use crate::routes::Route;
use crate::t;

/// More would not be looked at with a telephone at the ear.
const SHOWN_MAX: usize = 4;

/// A case, and why.
pub type Likely = (Rc<CaseSummary>, Likeness);

/// Those on this device, the surest first.
pub fn known_already(repo: &Repo, sought: &Sought) -> Vec<Likely> {
    let mut known = repo.known_already(sought);
    known.truncate(SHOWN_MAX);
    known
}

/// A link to each, with what it has in common with what was typed.
pub fn known_list(known: &[Likely]) -> Html {
    let row = |(summary, likeness): &Likely| {
        let in_common = match likeness {
            Likeness::Phone => t!("known.phone"),
            Likeness::Name => t!("known.name"),
            Likeness::Kana => t!("known.kana"),
            Likeness::Family => t!("known.family"),
            Likeness::Birth => t!("known.birth"),
        };
        html! {
            <li key={summary.id.to_string()}>
                <RouteLink to={Route::Case { id: summary.id }} class={classes!("row-card")}>
                    <span class="row-card-words">
                        <strong>{ named(&summary.name) }</strong>
                        <span class="row-card-more">{ format!("{} {}", summary.number, label(&summary.status)) }</span>
                    </span>
                    { chip(ChipTone::Yellow, in_common) }
                </RouteLink>
            </li>
        }
    };
    html! {
        <div class="known-place" aria-live="polite">
            if !known.is_empty() {
                <section class="known" aria-labelledby="known-title">
                    <h2 id="known-title">{ t!("known.title") }</h2>
                    <ul class="row-cards">{ for known.iter().map(row) }</ul>
                </section>
            }
        </div>
    }
}
