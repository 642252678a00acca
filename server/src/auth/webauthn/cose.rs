//! Public keys as authenticators write them: COSE (RFC 9052) in CBOR, of the two kinds that browsers are asked for.

use ciborium::Value;
use ring::signature::{ECDSA_P256_SHA256_ASN1, RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents, UnparsedPublicKey};

/// ECDSA on P-256, and RSA, each with SHA-256; the first is liked better.
pub const ALGORITHMS: [i64; 2] = [ES256, RS256];

const ES256: i64 = -7;
const RS256: i64 = -257;

/// The deepest that anything in an authenticator's words lies: a statement in a statement in a map.
const DEPTH_MAX: usize = 8;

/// A public key.
pub enum PublicKey {
    /// A point on P-256.
    Es256(Vec<u8>),
    /// A modulus and an exponent.
    Rs256(Vec<u8>, Vec<u8>),
}

impl PublicKey {
    /// Reads a key; `None` where it is of neither kind.
    pub fn read(mut cose: &[u8]) -> Option<Self> {
        let key = value(&mut cose)?;
        let at = |label: i64| field(&key, &Value::from(label));
        let number = |label| at(label)?.as_integer()?.try_into().ok();
        let bytes = |label| at(label)?.as_bytes().cloned();
        match (number(1)?, number(3)?) {
            (2_i64, ES256) if number(-1) == Some(1) => {
                let (x, y) = (bytes(-2)?, bytes(-3)?);
                (x.len() == 32 && y.len() == 32).then(|| Self::Es256([&[4], &x[..], &y].concat()))
            }
            (3, RS256) => Some(Self::Rs256(bytes(-1)?, bytes(-2)?)),
            _ => None,
        }
    }

    /// Whether this was signed with it.
    pub fn verifies(&self, signed: &[u8], signature: &[u8]) -> bool {
        let verified = match self {
            Self::Es256(point) => UnparsedPublicKey::new(&ECDSA_P256_SHA256_ASN1, point).verify(signed, signature),
            Self::Rs256(n, e) => RsaPublicKeyComponents { n, e }.verify(&RSA_PKCS1_2048_8192_SHA256, signed, signature),
        };
        verified.is_ok()
    }
}

/// Reads one value and goes behind it.
pub fn value(bytes: &mut &[u8]) -> Option<Value> {
    ciborium::de::from_reader_with_recursion_limit(bytes, DEPTH_MAX).ok()
}

/// What a map holds under a label.
pub fn field<'v>(map: &'v Value, label: &Value) -> Option<&'v Value> {
    map.as_map()?.iter().find(|(key, _)| key == label).map(|(_, value)| value)
}
