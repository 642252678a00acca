//! The files of a case (写真・書類): bytes beside its document, addressed by what they are. The document holds an
//! [`crate::case::Attachment`], which names them; device and office each keep them under their [`BlobKey`].
//!
//! Both ends hold a file against the same rules ([`check`]), so that the office refuses nothing that a device took. Never looks further into a
//! file than its first bytes: what is in it is for whoever opens it.

use std::fmt;
use std::str::FromStr;

use sha2::{Digest, Sha256};

use crate::codes::MediaKind;
use crate::hex;
use crate::ids::{BlobHash, DocId};
use crate::limits::BLOB_BYTES_MAX;

/// A file of a case. The same bytes in two cases are two files: who sees the one need not see the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BlobKey {
    /// The case.
    pub doc: DocId,
    /// The bytes.
    pub hash: BlobHash,
}

/// Why something is no file of a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unfit {
    /// It is larger than [`BLOB_BYTES_MAX`].
    #[error("a file has at most {BLOB_BYTES_MAX} bytes")]
    TooLarge,
    /// It does not begin as any of the kinds in [`MediaKind`] does.
    #[error("this is neither a photo nor a PDF")]
    NoKnownKind,
    /// Its bytes are not those that its address names.
    #[error("these are not the bytes that the address names: send them again")]
    OtherBytes,
}

/// What these bytes are, if they may be kept under this address.
///
/// # Errors
///
/// See [`Unfit`].
pub fn check(hash: BlobHash, bytes: &[u8]) -> Result<MediaKind, Unfit> {
    if bytes.len() > BLOB_BYTES_MAX {
        return Err(Unfit::TooLarge);
    }
    if BlobHash::of(bytes) != hash {
        return Err(Unfit::OtherBytes);
    }
    MediaKind::of(bytes).ok_or(Unfit::NoKnownKind)
}

impl MediaKind {
    /// What bytes begin like, whatever they are called.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Option<Self> {
        match bytes {
            [0xff, 0xd8, 0xff, ..] => Some(Self::Jpeg),
            [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => Some(Self::Png),
            [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some(Self::Webp),
            [b'%', b'P', b'D', b'F', b'-', ..] => Some(Self::Pdf),
            _ => None,
        }
    }

    /// Whether it is a picture.
    #[must_use]
    pub const fn is_picture(&self) -> bool {
        matches!(self, Self::Jpeg | Self::Png | Self::Webp)
    }
}

impl BlobHash {
    /// The hash of these bytes.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        Self(Sha256::digest(bytes).into())
    }
}

/// 64 hexadecimal digits, as in the document and in addresses.
impl fmt::Display for BlobHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::write(&self.0))
    }
}

impl fmt::Debug for BlobHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::write(&self.0[..4]))
    }
}

/// These are not 64 hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not the hash of a file: 64 hexadecimal digits")]
pub struct NoHash;

impl FromStr for BlobHash {
    type Err = NoHash;

    fn from_str(digits: &str) -> Result<Self, NoHash> {
        hex::read(digits).map(Self).ok_or(NoHash)
    }
}

/// `{doc}/{hash}`, the key of a row.
impl fmt::Display for BlobKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.doc, self.hash)
    }
}

impl FromStr for BlobKey {
    type Err = NoHash;

    fn from_str(key: &str) -> Result<Self, NoHash> {
        let (doc, hash) = key.split_once('/').ok_or(NoHash)?;
        Ok(Self { doc: doc.parse().map_err(|_| NoHash)?, hash: hash.parse()? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_what_its_first_bytes_say() {
        for (bytes, kind) in [
            (&b"\xff\xd8\xff\xe0\0\x10JFIF"[..], Some(MediaKind::Jpeg)),
            (b"\x89PNG\r\n\x1a\n\0", Some(MediaKind::Png)),
            (b"RIFF\x10\0\0\0WEBPVP8 ", Some(MediaKind::Webp)),
            (b"%PDF-1.7\n", Some(MediaKind::Pdf)),
            (b"", None),
            (b"\xff\xd8", None),
            (b"RIFF\x10\0\0\0WAVE", None),
            (b"%PDF", None),
            (b"<svg xmlns='http://www.w3.org/2000/svg'>", None),
            (b"<html><!-- %PDF-1.7 -->", None),
            (b"PK\x03\x04", None),
        ] {
            assert_eq!(MediaKind::of(bytes), kind, "{bytes:?}");
        }
    }

    #[test]
    fn it_is_kept_under_its_own_hash_and_within_its_bound() {
        let mut bytes = b"%PDF-1.7 a letter".to_vec();
        assert_eq!(check(BlobHash::of(&bytes), &bytes), Ok(MediaKind::Pdf));
        assert_eq!(check(BlobHash([0; 32]), &bytes), Err(Unfit::OtherBytes));
        let half = &bytes[..9];
        assert_eq!(check(BlobHash::of(&bytes), half), Err(Unfit::OtherBytes), "half of it");
        assert_eq!(check(BlobHash::of(b"words"), b"words"), Err(Unfit::NoKnownKind));
        bytes.resize(BLOB_BYTES_MAX, 0);
        assert!(check(BlobHash::of(&bytes), &bytes).is_ok());
        bytes.push(0);
        assert_eq!(check(BlobHash::of(&bytes), &bytes), Err(Unfit::TooLarge));
    }

    #[test]
    fn a_key_leads_back_to_what_it_names() {
        let key = BlobKey { doc: DocId::DIRECTORY, hash: BlobHash::of(b"a photo") };
        assert_eq!(key.to_string().parse(), Ok(key));
        for bad in ["", "/", "x/y", &format!("{}/{}", key.doc, "0".repeat(63)), &key.hash.to_string()] {
            assert_eq!(bad.parse::<BlobKey>(), Err(NoHash), "{bad}");
        }
    }
}
