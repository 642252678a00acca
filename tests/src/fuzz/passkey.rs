//! What a browser says of a passkey: JSON around base64 around JSON and CBOR, of whoever knows a password.

use madobe_server::auth::webauthn::{Shown, Site, made, write};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

const ID: [u8; 16] = [9; 16];

fn site() -> Site {
    Site { name: "madobe.example".into(), origin: "https://madobe.example".into() }
}

/// An authenticator's words about itself; a statement around words about a key; and both kinds of answer.
pub fn seeds() -> Vec<Vec<u8>> {
    let (made, shown) = (attestation(), authenticator_data(0));
    let answers = [answer_made(&made), answer_shown(&shown)].map(|answer| answer.to_string().into_bytes());
    [vec![made, shown, key()], answers.to_vec()].concat()
}

/// Reads the input as an answer, and as each part of an answer whose other parts are honest.
pub fn run(bytes: &[u8]) {
    let site = site();
    let text = String::from_utf8_lossy(bytes);
    let made_answers = [text.to_string(), answer_made(bytes).to_string()];
    for new in made_answers.iter().filter_map(|answer| made(&site, answer).ok()) {
        assert!(!new.id.0.is_empty(), "a passkey without an id");
        let honest = Shown::read(&site, &answer_shown(&authenticator_data(0)).to_string()).expect("an honest answer");
        assert!(honest.is_signed_with(&new.key).is_err(), "nobody has signed it");
    }
    for answer in [text.to_string(), answer_shown(bytes).to_string()] {
        if let Ok(shown) = Shown::read(&site, &answer) {
            assert!(shown.is_signed_with(&key()).is_err(), "nobody has signed it");
            let _ = shown.is_signed_with(bytes);
        }
    }
}

fn answer_made(attestation: &[u8]) -> Value {
    json!({ "id": write(&ID), "response": {
        "clientDataJSON": client_data("webauthn.create"),
        "attestationObject": write(attestation),
    } })
}

fn answer_shown(data: &[u8]) -> Value {
    json!({ "id": write(&ID), "response": {
        "clientDataJSON": client_data("webauthn.get"),
        "authenticatorData": write(data),
        "signature": write(data),
    } })
}

fn client_data(kind: &str) -> String {
    let said = json!({ "type": kind, "challenge": write(&[7; 32]), "origin": site().origin, "crossOrigin": false });
    write(said.to_string().as_bytes())
}

/// Whose it is for, that somebody was there and recognised, and the counter.
fn authenticator_data(flags: u8) -> Vec<u8> {
    [&Sha256::digest(site().name)[..], &[0b101 | flags], &[0, 0, 0, 1]].concat()
}

/// `{1: 2, 3: -7, -1: 1, -2: x, -3: y}`.
fn key() -> Vec<u8> {
    let coordinate = |label: u8| [&[label, 0x58, 32][..], &[4; 32]].concat();
    [&[0xa5, 1, 2, 3, 0x26, 0x20, 1][..], &coordinate(0x21), &coordinate(0x22)].concat()
}

/// `{"fmt": "none", "attStmt": {}, "authData": …}`.
fn attestation() -> Vec<u8> {
    let data = [&authenticator_data(1 << 6)[..], &[0; 16], &[0, 16], &ID, &key()].concat();
    let length = u8::try_from(data.len()).expect("a short seed");
    [&b"\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData\x58"[..], &[length], &data].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_seeds_are_honest() {
        let new = made(&site(), &answer_made(&attestation()).to_string()).expect("a passkey");
        assert_eq!((new.id.0.as_slice(), new.key), (&ID[..], key()));
        assert!(Shown::read(&site(), &answer_shown(&authenticator_data(0)).to_string()).is_ok());
    }
}
