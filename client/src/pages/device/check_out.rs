//! この端末の持出し: taking this device out of the office, and bringing it back.

use yew::platform::spawn_local;
use yew::prelude::*;

use crate::account::AccountError;
use crate::check_outs::{CheckOut, give_back, who_has};
use crate::components::check_out::{check_out_form, who_has_it};
use crate::components::dialog::Dialog;
use crate::hooks::{use_repo, use_repo_events, use_ui};
use crate::i18n::account_error;
use crate::repo::RepoEvent;
use crate::t;

/// Who has this device, for whoever is signed in on it.
#[component]
pub fn CheckOutCard() -> Html {
    let (repo, ui) = (use_repo(), use_ui());
    use_repo_events(|event| matches!(event, RepoEvent::Status));
    let known = use_state(|| None::<Result<Option<CheckOut>, AccountError>>);
    let asking = use_state_eq(|| false);
    let device = repo.device().to_string();
    let look = {
        let (known, device) = (known.clone(), device.clone());
        Callback::from(move |()| {
            let (known, device) = (known.clone(), device.clone());
            spawn_local(async move { known.set(Some(who_has(&device).await)) });
        })
    };
    use_effect_with(repo.is_live(), {
        let look = look.clone();
        move |is_live| {
            if *is_live {
                look.emit(());
            }
        }
    });
    let on_taken = {
        let (ui, asking) = (ui.clone(), asking.clone());
        look.reform(move |()| {
            ui.say(t!("out.done"));
            asking.set(false);
        })
    };
    let give_back = {
        let known = known.clone();
        Callback::from(move |out: CheckOut| {
            let (known, ui) = (known.clone(), ui.clone());
            spawn_local(async move {
                let returned = give_back(&out).await;
                if returned.is_ok() {
                    ui.say(t!("out.returned"));
                }
                known.set(Some(returned));
            });
        })
    };
    let ask = {
        let asking = asking.clone();
        Callback::from(move |open: bool| asking.set(open))
    };
    let button = |class: &'static str, words: AttrValue, disabled: bool, onclick: Callback<MouseEvent>| {
        html! { <button type="button" {class} {disabled} {onclick}>{ words }</button> }
    };
    let take = |disabled| button("button button-outline", t!("out.take"), disabled, ask.reform(|_| true));
    // Whatever the office answers, and as long as it has not, a line of words and a row of buttons: what stands below stays where it is.
    let (words, buttons) = match &*known {
        _ if !repo.is_live() => (html! { <p>{ t!("out.offline") }</p> }, take(true)),
        None => (html! { <p role="status">{ t!("loading") }</p> }, take(true)),
        Some(Err(failure)) => (
            html! { <p class="field-error" role="alert">{ account_error(failure) }</p> },
            button("button button-outline", t!("out.again"), false, look.reform(|_| ())),
        ),
        Some(Ok(None)) => (html! { <p>{ t!("out.here") }</p> }, take(false)),
        Some(Ok(Some(out))) => {
            let returned = out.clone();
            let back = give_back.reform(move |_| returned.clone());
            let back = button("button button-main", t!("out.return"), false, back);
            (who_has_it(&repo, out), html! { <>{ back }{ take(false) }</> })
        }
    };
    html! {
        <section class="card" aria-labelledby="out-title">
            <h2 id="out-title">{ t!("out.card") }</h2>
            <p class="quiet">{ t!("out.lead") }</p>
            { words }
            <div class="buttons">{ buttons }</div>
            if *asking {
                <Dialog title={t!("out.title")} on_close={ask.reform(|()| false)}>
                    if let Some(Ok(Some(_))) = &*known { <p>{ t!("out.again.lead") }</p> }
                    { check_out_form(&repo, &device, false, &on_taken) }
                </Dialog>
            }
        </section>
    }
}
