//! Language and text size.

use yew::prelude::*;

use crate::components::chips::{Choice, choice_chips};
use crate::hooks::{Preferences, TextSize};
use crate::i18n::Language;
use crate::t;

fn size_words(size: TextSize) -> AttrValue {
    match size {
        TextSize::Standard => t!("preferences.text_size.standard"),
        TextSize::Large => t!("preferences.text_size.large"),
        TextSize::ExtraLarge => t!("preferences.text_size.extra_large"),
    }
}

/// How the app looks and speaks on this device.
#[component]
pub fn PreferencesCard() -> Html {
    let preferences = use_context::<Preferences>().unwrap_or_default();
    let languages = [Language::Japanese, Language::English].map(|language| Choice {
        value: language,
        label: language.own_name().into(),
        glyph: None,
    });
    let sizes = TextSize::ALL.map(|size| Choice { value: size, label: size_words(size), glyph: None });
    let on_language = {
        let preferences = preferences.clone();
        Callback::from(move |language| preferences.set_language(language))
    };
    let on_size = {
        let preferences = preferences.clone();
        Callback::from(move |size| preferences.set_text_size(size))
    };
    html! {
        <section class="card" aria-labelledby="preferences-title">
            <h2 id="preferences-title">{ t!("preferences.title") }</h2>
            <h3 id="text-size">{ t!("preferences.text_size") }</h3>
            { choice_chips("text-size", sizes, &preferences.text_size, &on_size, Html::default()) }
            <h3 id="language">{ t!("preferences.language") }</h3>
            { choice_chips("language", languages, &preferences.language, &on_language, Html::default()) }
        </section>
    }
}
