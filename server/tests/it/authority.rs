//! A certificate authority of a test's own, the certificates it issues, and a browser that trusts it.

use std::fs;
use std::io;
use std::path::Path;
use std::sync::Arc;

use http_body_util::{BodyExt, Full};
use hyper::body::Bytes;
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use madobe_server::tls::TlsFiles;
use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair, date_time_ymd};
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

/// The name that all certificates are for.
pub const NAME: &str = "madobe.test";

pub struct Authority {
    issuer: Issuer<'static, KeyPair>,
    cert: CertificateDer<'static>,
}

impl Authority {
    pub fn new() -> Self {
        let mut params = CertificateParams::new(vec![]).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().unwrap();
        let cert = params.self_signed(&key).unwrap().der().clone();
        Self { issuer: Issuer::new(params, key), cert }
    }

    /// Issues a certificate that is good through a year, and writes it and its key into a folder.
    pub fn issue(&self, folder: &Path, through_year: i32) -> TlsFiles {
        let mut params = CertificateParams::new(vec![NAME.to_owned(), "localhost".to_owned()]).unwrap();
        (params.not_before, params.not_after) = (date_time_ymd(2000, 1, 1), date_time_ymd(through_year, 12, 31));
        let key = KeyPair::generate().unwrap();
        let cert = params.signed_by(&key, &self.issuer).unwrap();
        let files = TlsFiles { cert: folder.join("cert.pem"), key: folder.join("key.pem") };
        fs::write(&files.cert, cert.pem()).unwrap();
        fs::write(&files.key, key.serialize_pem()).unwrap();
        files
    }

    /// Connects as a browser that trusts this authority and speaks these protocols.
    pub async fn connect(&self, address: &str, protocols: &[&str]) -> io::Result<TlsStream<TcpStream>> {
        let mut roots = RootCertStore::empty();
        roots.add(self.cert.clone()).unwrap();
        let mut config = ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_root_certificates(roots)
            .with_no_client_auth();
        config.alpn_protocols = protocols.iter().map(|protocol| protocol.as_bytes().to_vec()).collect();
        let stream = TcpStream::connect(address).await?;
        TlsConnector::from(Arc::new(config)).connect(ServerName::try_from(NAME).unwrap(), stream).await
    }

    /// A connection that stays open, for one request after the other.
    pub async fn browse(&self, address: &str) -> io::Result<Browser> {
        let stream = self.connect(address, &["h2", "http/1.1"]).await?;
        let shown = stream.get_ref().1.peer_certificates().unwrap()[0].clone().into_owned();
        let (sender, connection) = handshake(TokioIo::new(stream)).await.unwrap();
        tokio::spawn(connection.with_upgrades());
        Ok(Browser { sender, shown })
    }
}

pub struct Browser {
    sender: SendRequest<Full<Bytes>>,
    /// The certificate it was shown.
    pub shown: CertificateDer<'static>,
}

impl Browser {
    pub async fn ask(&mut self, request: hyper::http::request::Builder, body: &str) -> Response<Bytes> {
        let request: Request<_> = request.body(Full::new(Bytes::from(body.to_owned()))).unwrap();
        let (parts, body) = self.sender.send_request(request).await.unwrap().into_parts();
        Response::from_parts(parts, body.collect().await.unwrap().to_bytes())
    }

    /// A line of `/metrics` by its name.
    pub async fn metric(&mut self, name: &str) -> i64 {
        let answer = self.ask(Request::get("/metrics").header("host", "localhost"), "").await;
        let text = String::from_utf8(answer.into_body().to_vec()).unwrap();
        let line = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
        line.unwrap_or_else(|| panic!("no {name} in {text}")).parse().unwrap()
    }
}
