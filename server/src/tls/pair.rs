//! A certificate and its key, read from their files and found to belong together.

use std::fmt;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustls::ServerConfig;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use sha2::{Digest, Sha256};
use x509_cert::Certificate;
use x509_cert::der::Decode;

use super::TlsFiles;
use crate::limits::TLS_FILE_BYTES_MAX;

/// Why a certificate cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// A file is not there, or not for this user.
    #[error("{} cannot be read ({reason}): look at its path, and at who may read it", file.display())]
    Unreadable {
        /// The file.
        file: PathBuf,
        /// What the operating system says.
        reason: String,
    },
    /// There is no certificate in the file, or one that is cut off.
    #[error("{} holds no certificate that can be read: it has to be in PEM form, the server's own certificate first", file.display())]
    NoCertificate {
        /// The file.
        file: PathBuf,
    },
    /// There is no key in the file, or one that is locked by a passphrase.
    #[error("{} holds no private key that can be read: it has to be in PEM form, without a passphrase", file.display())]
    NoKey {
        /// The file.
        file: PathBuf,
    },
    /// The two do not belong together, or are of a kind that is not known here.
    #[error("the certificate in {} and the key in {} cannot be used together: {reason}", cert.display(), key.display())]
    Unfit {
        /// The certificate's file.
        cert: PathBuf,
        /// The key's file.
        key: PathBuf,
        /// What is wrong with them.
        reason: String,
    },
}

/// A certificate and its key, ready to be shown.
pub struct Pair {
    /// What a handshake needs.
    pub config: Arc<ServerConfig>,
    /// When the certificate expires, in seconds since 1970.
    pub not_after_s: u64,
    /// What the two files held.
    pub digest: [u8; 32],
}

/// A key stays out of logs.
impl fmt::Debug for Pair {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pair").field("not_after_s", &self.not_after_s).finish_non_exhaustive()
    }
}

impl Pair {
    /// Reads and checks both files.
    pub fn read(files: &TlsFiles) -> Result<Self, TlsError> {
        let (cert, key) = (read(&files.cert)?, read(&files.key)?);
        let digest = Sha256::new().chain_update(Sha256::digest(&cert)).chain_update(Sha256::digest(&key)).finalize();

        let no_certificate = || TlsError::NoCertificate { file: files.cert.clone() };
        let chain: Vec<CertificateDer<'static>> =
            CertificateDer::pem_slice_iter(&cert).collect::<Result<_, _>>().map_err(|_| no_certificate())?;
        let own = chain.first().ok_or_else(no_certificate)?;
        let own = Certificate::from_der(own).map_err(|_| no_certificate())?;
        let not_after_s = own.tbs_certificate().validity().not_after.to_unix_duration().as_secs();
        let key = PrivateKeyDer::from_pem_slice(&key).map_err(|_| TlsError::NoKey { file: files.key.clone() })?;

        let config = config(chain, key).map_err(|error| TlsError::Unfit {
            cert: files.cert.clone(),
            key: files.key.clone(),
            reason: match error {
                rustls::Error::InconsistentKeys(_) => "the key is another certificate's".into(),
                other => other.to_string(),
            },
        })?;
        Ok(Self { config: Arc::new(config), not_after_s, digest: digest.into() })
    }
}

/// TLS 1.2 and 1.3 in rustls's own choice of ciphers, and HTTP/1.1 alone, which is all that the listener speaks.
fn config(chain: Vec<CertificateDer<'static>>, key: PrivateKeyDer<'static>) -> Result<ServerConfig, rustls::Error> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(chain, key)?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(config)
}

fn read(file: &Path) -> Result<Vec<u8>, TlsError> {
    let unreadable = |reason: String| TlsError::Unreadable { file: file.to_owned(), reason };
    let mut bytes = Vec::new();
    let opened = File::open(file).map_err(|error| unreadable(error.to_string()))?;
    opened.take(TLS_FILE_BYTES_MAX + 1).read_to_end(&mut bytes).map_err(|error| unreadable(error.to_string()))?;
    if bytes.len() as u64 > TLS_FILE_BYTES_MAX {
        return Err(unreadable(format!("it is larger than {TLS_FILE_BYTES_MAX} bytes")));
    }
    Ok(bytes)
}
