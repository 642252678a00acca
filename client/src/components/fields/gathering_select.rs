//! A gathering of the office's list to choose from.

use madobe_shared::case::{GatheringTime, ParticipationField};
use madobe_shared::edit::Edit;
use madobe_shared::form::FieldRef;
use madobe_shared::ids::{DocId, EntryId};
use yew::prelude::*;

use super::code_select::options_select;
use super::disputed_mark;
use crate::i18n::plain_day;
use crate::repo::{OpenCase, Repo};

/// The labelled choice. Choosing one writes its name down beside the link, and its day where it has one: both stay when the list forgets it.
pub fn gathering_select(
    repo: &Repo,
    open: &OpenCase,
    field: FieldRef,
    id: String,
    label: AttrValue,
    chosen: &str,
) -> Html {
    let today = repo.now_local().date();
    let office = repo.of_the_office(DocId::OFFICE);
    let listed = office.as_ref().map(|office| office.gatherings_in_order(today)).unwrap_or_default();
    let is_offered =
        |one: EntryId, time: GatheringTime| one.to_string() == chosen || !matches!(time, GatheringTime::Over(_));
    let offered = listed.iter().filter(|one| is_offered(one.id, one.time(today)));
    let mut options: Vec<(AttrValue, AttrValue)> = offered
        .map(|one| {
            let held_on = one.held_on.map(|day| format!("{} ", plain_day(day, today))).unwrap_or_default();
            (one.id.to_string().into(), format!("{held_on}{}", one.name).into())
        })
        .collect();
    let name = field.entry().map(|entry| FieldRef::Participation(entry.id, ParticipationField::Name));
    if !chosen.is_empty() && options.iter().all(|(gathering, _)| *gathering != *chosen) {
        options.push((chosen.to_owned().into(), name.map(|name| open.view().value(name)).unwrap_or_default().into()));
    }
    let on_choose = {
        let (open, office) = (open.clone(), office.clone());
        Callback::from(move |value: AttrValue| {
            let mut edits = vec![Edit::set(field, &*value)];
            let gathering =
                office.iter().flat_map(|office| &office.gatherings).find(|one| one.id.to_string() == *value);
            if let (Some(entry), Some(gathering)) = (field.entry(), gathering) {
                let day = FieldRef::Participation(entry.id, ParticipationField::Day);
                edits.push(Edit::set(FieldRef::Participation(entry.id, ParticipationField::Name), &*gathering.name));
                if let Some(held_on) = gathering.held_on {
                    edits.push(Edit::set(day, held_on.to_string()));
                }
            }
            // Refused only for values far longer than any id or name.
            let _ = open.edit(edits);
        })
    };
    options_select(id, label, options, chosen.to_owned().into(), disputed_mark(open, field), on_choose)
}
