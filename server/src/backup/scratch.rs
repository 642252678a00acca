//! A file that is being made beside others and goes when it is given up: the copy of a database on its way into a backup, or out of one.

use std::fs::{self, File, OpenOptions};
use std::path::{Path, PathBuf};

use super::BackupError;

/// A file that is removed unless it is kept. Only this user can read it. Who makes one holds a lock on its folder: a file of that name that is
/// there was left by a program that was killed.
pub struct Scratch {
    path: PathBuf,
    is_kept: bool,
}

impl Scratch {
    /// An empty file of this name.
    pub fn create(path: PathBuf) -> Result<(Self, File), BackupError> {
        let of_file = |error| BackupError::of_file(&path, &error);
        match fs::remove_file(&path) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(of_file(error)),
            _ => {}
        }
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options.open(&path).map_err(of_file)?;
        Ok((Self { path, is_kept: false }, file))
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Gives the file, which is complete and on the disk, the name it was made for, unless something has that name.
    pub fn keep_as(mut self, name: &Path) -> Result<(), BackupError> {
        let of_file = |error| BackupError::of_file(name, &error);
        // A link and not a renaming, which would put itself in the place of what is there. A memory stick knows no links.
        match fs::hard_link(&self.path, name) {
            Ok(()) => fs::remove_file(&self.path).map_err(of_file)?,
            Err(_) if !name.try_exists().map_err(of_file)? => fs::rename(&self.path, name).map_err(of_file)?,
            Err(error) => return Err(of_file(error)),
        }
        self.is_kept = true;
        sync_folder(name)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        if !self.is_kept {
            let _ = fs::remove_file(&self.path);
        }
    }
}

/// Brings the name of a file to the disk. Where folders cannot be synced, the operating system sees to it.
fn sync_folder(file: &Path) -> Result<(), BackupError> {
    #[cfg(unix)]
    {
        let folder = match file.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => parent,
            _ => Path::new("."),
        };
        File::open(folder)
            .and_then(|folder| folder.sync_all())
            .map_err(|error| BackupError::of_file(folder, &error))?;
    }
    let _ = file;
    Ok(())
}
