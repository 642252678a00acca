//! Entries: what a case has any number of.

use super::{EntryKind, FieldRef, SetRef, TextRef};
use crate::ids::{Author, EntryId};

/// An entry of a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Entry {
    /// What it is.
    pub kind: EntryKind,
    /// Which one.
    pub id: EntryId,
}

/// An entry as it was found, before it is read as what it is.
pub struct Found<'f> {
    /// Which one.
    pub id: EntryId,
    /// Who began it.
    pub author: Option<Author>,
    /// The single value under a key.
    pub value: &'f dyn Fn(&str) -> Option<&'f str>,
    /// The members of the set under a key, in order.
    pub members: &'f dyn Fn(&str) -> Vec<&'f str>,
    /// The prose under a key.
    pub text: &'f dyn Fn(&str) -> String,
}

/// What holds for every kind of entry, as it reads.
pub trait Recorded {
    /// Which entry it is.
    fn entry(&self) -> Entry;

    /// Who began it.
    fn author(&self) -> Option<Author>;

    /// All its single values in the order of reading, each in canonical form; empty where nothing stands.
    fn values(&self) -> Vec<(FieldRef, String)>;

    /// Who and what is in its sets, in canonical form.
    fn members(&self) -> Vec<(SetRef, String)>;

    /// Its prose.
    fn texts(&self) -> Vec<(TextRef, &str)>;

    /// One prose of it, to be kept up with what is typed.
    fn text_mut(&mut self, text: TextRef) -> Option<&mut String>;
}

/// Defines a kind of entry: what it reads as, and the places in it.
///
/// `member: Type = Variant "key"`, where `as Sort` says more than the type does, and `or "value"` what counts where nothing stands.
macro_rules! entry {
    (
        $(#[$meta:meta])*
        $name:ident, $fields:ident {
            $($(#[$field_meta:meta])* $member:ident: $type:ty = $field:ident $key:literal $(as $sort:ident)? $(or $or:literal)?;)+
        }
        $(sets { $($(#[$set_meta:meta])* $set:ident: $item:ty = $set_ref:ident;)+ })?
        $(texts { $($(#[$text_meta:meta])* $text:ident = $text_ref:ident;)+ })?
    ) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq)]
        pub struct $name {
            /// This entry.
            pub id: $crate::ids::EntryId,
            /// Who began it.
            pub author: Option<$crate::ids::Author>,
            $($(#[$field_meta])* pub $member: $type,)+
            $($($(#[$set_meta])* pub $set: Vec<$item>,)+)?
            $($($(#[$text_meta])* pub $text: String,)+)?
        }

        #[doc = concat!("The single values of a [`", stringify!($name), "`].")]
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        pub enum $fields { $($(#[$field_meta])* $field,)+ }

        impl $fields {
            /// All of them, in the order of reading.
            pub const ALL: &'static [Self] = &[$(Self::$field,)+];

            /// The key in the document.
            #[must_use]
            pub const fn key(self) -> &'static str {
                match self { $(Self::$field => $key,)+ }
            }

            /// What may stand there.
            #[must_use]
            pub const fn sort(self) -> $crate::form::Sort {
                match self {
                    $(Self::$field => {
                        let sort = <$type as $crate::form::FieldValue>::SORT;
                        $(let sort = { let _ = sort; $crate::form::Sort::$sort };)?
                        sort
                    })+
                }
            }
        }

        impl $name {
            /// The keys of its prose.
            pub(crate) const TEXTS: &'static [&'static str] =
                &[$($($crate::form::TextRef::$text_ref($crate::ids::EntryId::NIL).key(),)+)?];

            /// Reads one that was found.
            pub(crate) fn read(found: &$crate::form::Found<'_>) -> Self {
                Self {
                    id: found.id,
                    author: found.author,
                    $($member: {
                        let value = (found.value)($key);
                        $(let value = value.or(Some($or));)?
                        $crate::form::FieldValue::read(value)
                    },)+
                    $($($set: $crate::form::read_members(found, $crate::form::SetRef::$set_ref(found.id)),)+)?
                    $($($text: (found.text)($crate::form::TextRef::$text_ref(found.id).key()),)+)?
                }
            }
        }

        impl $crate::form::Recorded for $name {
            fn entry(&self) -> $crate::form::Entry {
                $crate::form::Entry { kind: $crate::form::EntryKind::$name, id: self.id }
            }

            fn author(&self) -> Option<$crate::ids::Author> {
                self.author
            }

            fn values(&self) -> Vec<($crate::form::FieldRef, String)> {
                vec![$((
                    $crate::form::FieldRef::$name(self.id, $fields::$field),
                    $crate::form::FieldValue::write(&self.$member),
                ),)+]
            }

            fn members(&self) -> Vec<($crate::form::SetRef, String)> {
                #[allow(unused_mut, reason = "some kinds have no sets")]
                let mut members = Vec::new();
                $($(members.extend(self.$set.iter().map(|member| {
                    ($crate::form::SetRef::$set_ref(self.id), $crate::form::SetMember::write_member(member))
                }));)+)?
                members
            }

            fn texts(&self) -> Vec<($crate::form::TextRef, &str)> {
                vec![$($(($crate::form::TextRef::$text_ref(self.id), self.$text.as_str()),)+)?]
            }

            fn text_mut(&mut self, text: $crate::form::TextRef) -> Option<&mut String> {
                match text {
                    $($($crate::form::TextRef::$text_ref(id) if id == self.id => Some(&mut self.$text),)+)?
                    _ => None,
                }
            }
        }
    };
}

pub(crate) use entry;
