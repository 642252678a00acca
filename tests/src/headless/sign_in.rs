//! Signing in at a running server.

use madobe_shared::protocol::StaffMember;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::LineError;

/// A session with a running server: where it is, and the cookie that says who.
#[derive(Debug, Clone)]
pub struct SignedIn {
    /// Host and port.
    pub host: String,
    /// The session cookie, as `name=value`.
    pub cookie: String,
    /// Who is signed in.
    pub member: StaffMember,
}

/// Signs in at a server on loopback, such as `http://127.0.0.1:8787`.
///
/// # Errors
///
/// Where the server cannot be reached or refuses.
pub async fn sign_in(address: &str, login: &str, password: &str) -> Result<SignedIn, LineError> {
    let host = address.trim_start_matches("http://").trim_end_matches('/').to_owned();
    let body = serde_json::json!({ "login": login, "password": password }).to_string();
    let request = format!(
        "POST /api/sign-in HTTP/1.1\r\nHost: {host}\r\nOrigin: http://{host}\r\nContent-Type: application/json\r\n\
         Content-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len()
    );
    let mut stream = TcpStream::connect(&host).await?;
    stream.write_all(request.as_bytes()).await?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await?;
    let (head, body) = answer.split_once("\r\n\r\n").ok_or("the answer has no end of its head")?;
    let cookie =
        head.lines().find_map(|line| line.strip_prefix("set-cookie: ")).and_then(|line| line.split(';').next());
    let cookie =
        cookie.ok_or_else(|| format!("not signed in: {}", head.lines().next().unwrap_or_default()))?.to_owned();
    let me: serde_json::Value = serde_json::from_str(body)?;
    let member = serde_json::from_value(me["user"].clone())?;
    Ok(SignedIn { host, cookie, member })
}
