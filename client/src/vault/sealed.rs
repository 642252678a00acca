//! Authenticated encryption under a data key.

use chacha20poly1305::aead::{AeadInOut, KeyInit};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};

use super::{Damaged, DataKey};

/// `[nonce][ciphertext and tag]`, in 40 bytes more than the content.
#[derive(Clone)]
pub(super) struct Cipher(XChaCha20Poly1305);

const NONCE_BYTES: usize = 24;
const TAG_BYTES: usize = 16;

impl Cipher {
    pub(super) fn new(key: &DataKey) -> Self {
        Self(XChaCha20Poly1305::new(key.bytes().into()))
    }

    /// Appends what `plain` looks like sealed, bound to `place`.
    pub(super) fn seal(&self, draw: &dyn Fn(&mut [u8]), place: &[u8], plain: &[u8], sealed: &mut Vec<u8>) {
        let mut nonce = XNonce::default();
        draw(&mut nonce);
        sealed.reserve_exact(NONCE_BYTES + plain.len() + TAG_BYTES);
        sealed.extend_from_slice(&nonce);
        let begin = sealed.len();
        sealed.extend_from_slice(plain);
        #[expect(clippy::expect_used, reason = "it fails beyond 256 GB, which no row has")]
        let tag = self
            .0
            .encrypt_inout_detached(&nonce, place, (&mut sealed[begin..]).into())
            .expect("a row is far shorter than the cipher's limit");
        sealed.extend_from_slice(&tag);
    }

    /// What was sealed for this place.
    pub(super) fn open(&self, place: &[u8], sealed: &[u8]) -> Result<Vec<u8>, Damaged> {
        let (nonce, rest) = sealed.split_first_chunk::<NONCE_BYTES>().ok_or(Damaged)?;
        let (content, tag) = rest.split_last_chunk::<TAG_BYTES>().ok_or(Damaged)?;
        let mut plain = content.to_vec();
        let opened = self.0.decrypt_inout_detached(&(*nonce).into(), place, (&mut plain[..]).into(), tag.into());
        opened.map(|()| plain).map_err(|_| Damaged)
    }
}
