//! A running server on a free port, and a plain HTTP client that speaks to it like a browser's page.

use std::sync::Arc;

use http_body_util::{BodyExt, Full};
use hyper::body::Bytes;
use hyper::header::{COOKIE, HOST, ORIGIN, SET_COOKIE};
use hyper::{Request, StatusCode};
use hyper_util::rt::TokioIo;
use madobe_server::auth::password;
use madobe_server::store::accounts::Account;
use madobe_server::store::audit::Hand;
use madobe_server::store::{MemoryStore, Store};
use madobe_server::{Config, run};
use madobe_shared::codes::{Profession, Role};
use madobe_shared::ids::{DeviceId, UserId};
use serde_json::{Value, json};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

pub const PASSWORD: &str = "a long password";

pub struct Server {
    pub address: String,
    pub store: Arc<dyn Store>,
    stop: Option<oneshot::Sender<()>>,
    running: JoinHandle<()>,
}

/// A server that devices can connect to, in this process or in one of its own.
pub trait Reachable {
    fn address(&self) -> String;
}

impl Reachable for Server {
    fn address(&self) -> String {
        self.address.clone()
    }
}

impl Server {
    /// A server over a store in memory, in which 佐藤 has an account.
    pub async fn start() -> Self {
        Self::start_with(Arc::new(MemoryStore::default()), Config::default()).await
    }

    /// A server over this store. Where nobody has an account and nobody is to set the office up, 佐藤 gets one.
    pub async fn start_with(store: Arc<dyn Store>, config: Config) -> Self {
        if store.list_users().unwrap().is_empty() && config.setup_code.is_none() {
            add_user(&*store, 7, "sato");
        }
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let (stop, stopped) = oneshot::channel::<()>();
        let served = Arc::clone(&store);
        let running = tokio::spawn(async move {
            let shutdown = async move { stopped.await.unwrap_or(()) };
            run(listener, served, config, shutdown).await.unwrap();
        });
        Self { address, store, stop: Some(stop), running }
    }

    pub async fn stop(mut self) {
        self.stop.take().unwrap().send(()).unwrap();
        self.running.await.unwrap();
    }

    pub fn get(&self, path: &str) -> Call {
        Call::new(self, "GET", path, String::new())
    }

    /// A request as one of the server's own pages makes it.
    pub fn post(&self, path: &str, body: &str) -> Call {
        Call::new(self, "POST", path, body.to_owned()).header(ORIGIN.as_str(), &self.origin())
    }

    /// A request as one of the server's own pages makes it.
    pub fn delete(&self, path: &str) -> Call {
        Call::new(self, "DELETE", path, String::new()).header(ORIGIN.as_str(), &self.origin())
    }

    fn origin(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Signs 佐藤 in and returns the cookie.
    pub async fn sign_in(&self) -> String {
        sign_in(self).await
    }
}

/// Signs 佐藤 in and returns the cookie.
pub async fn sign_in(server: &impl Reachable) -> String {
    sign_in_as(server, "sato").await
}

/// Signs someone in and returns the cookie.
pub async fn sign_in_as(server: &impl Reachable, login: &str) -> String {
    let body = credentials(login, PASSWORD);
    let call = Call::new(server, "POST", "/api/sign-in", body);
    let answer = call.header(ORIGIN.as_str(), &format!("http://{}", server.address())).send().await;
    assert_eq!(answer.status, StatusCode::OK, "{:?}", answer.body);
    answer.cookie().unwrap()
}

/// The same on a device that names itself.
pub async fn sign_in_on(server: &Server, login: &str, device: DeviceId) -> String {
    let body = json!({ "login": login, "password": PASSWORD, "device": device.to_string() });
    server.post("/api/sign-in", &body.to_string()).send().await.cookie().unwrap()
}

pub fn add_user(store: &dyn Store, user: u64, login: &str) {
    let account = Account {
        user: UserId(user),
        login: login.into(),
        name: "佐藤 由佳".into(),
        profession: Profession::SocialWorker,
        active: true,
        role: Role::Consultant,
        contractor: false,
        expires_on: None,
        password_hash: password::hash(PASSWORD).unwrap(),
    };
    store.create_user(Hand::of_the_office(0), &account).unwrap();
}

pub fn credentials(login: &str, password: &str) -> String {
    serde_json::json!({ "login": login, "password": password }).to_string()
}

pub struct Call {
    address: String,
    request: hyper::http::request::Builder,
    has_host: bool,
    body: Bytes,
}

impl Call {
    pub fn new(server: &impl Reachable, method: &str, path: &str, body: impl Into<Bytes>) -> Self {
        let request = Request::builder().method(method).uri(path);
        Self { address: server.address(), request, has_host: false, body: body.into() }
    }

    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.has_host |= name.eq_ignore_ascii_case("host");
        let headers = self.request.headers_mut().unwrap();
        headers.insert(hyper::header::HeaderName::from_bytes(name.as_bytes()).unwrap(), value.parse().unwrap());
        self
    }

    pub fn cookie(self, cookie: &str) -> Self {
        self.header(COOKIE.as_str(), cookie)
    }

    pub async fn send(mut self) -> Answer {
        if !self.has_host {
            let address = self.address.clone();
            self = self.header(HOST.as_str(), &address);
        }
        let stream = TcpStream::connect(&self.address).await.unwrap();
        let (mut sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream)).await.unwrap();
        tokio::spawn(connection);
        let response = sender.send_request(self.request.body(Full::new(self.body)).unwrap()).await.unwrap();
        let (parts, body) = response.into_parts();
        let body = body.collect().await.unwrap().to_bytes();
        Answer { status: parts.status, headers: parts.headers, body }
    }
}

pub struct Answer {
    pub status: StatusCode,
    pub headers: hyper::HeaderMap,
    pub body: Bytes,
}

impl Answer {
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|_| panic!("not JSON: {:?}", self.body))
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }

    pub fn set_cookie(&self) -> Option<&str> {
        self.header(SET_COOKIE.as_str())
    }

    /// What the browser will send from now on.
    pub fn cookie(&self) -> Option<String> {
        self.set_cookie().map(|cookie| cookie.split(';').next().unwrap().to_owned())
    }
}
