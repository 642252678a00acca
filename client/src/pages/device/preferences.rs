//! Language, text size, and when the app locks.

use yew::prelude::*;

use crate::components::chips::{Choice, choice_chips};
use crate::hooks::{Liked, LockAfter, Preferences, TextSize};
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
    let waits = LockAfter::ALL.map(|after| Choice {
        value: after,
        label: t!("preferences.lock_after.minutes", minutes = after.minutes()),
        glyph: None,
    });
    let liked = preferences.liked;
    let on_language = {
        let preferences = preferences.clone();
        Callback::from(move |language| preferences.set(Liked { language, ..liked }))
    };
    let on_size = {
        let preferences = preferences.clone();
        Callback::from(move |text_size| preferences.set(Liked { text_size, ..liked }))
    };
    let on_wait = {
        let preferences = preferences.clone();
        Callback::from(move |lock_after| preferences.set(Liked { lock_after, ..liked }))
    };
    html! {
        <section class="card" aria-labelledby="preferences-title">
            <h2 id="preferences-title">{ t!("preferences.title") }</h2>
            <h3 id="text-size">{ t!("preferences.text_size") }</h3>
            { choice_chips("text-size", sizes, &liked.text_size, &on_size, Html::default()) }
            <h3 id="lock-after">{ t!("preferences.lock_after") }</h3>
            { choice_chips("lock-after", waits, &liked.lock_after, &on_wait, Html::default()) }
            <h3 id="language">{ t!("preferences.language") }</h3>
            { choice_chips("language", languages, &liked.language, &on_language, Html::default()) }
        </section>
    }
}
