//! The beginning of an encrypted connection, within a bound of time. Runs in the connection's own task: one that stalls keeps nobody else
//! waiting.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt, copy, sink};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

use super::Tls;
use crate::limits::{HTTP_BUFFER_BYTES, TLS_HANDSHAKE_MS_MAX};

/// The first byte of every TLS connection: the type of a handshake's record (RFC 8446, 5.1).
const HANDSHAKE_RECORD: u8 = 22;

/// What someone is told who typed `http://`. There is no redirection: a page that came over plain HTTP could be anyone's.
const HTTPS_ONLY: &str = "HTTP/1.1 400 Bad Request\r\ncontent-type: text/plain; charset=utf-8\r\ncontent-length: 56\r\n\
     connection: close\r\n\r\nThis port speaks HTTPS: begin the address with https://\n";

/// Encrypts a connection; `None` where the other end speaks no TLS, knows nothing of ours, or takes too long.
pub async fn encrypt(stream: TcpStream, tls: &Tls) -> Option<TlsStream<TcpStream>> {
    let done = timeout(Duration::from_millis(TLS_HANDSHAKE_MS_MAX), handshake(stream, tls)).await;
    let done = done.unwrap_or_else(|_| Err(io::ErrorKind::TimedOut.into()));
    done.inspect_err(|error| tracing::debug!(%error, "a TLS handshake failed")).ok()
}

async fn handshake(mut stream: TcpStream, tls: &Tls) -> io::Result<TlsStream<TcpStream>> {
    let mut first = [0];
    if stream.peek(&mut first).await? > 0 && first[0] != HANDSHAKE_RECORD {
        refuse(&mut stream).await?;
        return Err(io::Error::new(io::ErrorKind::InvalidData, "the other end speaks no TLS"));
    }
    TlsAcceptor::from(Arc::clone(&tls.pair().config)).accept(stream).await
}

async fn refuse(stream: &mut TcpStream) -> io::Result<()> {
    stream.write_all(HTTPS_ONLY.as_bytes()).await?;
    stream.shutdown().await?;
    // Closing before everything was read would take the answer back from where it waits to be read.
    copy(&mut stream.take(HTTP_BUFFER_BYTES as u64), &mut sink()).await?;
    Ok(())
}
