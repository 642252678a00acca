//! What the user likes on this device: language and text size. Kept in the browser, since it holds nothing of anybody's case.

use gloo::storage::{LocalStorage, Storage};
use yew::prelude::*;

use crate::i18n::{Language, set_language};

const LANGUAGE_KEY: &str = "madobe.language";
const TEXT_SIZE_KEY: &str = "madobe.text_size";

/// How large the text is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum TextSize {
    /// 標準.
    #[default]
    Standard,
    /// 大.
    Large,
    /// 特大.
    ExtraLarge,
}

impl TextSize {
    /// All sizes, smallest first.
    pub const ALL: [Self; 3] = [Self::Standard, Self::Large, Self::ExtraLarge];

    /// The name in the style sheet and in the browser's storage.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Standard => "standard",
            Self::Large => "large",
            Self::ExtraLarge => "extra-large",
        }
    }
}

/// What the user likes.
#[derive(Clone, Default, PartialEq)]
pub struct Preferences {
    /// The language of the interface.
    pub language: Language,
    /// The size of the text.
    pub text_size: TextSize,
    change: Callback<(Language, TextSize)>,
}

impl Preferences {
    /// Speaks another language.
    pub fn set_language(&self, language: Language) {
        self.change.emit((language, self.text_size));
    }

    /// Shows text in another size.
    pub fn set_text_size(&self, text_size: TextSize) {
        self.change.emit((self.language, text_size));
    }
}

/// Whether the browser lets the page keep such things. `gloo` panics where it does not.
fn may_keep() -> bool {
    matches!(gloo::utils::window().local_storage(), Ok(Some(_)))
}

/// Reads what is liked on this device. The browser's storage may be closed to the page; then the defaults hold.
fn read() -> (Language, TextSize) {
    if !may_keep() {
        return Default::default();
    }
    let language = LocalStorage::get::<String>(LANGUAGE_KEY).unwrap_or_default();
    let text_size = LocalStorage::get::<String>(TEXT_SIZE_KEY).unwrap_or_default();
    let text_size = TextSize::ALL.into_iter().find(|size| size.name() == text_size).unwrap_or_default();
    (Language::from_tag(&language), text_size)
}

/// Makes the page speak and look so.
fn apply(language: Language, text_size: TextSize) {
    set_language(language);
    if let Some(root) = gloo::utils::document().document_element() {
        let _ = root.set_attribute("lang", language.tag());
        let _ = root.set_attribute("data-text-size", text_size.name());
    }
}

/// Properties of [`PreferencesProvider`].
#[derive(PartialEq, Properties)]
pub struct PreferencesProviderProps {
    /// What follows the preferences.
    pub children: Html,
}

/// Gives [`Preferences`] to everything inside.
#[component]
pub fn PreferencesProvider(props: &PreferencesProviderProps) -> Html {
    let liked = use_state_eq(|| {
        let (language, text_size) = read();
        apply(language, text_size);
        (language, text_size)
    });
    let change = {
        let liked = liked.clone();
        use_callback((), move |(language, text_size): (Language, TextSize), ()| {
            // Applied before anything is rendered anew, which looks its words up.
            apply(language, text_size);
            if may_keep() {
                let _ = LocalStorage::set(LANGUAGE_KEY, language.tag());
                let _ = LocalStorage::set(TEXT_SIZE_KEY, text_size.name());
            }
            liked.set((language, text_size));
        })
    };
    let preferences = Preferences { language: liked.0, text_size: liked.1, change };
    html! { <ContextProvider<Preferences> context={preferences}>{ props.children.clone() }</ContextProvider<Preferences>> }
}
