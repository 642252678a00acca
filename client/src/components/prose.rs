//! Living prose: a text area bound to a text of an open case, in which several people may write at once.
//!
//! The browser owns what stands in the text area. This component tells the case what was typed, and writes into the area only what
//! others typed, and never while an input method is composing: taking a half-composed word from under the fingers would destroy it.

mod binding;

use std::rc::Rc;

use madobe_shared::form::TextRef;
use web_sys::HtmlTextAreaElement;
use yew::prelude::*;

use crate::hooks::use_window_event;
use crate::i18n::edit_error;
use crate::repo::OpenCase;
use binding::Binding;
pub use binding::Report;

/// Properties of [`Prose`].
#[derive(PartialEq, Properties)]
pub struct ProseProps {
    /// The case the text belongs to.
    pub case: OpenCase,
    /// Which text.
    pub text: TextRef,
    /// The id of the text area, for its label.
    pub id: AttrValue,
    /// The accessible name, where no label element names it.
    #[prop_or_default]
    pub label: Option<AttrValue>,
    /// The id of the element that says more about it.
    #[prop_or_default]
    pub described_by: Option<AttrValue>,
    /// Words in the empty area.
    #[prop_or_default]
    pub placeholder: AttrValue,
    /// Classes beside `prose`.
    #[prop_or_default]
    pub class: Classes,
    /// Called with what is true of the text on the screen, whenever it may have changed.
    #[prop_or_default]
    pub on_report: Callback<Report>,
}

/// The text area.
#[component]
pub fn Prose(props: &ProseProps) -> Html {
    let area = use_node_ref();
    let refused = use_state_eq(|| None);
    let on_report = use_mut_ref(|| props.on_report.clone());
    *on_report.borrow_mut() = props.on_report.clone();
    let binding = use_mut_ref(|| None::<Rc<Binding>>);

    use_effect_with((props.case.clone(), props.text), {
        let (area, binding, refused) = (area.clone(), binding.clone(), refused.clone());
        move |(case, text)| {
            let bound = area.cast::<HtmlTextAreaElement>().map(|element| {
                let report = Callback::from(move |report: Report| {
                    refused.set(report.refused.clone());
                    let on_report = on_report.borrow().clone();
                    on_report.emit(report);
                });
                Binding::new(element, case.clone(), *text, report)
            });
            binding.borrow_mut().clone_from(&bound);
            // Yew knows no composition events.
            let compositions = bound.as_ref().map(|bound| bound.follow_compositions());
            let subscription = bound.clone().map(|bound| {
                let weak = Rc::downgrade(&bound);
                case.subscribe(Callback::from(move |()| {
                    if let Some(bound) = weak.upgrade() {
                        bound.take_over();
                    }
                }))
            });
            move || {
                drop((subscription, compositions));
                if let Some(bound) = bound {
                    bound.leave();
                }
            }
        }
    });

    let with = |act: fn(&Rc<Binding>)| {
        let binding = binding.clone();
        move || {
            let bound = binding.borrow().clone();
            if let Some(bound) = bound {
                act(&bound);
            }
        }
    };
    let oninput = {
        let act = with(Binding::input);
        Callback::from(move |_: InputEvent| act())
    };
    let on_hide = {
        let act = with(Binding::page_hides);
        use_callback((), move |_: web_sys::Event, ()| act())
    };
    use_window_event("pagehide", on_hide.clone());
    use_window_event("blur", on_hide);

    html! {
        <div class="prose-frame">
            <textarea ref={area} id={props.id.clone()} class={classes!("prose", props.class.clone())}
                      placeholder={props.placeholder.clone()} aria-label={props.label.clone()}
                      aria-describedby={props.described_by.clone()} aria-invalid={refused.is_some().then_some("true")}
                      autocomplete="off" spellcheck="false" {oninput} />
            if let Some(error) = &*refused {
                <p class="field-error" role="alert">{ edit_error(error) }</p>
            }
        </div>
    }
}
