//! 文例.

use crate::codes::ContactMethod;
use crate::form::entry;

entry! {
    /// Words that an empty note can begin with (文例), kept by the office.
    NoteTemplate, NoteTemplateField {
        /// What it is called on the note screen.
        name: String = Name "name";
    }
    sets {
        /// The ways of contact it is for; any where none is named.
        methods: ContactMethod = TemplateMethods;
    }
    texts {
        /// The words, headings among them.
        words = TemplateWords;
    }
}

impl NoteTemplate {
    /// Whether a note of this way of contact is offered it.
    #[must_use]
    pub fn fits(&self, method: &ContactMethod) -> bool {
        let is_for_it = self.methods.is_empty() || self.methods.contains(method);
        is_for_it && !self.name.trim().is_empty() && !self.words.trim().is_empty()
    }
}
