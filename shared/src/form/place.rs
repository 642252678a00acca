//! Any place in a case where something can stand.

use super::{Entry, FieldRef, SetRef, Sort, TextRef};

/// A place in a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// A single value.
    Value(FieldRef),
    /// A set.
    Members(SetRef),
    /// Prose.
    Text(TextRef),
}

impl Place {
    /// The places of an entry, in the order of reading, but for the links that say nothing beside what they lead to, or that
    /// not everyone who sees the case may follow.
    #[must_use]
    pub fn of(entry: Entry) -> Vec<Self> {
        let says = |field: &FieldRef| {
            !matches!(field.sort(), Sort::Plan | Sort::Agency | Sort::Gathering | Sort::Hash | Sort::Case)
        };
        let values = FieldRef::of(entry).into_iter().filter(says);
        let sets = SetRef::of(Some(entry)).into_iter().map(Self::Members);
        values.map(Self::Value).chain(sets).chain(TextRef::of(entry).into_iter().map(Self::Text)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::form::EntryKind;
    use crate::ids::EntryId;

    #[test]
    fn the_prose_of_an_entry_is_what_its_table_says() {
        for kind in EntryKind::ALL {
            let texts = TextRef::of(kind.entry(EntryId::NIL));
            assert_eq!(texts.iter().map(|text| text.key()).collect::<Vec<_>>(), kind.texts(), "{kind:?}");
            assert!(texts.iter().all(|text| text.entry() == Some(kind.entry(EntryId::NIL))), "{kind:?}");
        }
    }
}
