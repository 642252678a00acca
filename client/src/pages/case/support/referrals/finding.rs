//! Finding the agency to introduce somebody to: those for the person's age first, any other by a few letters, or one that is not listed.

use jiff::civil::Date;
use madobe_shared::calendar::{Age, age_on};
use madobe_shared::case::{Agency, Case, ReferralField};
use madobe_shared::codes::{AgeBand, Audience};
use madobe_shared::edit::Edit;
use madobe_shared::form::{EntryKind, FieldRef};
use madobe_shared::ids::{DocId, EntryId};
use madobe_shared::order;
use madobe_shared::search::fold;
use yew::prelude::*;

use crate::components::icon::{Glyph, icon};
use crate::components::search_line::SearchLine;
use crate::hooks::{use_case, use_now, use_repo};
use crate::i18n::edit_error;
use crate::repo::OpenCase;
use crate::t;

/// How many are shown at once: what a telephone shows without a long way down to the last line.
const SHOWN_MAX: usize = 6;

/// The age up to which the desks for 若者 are meant.
const YOUNG_AGE_MAX: u8 = 39;

/// The age from which the desks for 高齢者 are meant.
const ELDERLY_AGE_MIN: u8 = 65;

/// Properties of [`Finding`].
#[derive(PartialEq, Properties)]
pub struct FindingProps {
    /// The case.
    pub open: OpenCase,
    /// Called with the referral that was begun.
    pub on_begun: Callback<EntryId>,
}

/// The button, and behind it the search.
#[component]
pub fn Finding(props: &FindingProps) -> Html {
    let repo = use_repo();
    let today = use_now().date();
    let case = use_case(&props.open);
    let looking = use_state_eq(|| false);
    let query = use_state_eq(String::new);
    let error = use_state_eq(|| None::<AttrValue>);
    let look = {
        let (looking, query) = (looking.clone(), query.clone());
        Callback::from(move |_: MouseEvent| {
            query.set(String::new());
            looking.set(!*looking);
        })
    };
    if !*looking {
        return html! {
            <button type="button" class="button button-outline" onclick={look}>{ icon(Glyph::Plus) }{ t!("referrals.add") }</button>
        };
    }
    let on_query = {
        let query = query.clone();
        Callback::from(move |typed| query.set(typed))
    };
    let begin = {
        let (open, repo, looking, error, on_begun) =
            (props.open.clone(), repo.clone(), looking.clone(), error.clone(), props.on_begun.clone());
        Callback::from(move |(agency, name): (Option<EntryId>, String)| {
            let id = repo.new_entry_id();
            let field = |field, value: String| Edit::set(FieldRef::Referral(id, field), value);
            let edits = vec![
                Edit::Add(EntryKind::Referral.entry(id)),
                field(ReferralField::Agency, agency.map(|agency| agency.to_string()).unwrap_or_default()),
                field(ReferralField::Name, name),
                field(ReferralField::Staff, repo.me().user.to_string()),
                field(ReferralField::ProposedOn, repo.now_local().date().to_string()),
            ];
            match open.edit(edits) {
                Ok(()) => {
                    looking.set(false);
                    on_begun.emit(id);
                }
                Err(failure) => error.set(Some(edit_error(&failure))),
            }
        })
    };
    let directory = repo.of_the_office(DocId::DIRECTORY);
    let agencies: &[Agency] = directory.as_ref().map_or(&[], |directory| &directory.agencies);
    let found = found(agencies, &query, audience_of(&case, today));
    let typed = query.trim().to_owned();
    let row = |agency: &&Agency| {
        let chosen = (Some(agency.id), agency.name.clone());
        html! {
            <li key={agency.id.to_string()}>
                <button type="button" class="finding-row" onclick={begin.reform(move |_: MouseEvent| chosen.clone())}>
                    <strong>{ &agency.name }</strong>
                    if !agency.description.is_empty() { <span>{ &agency.description }</span> }
                </button>
            </li>
        }
    };
    html! {
        <div class="finding" role="group" aria-label={t!("referrals.add")}>
            <SearchLine label={t!("referrals.search")} {on_query} />
            <ul class="finding-rows">
                { for found.iter().take(SHOWN_MAX).map(row) }
                if !typed.is_empty() {
                    <li>
                        <button type="button" class="finding-row" onclick={{
                            let typed = typed.clone();
                            begin.reform(move |_: MouseEvent| (None, typed.clone()))
                        }}>
                            <strong>{ t!("referrals.unlisted", name = typed) }</strong>
                        </button>
                    </li>
                }
            </ul>
            if found.len() > SHOWN_MAX { <p class="quiet">{ t!("referrals.more", count = found.len() - SHOWN_MAX) }</p> }
            if let Some(error) = (*error).clone() { <p class="field-error" role="alert">{ error }</p> }
            <button type="button" class="button button-quiet" onclick={look}>{ t!("cancel") }</button>
        </div>
    }
}

/// The agencies that these letters find, those for this audience first, then those for anyone.
fn found<'a>(agencies: &'a [Agency], typed: &str, audience: Option<Audience>) -> Vec<&'a Agency> {
    let wanted = fold(typed.trim());
    let mut found: Vec<&Agency> = agencies
        .iter()
        .filter(|agency| !agency.retired && !agency.name.trim().is_empty() && agency.is_found_by(&wanted))
        .collect();
    order::sort_by_key(&mut found, |agency| match &agency.audience {
        theirs if Some(theirs) == audience.as_ref() => 0,
        Audience::Anyone => 1,
        _ => 2,
    });
    found
}

/// Which desks are meant for the person; `None` where the age is not known, or of no such desk.
fn audience_of(case: &Case, today: Date) -> Option<Audience> {
    let age = case.person.birth.and_then(|birth| age_on(birth, today)).map(|age| match age {
        Age::Exact(age) | Age::Between { oldest: age, .. } => age,
    });
    let of_age = |age: u8| match age {
        ..=YOUNG_AGE_MAX => Some(Audience::Young),
        ELDERLY_AGE_MIN.. => Some(Audience::Elderly),
        _ => None,
    };
    match (age, &case.person.age_band) {
        (Some(age), _) => of_age(age),
        (None, Some(AgeBand::Teens | AgeBand::Twenties | AgeBand::Thirties)) => Some(Audience::Young),
        (None, Some(AgeBand::SeventiesAndOver)) => Some(Audience::Elderly),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use madobe_shared::case::Person;
    use madobe_shared::codes::AgencyKind;

    use super::*;

    #[test]
    fn desks_for_the_age_stand_first_and_none_is_hidden_but_those_that_are_not_there() {
        let agency = |name: &str, audience| Agency {
            id: EntryId::NIL,
            author: None,
            name: name.to_owned(),
            kind: AgencyKind::Desk,
            audience,
            description: String::new(),
            phone: String::new(),
            address: String::new(),
            hours: String::new(),
            retired: name.starts_with("元"),
        };
        let agencies = [
            agency("高齢者の窓口", Audience::Elderly),
            agency("みんなの窓口", Audience::Anyone),
            agency("若者の窓口", Audience::Young),
            agency("元若者の窓口", Audience::Young),
        ];
        let names = |typed, audience| -> Vec<&str> {
            found(&agencies, typed, audience).into_iter().map(|agency| agency.name.as_str()).collect()
        };
        assert_eq!(names("", Some(Audience::Young)), ["若者の窓口", "みんなの窓口", "高齢者の窓口"]);
        assert_eq!(names("", None), ["みんなの窓口", "高齢者の窓口", "若者の窓口"]);
        assert_eq!(names("ワカモノ", None), Vec::<&str>::new());
        assert_eq!(names("若", None), ["若者の窓口"]);
    }

    #[test]
    fn the_age_says_which_desks_are_meant_where_it_is_known() {
        let of = |birth: &str, band| {
            let person = Person { birth: birth.parse().ok(), age_band: band, ..Person::default() };
            audience_of(&Case::blank(DocId::DIRECTORY, person), date(2026, 11, 28))
        };
        assert_eq!(of("1987-11-28", None), Some(Audience::Young));
        assert_eq!(of("1986-11-28", None), None);
        assert_eq!(of("1961-11", None), Some(Audience::Elderly));
        assert_eq!(of("1987-11-28", Some(AgeBand::SeventiesAndOver)), Some(Audience::Young));
        assert_eq!(of("", Some(AgeBand::Thirties)), Some(Audience::Young));
        assert_eq!(of("", Some(AgeBand::Sixties)), None);
        assert_eq!(of("", None), None);
    }
}
