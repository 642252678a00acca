//! The office's directory: desks of the ward and partner organisations (S10, S11).
//!
//! One document per office, with a fixed id. It is read everywhere; it is written by whoever keeps the directory.

use automerge::transaction::Transactable;
use automerge::{ObjType, ROOT, ReadDoc};

use super::EDIT_OPS_MAX;
use super::genesis::Kind;
use super::read;
use super::replica::{LoadError, Loaded, Replica, Stamp};
use crate::edit::EditError;
use crate::ids::{Author, EntryId, OpeningTag};
use crate::limits::FIELD_BYTES_MAX;
use crate::search::fold;

/// The directory's document, opened.
#[derive(Debug)]
pub struct DirectoryDocument(Replica);

/// The directory as people read it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Directory {
    /// All entries, in the order they were added.
    pub agencies: Vec<Agency>,
}

/// A desk or a partner organisation (関係機関).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Agency {
    /// This entry.
    pub id: EntryId,
    /// Its name.
    pub name: String,
    /// What it is to the office.
    pub kind: AgencyKind,
    /// Whom it is for.
    pub audience: Audience,
    /// What it does, in a few sentences.
    pub description: String,
    /// Telephone, as printed.
    pub phone: String,
    /// Address, as printed.
    pub address: String,
    /// When it can be reached or meets.
    pub hours: String,
}

/// What an agency is to the office.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum AgencyKind {
    /// A desk of the ward (相談窓口).
    Desk,
    /// A partner organisation (支援団体).
    Partner,
}

/// Whom an agency is for, as the ward's guide groups them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Audience {
    /// 若者.
    Young,
    /// どなたでも.
    Anyone,
    /// 高齢者.
    Elderly,
}

impl AgencyKind {
    const fn code(self) -> &'static str {
        match self {
            Self::Desk => "desk",
            Self::Partner => "partner",
        }
    }

    fn from_code(code: &str) -> Self {
        if code == "desk" { Self::Desk } else { Self::Partner }
    }
}

impl Audience {
    const fn code(self) -> &'static str {
        match self {
            Self::Young => "young",
            Self::Anyone => "anyone",
            Self::Elderly => "elderly",
        }
    }

    fn from_code(code: &str) -> Self {
        match code {
            "young" => Self::Young,
            "elderly" => Self::Elderly,
            _ => Self::Anyone,
        }
    }
}

impl Agency {
    /// Whether folded letters (see [`crate::search::fold`]) stand anywhere in it; no letters stand everywhere.
    #[must_use]
    pub fn is_found_by(&self, wanted: &str) -> bool {
        let words = [&self.name, &self.description, &self.address, &self.phone];
        wanted.is_empty() || words.into_iter().any(|word| fold(word).contains(wanted))
    }
}

impl DirectoryDocument {
    /// Begins the directory.
    #[must_use]
    pub fn create(author: Author, tag: OpeningTag) -> Self {
        Self(Replica::create(Kind::Directory, author, tag))
    }

    /// Opens the directory from its chunks; see [`super::CaseDocument::load`].
    ///
    /// # Errors
    ///
    /// See [`LoadError`].
    pub fn load(
        chunks: impl IntoIterator<Item = (String, Vec<u8>)>,
        author: Author,
        tag: OpeningTag,
    ) -> Result<Loaded<Self>, LoadError> {
        Ok(Replica::load(chunks, author, tag)?.map(Self))
    }

    /// Adds an entry.
    ///
    /// # Errors
    ///
    /// [`EditError`] where a value is too long; nothing is then added.
    pub fn add(&mut self, agency: &Agency, stamp: Stamp) -> Result<(), EditError> {
        let values = [
            ("name", agency.name.as_str()),
            ("kind", agency.kind.code()),
            ("audience", agency.audience.code()),
            ("description", &agency.description),
            ("phone", &agency.phone),
            ("address", &agency.address),
            ("hours", &agency.hours),
        ];
        if values.iter().any(|(_, value)| value.len() > FIELD_BYTES_MAX) {
            return Err(EditError::FieldTooLong);
        }
        let refused = |error: automerge::AutomergeError| EditError::Document(error.to_string());
        let doc = self.0.edit(stamp, EDIT_OPS_MAX);
        let agencies = read::object(doc, &ROOT, "agencies").ok_or(EditError::NoSuchEntry)?;
        let at = doc.put_object(&agencies, agency.id.to_string(), ObjType::Map).map_err(refused)?;
        for (key, value) in values {
            doc.put(&at, key, value).map_err(refused)?;
        }
        Ok(())
    }

    /// The directory as it reads now.
    #[must_use]
    pub fn view(&self) -> Directory {
        let doc = self.0.reader();
        let Some(agencies) = read::object(doc, &ROOT, "agencies") else {
            return Directory::default();
        };
        let keys: Vec<String> = doc.keys(&agencies).collect();
        let agencies = keys.into_iter().filter_map(|key| {
            let at = read::object(doc, &agencies, &key)?;
            let fields = read::Fields::read(doc, &at);
            Some(Agency {
                id: key.parse().ok()?,
                name: fields.text("name"),
                kind: AgencyKind::from_code(&fields.text("kind")),
                audience: Audience::from_code(&fields.text("audience")),
                description: fields.text("description"),
                phone: fields.text("phone"),
                address: fields.text("address"),
                hours: fields.text("hours"),
            })
        });
        Directory { agencies: agencies.collect() }
    }
}

impl std::ops::Deref for DirectoryDocument {
    type Target = Replica;

    fn deref(&self) -> &Replica {
        &self.0
    }
}

impl std::ops::DerefMut for DirectoryDocument {
    fn deref_mut(&mut self) -> &mut Replica {
        &mut self.0
    }
}
