//! Chunks that are sealed one by one, in an order that cannot be changed and with an end that cannot be cut off: the STREAM construction
//! (Hoang, Reyhanitabar, Rogaway, Vizár 2015) over XChaCha20-Poly1305.

use std::io::{self, BufRead, ErrorKind, Read, Write};
use std::path::Path;

use aead_stream::{NewStream, StreamBE32, StreamPrimitive};
use chacha20poly1305::XChaCha20Poly1305;
use chacha20poly1305::aead::Payload;

use super::BackupError;
use super::head::{HEAD_BYTES, Head};
use super::key::Key;
use crate::limits::BACKUP_CHUNK_BYTES;

/// What sealing adds to a chunk.
const TAG_BYTES: usize = 16;

fn stream(key: &Key, head: &Head) -> StreamBE32<XChaCha20Poly1305> {
    StreamBE32::new(&key.0.into(), &head.nonce.into())
}

/// Seals what is written to it.
pub struct Sealer<W> {
    to: W,
    stream: StreamBE32<XChaCha20Poly1305>,
    head: [u8; HEAD_BYTES],
    position: u32,
    chunk: Vec<u8>,
}

impl<W: Write> Sealer<W> {
    /// Begins a backup: writes its head.
    pub fn begin(mut to: W, key: &Key, head: &Head) -> io::Result<Self> {
        let encoded = head.encode();
        to.write_all(&encoded)?;
        let chunk = Vec::with_capacity(BACKUP_CHUNK_BYTES);
        Ok(Self { to, stream: stream(key, head), head: encoded, position: 0, chunk })
    }

    /// Seals the end. Without it the backup is cut off.
    pub fn finish(mut self) -> io::Result<W> {
        self.seal(true)?;
        Ok(self.to)
    }

    fn seal(&mut self, is_last: bool) -> io::Result<()> {
        let payload = Payload { msg: &self.chunk, aad: &self.head };
        let sealed = self.stream.encrypt(self.position, is_last, payload);
        let sealed = sealed.map_err(|_| io::Error::other("a chunk could not be sealed"))?;
        self.to.write_all(&sealed)?;
        self.chunk.clear();
        // 2^32 chunks are 256 TB.
        self.position = self.position.checked_add(1).ok_or(ErrorKind::FileTooLarge)?;
        Ok(())
    }
}

impl<W: Write> Write for Sealer<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        // A full chunk waits for what follows, because it could be the last.
        if self.chunk.len() == BACKUP_CHUNK_BYTES {
            self.seal(false)?;
        }
        let taken = bytes.len().min(BACKUP_CHUNK_BYTES - self.chunk.len());
        self.chunk.extend_from_slice(&bytes[..taken]);
        Ok(taken)
    }

    fn flush(&mut self) -> io::Result<()> {
        // Half a chunk cannot be sealed.
        Ok(())
    }
}

/// Opens one chunk after the other.
pub struct Opener<'a, R> {
    file: &'a Path,
    from: R,
    stream: StreamBE32<XChaCha20Poly1305>,
    head: [u8; HEAD_BYTES],
    position: u32,
    is_done: bool,
}

impl<'a, R: BufRead> Opener<'a, R> {
    /// Opens what follows a head.
    pub fn new(file: &'a Path, from: R, key: &Key, head: &Head) -> Self {
        Self { file, from, stream: stream(key, head), head: head.encode(), position: 0, is_done: false }
    }

    /// The next chunk as it was written; `None` after the last.
    pub fn next(&mut self) -> Result<Option<Vec<u8>>, BackupError> {
        if self.is_done {
            return Ok(None);
        }
        let of_file = |error| BackupError::of_file(self.file, &error);
        let mut sealed = Vec::with_capacity(BACKUP_CHUNK_BYTES + TAG_BYTES);
        let chunk_bytes = (BACKUP_CHUNK_BYTES + TAG_BYTES) as u64;
        (&mut self.from).take(chunk_bytes).read_to_end(&mut sealed).map_err(of_file)?;
        self.is_done = self.from.fill_buf().map_err(of_file)?.is_empty();
        let damaged = || BackupError::Damaged {
            file: self.file.to_owned(),
            at: HEAD_BYTES as u64 + u64::from(self.position) * chunk_bytes,
        };
        let payload = Payload { msg: &sealed, aad: &self.head };
        let opened = self.stream.decrypt(self.position, self.is_done, payload).map_err(|_| damaged())?;
        self.position = self.position.checked_add(1).ok_or_else(damaged)?;
        Ok(Some(opened))
    }
}
