//! The program with a certificate: how it is given one, and another.

use std::fs::{self, File};
use std::process::Command;
use std::time::Duration;

use tokio::time::{sleep, timeout};

use crate::authority::Authority;
use crate::program::{Running, refusal};

#[cfg(unix)]
#[tokio::test]
async fn a_hangup_signal_makes_it_show_the_new_certificate() {
    let (authority, folder) = (Authority::new(), tempfile::tempdir().unwrap());
    let files = authority.issue(folder.path(), 2100);
    let (cert, key) = (files.cert.to_str().unwrap(), files.key.to_str().unwrap());
    let (log, data) = (folder.path().join("log"), folder.path().join("data"));
    let log_to = File::create(&log).unwrap().into();
    let server = Running::start_logging_to(log_to, &["--tls-cert", cert, "--tls-key", key], &data);
    let address = format!("127.0.0.1:{}", server.port);
    let before = authority.browse(&address).await.unwrap().shown;
    let hang_up = || {
        let status = Command::new("kill").args(["-HUP", &server.child.id().to_string()]).status().unwrap();
        assert!(status.success());
    };

    let good = fs::read(&files.key).unwrap();
    fs::write(&files.key, "half a k").unwrap();
    hang_up();
    let said = async {
        while !fs::read_to_string(&log).unwrap().contains("the certificate from before stays in use") {
            sleep(Duration::from_millis(20)).await;
        }
    };
    timeout(Duration::from_secs(10), said).await.expect("the log says what is wrong");
    assert_eq!(authority.browse(&address).await.unwrap().shown, before, "a broken pair changes nothing");

    fs::write(&files.key, good).unwrap();
    authority.issue(folder.path(), 2100);
    hang_up();
    let renewed = async {
        while authority.browse(&address).await.unwrap().shown == before {
            sleep(Duration::from_millis(20)).await;
        }
    };
    timeout(Duration::from_secs(10), renewed).await.expect("the new certificate is shown");
}

#[test]
fn it_does_not_start_with_a_certificate_that_cannot_be_used() {
    let (authority, folder) = (Authority::new(), tempfile::tempdir().unwrap());
    let files = authority.issue(folder.path(), 2100);
    let (cert, key) = (files.cert.to_str().unwrap(), files.key.to_str().unwrap());
    let data = folder.path().join("data");
    let serve = |cert, key| refusal(&["serve", "--listen", "0.0.0.0:0", "--tls-cert", cert, "--tls-key", key], &data);
    let missing = folder.path().join("nothing.pem");
    let said = serve(missing.to_str().unwrap(), key);
    assert!(said.contains("nothing.pem cannot be read") && said.contains("look at its path"), "{said}");
    let said = serve(cert, cert);
    assert!(said.contains("holds no private key"), "{said}");
    assert!(!data.exists(), "the data is not touched");
}
