//! An authenticator made of software, and the browser in front of it: for tests, which bend what they say.

use ciborium::{Value as Cbor, cbor};
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::{Site, write};
use crate::platform;

/// One passkey, and what is said of it.
pub struct Authenticator {
    key: EcdsaKeyPair,
    pub id: [u8; 16],
    pub counter: u32,
    /// Whether it looks who is there.
    pub verifies: bool,
    /// The site whose page the browser is at.
    pub site: Site,
    pub cross_origin: bool,
}

impl Authenticator {
    /// A new passkey, whose counter counts.
    pub fn at(site: &Site) -> Self {
        let random = SystemRandom::new();
        let key = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, &random).unwrap();
        let key = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, key.as_ref(), &random).unwrap();
        let id = platform::random_bytes();
        Self { key, id, counter: 1, verifies: true, site: site.clone(), cross_origin: false }
    }

    /// What the browser answers when it is asked to make the passkey.
    pub fn make(&self, options: &Value) -> String {
        self.make_of(options, &attestation(&self.made_data()))
    }

    /// The same with another statement of the authenticator.
    pub fn make_of(&self, options: &Value, attestation: &[u8]) -> String {
        let client_data = write(&self.client_data("webauthn.create", options));
        let response = json!({ "clientDataJSON": client_data, "attestationObject": write(attestation) });
        json!({ "id": write(&self.id), "type": "public-key", "response": response }).to_string()
    }

    /// What the browser answers when it is asked to show the passkey.
    pub fn show(&mut self, options: &Value) -> String {
        self.counter = self.counter.saturating_add(1);
        let data = self.data(0);
        let client_data = self.client_data("webauthn.get", options);
        let signed = [&data[..], &Sha256::digest(&client_data)].concat();
        let signature = self.key.sign(&SystemRandom::new(), &signed).unwrap();
        let response = json!({
            "clientDataJSON": write(&client_data),
            "authenticatorData": write(&data),
            "signature": write(signature.as_ref()),
            "userHandle": null,
        });
        json!({ "id": write(&self.id), "type": "public-key", "response": response }).to_string()
    }

    /// What it says of the passkey that was made.
    pub fn made_data(&self) -> Vec<u8> {
        let point = self.key.public_key().as_ref();
        let bytes = |range: std::ops::Range<usize>| Cbor::Bytes(point[range].to_vec());
        let key = cbor!({ 1 => 2, 3 => -7, -1 => 1, -2 => bytes(1..33), -3 => bytes(33..65) }).unwrap();
        let mut data = self.data(1 << 6);
        data.extend([0; 16]);
        data.extend((self.id.len() as u16).to_be_bytes());
        data.extend(self.id);
        ciborium::into_writer(&key, &mut data).unwrap();
        data
    }

    fn data(&self, flags: u8) -> Vec<u8> {
        let verified = if self.verifies { 1 << 2 } else { 0 };
        let name = Sha256::digest(&self.site.name);
        [&name[..], &[1 | verified | flags], &self.counter.to_be_bytes()].concat()
    }

    fn client_data(&self, kind: &str, options: &Value) -> Vec<u8> {
        let (challenge, origin) = (&options["challenge"], &self.site.origin);
        let said = json!({ "type": kind, "challenge": challenge, "origin": origin, "crossOrigin": self.cross_origin });
        said.to_string().into_bytes()
    }
}

/// A statement of an authenticator that does not say who made it.
pub fn attestation(data: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let object = cbor!({ "fmt" => "none", "attStmt" => {}, "authData" => Cbor::Bytes(data.to_vec()) }).unwrap();
    ciborium::into_writer(&object, &mut bytes).unwrap();
    bytes
}
