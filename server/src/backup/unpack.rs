//! From a backup to the database that is in it.

use std::fs::File;
use std::io::{self, BufReader, BufWriter, Write};
use std::path::Path;

use flate2::write::ZlibDecoder;

use super::head::Head;
use super::seal::Opener;
use super::{BackupError, Key};

/// A backup whose head fits the key. Nothing more of it has been read.
pub struct Packed<'a> {
    /// Its head.
    pub head: Head,
    file: &'a Path,
    from: BufReader<File>,
    key: &'a Key,
}

impl<'a> Packed<'a> {
    /// Opens a file and reads its head.
    pub fn open(file: &'a Path, key: &'a Key) -> Result<Self, BackupError> {
        let opened = File::open(file).map_err(|error| BackupError::of_file(file, &error))?;
        let mut from = BufReader::new(opened);
        let head = Head::read(file, &mut from, key)?;
        Ok(Self { head, file, from, key })
    }

    /// Writes the database into a file, and brings it to the disk.
    pub fn unpack(self, to: File, path: &Path) -> Result<Head, BackupError> {
        let Self { head, file, from, key } = self;
        let mut opener = Opener::new(file, from, key, &head);
        let bounded = Bounded { to: BufWriter::new(to), room: head.database_bytes };
        let mut inflating = ZlibDecoder::new(bounded);
        let not_as_written = |error: io::Error| match error.kind() {
            // What was sealed is what was written: this is a fault of the program that wrote it.
            io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData | io::ErrorKind::UnexpectedEof => {
                BackupError::Damaged { file: file.to_owned(), at: 0 }
            }
            _ => BackupError::of_file(path, &error),
        };
        while let Some(chunk) = opener.next()? {
            inflating.write_all(&chunk).map_err(not_as_written)?;
        }
        let mut bounded = inflating.finish().map_err(not_as_written)?;
        if bounded.room > 0 {
            return Err(not_as_written(io::ErrorKind::UnexpectedEof.into()));
        }
        bounded.to.flush().and_then(|()| bounded.to.get_ref().sync_all()).map_err(not_as_written)?;
        Ok(head)
    }
}

/// Takes as much as the head says and not a byte more, whatever it inflates to.
struct Bounded<W> {
    to: W,
    room: u64,
}

impl<W: Write> Write for Bounded<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if bytes.len() as u64 > self.room {
            return Err(io::ErrorKind::InvalidData.into());
        }
        let written = self.to.write(bytes)?;
        self.room -= written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.to.flush()
    }
}
