//! What a browser and its authenticator say of a passkey, checked as the standard asks (W3C Web Authentication, level 3, 7.1 and 7.2).
//!
//! Pure: which questions were asked, and which passkeys there are, is for others to know. Who made an authenticator is not asked
//! (attestation "none"): the office trusts whatever its staff chose, once they have proven who they are.
//!
//! The signatures are checked by ring, which TLS brings along, and which knows RSA too: Windows Hello signs with it where the machine's
//! security chip is an older one.

mod cose;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ciborium::Value;
use madobe_shared::ids::UserId;
use serde::Deserialize;
use serde_json::json;
use sha2::{Digest, Sha256};

use crate::limits::PASSKEY_CHALLENGE_MS;
use crate::store::passkeys::{Passkey, PasskeyId};
pub(super) use cose::PublicKey;

/// The office as passkeys know it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Site {
    /// Its name: the host that its pages come from (the RP ID).
    pub name: String,
    /// The origin of its pages.
    pub origin: String,
}

/// What an authenticator has to sign: drawn for one question, and good for one answer.
pub type Challenge = [u8; 32];

/// What an answer says does not hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unfit {
    /// It cannot be read.
    #[error("what the authenticator says cannot be read")]
    Unreadable,
    /// It answers another kind of question.
    #[error("the authenticator answers another question")]
    OtherQuestion,
    /// It was asked by another site's page.
    #[error("the authenticator was asked by another site")]
    OtherSite,
    /// Nobody was there, or the authenticator did not look who.
    #[error("the authenticator has not looked who holds it")]
    NotVerified,
    /// The signature is not the passkey's.
    #[error("the signature is not the passkey's")]
    Forged,
    /// The key is of a kind that was not asked for.
    #[error("the key is of an unknown kind")]
    UnknownKey,
}

/// A passkey that was just made, as its authenticator tells of it.
#[derive(Debug, PartialEq, Eq)]
pub struct Made {
    /// What it was asked to sign.
    pub challenge: Challenge,
    /// What it calls the passkey by.
    pub id: PasskeyId,
    /// The public key as it is kept: COSE.
    pub key: Vec<u8>,
    /// Where its counter stands; 0 where it has none.
    pub counter: u32,
}

/// What a browser answers with, in the form that `toJSON` gives it. What is in both kinds of answer.
#[derive(Deserialize)]
struct Answer<R> {
    id: String,
    response: R,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct MadeResponse {
    #[serde(rename = "clientDataJSON")]
    client_data: String,
    attestation_object: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ShownResponse {
    #[serde(rename = "clientDataJSON")]
    client_data: String,
    authenticator_data: String,
    signature: String,
}

/// What the browser itself knows of a question.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ClientData {
    #[serde(rename = "type")]
    kind: String,
    challenge: String,
    origin: String,
    #[serde(default)]
    cross_origin: bool,
}

/// What a browser is asked for when a passkey is to be made.
pub(super) fn to_make(
    site: &Site,
    challenge: &Challenge,
    (user, login): (UserId, &str),
    there: &[Passkey],
) -> serde_json::Value {
    json!({
        "rp": { "id": site.name, "name": "窓辺" },
        "user": { "id": write(&user.0.to_be_bytes()), "name": login, "displayName": login },
        "challenge": write(challenge),
        "pubKeyCredParams": cose::ALGORITHMS.map(|alg| json!({ "type": "public-key", "alg": alg })),
        "timeout": PASSKEY_CHALLENGE_MS,
        "excludeCredentials": of_site(site, there),
        "authenticatorSelection": { "residentKey": "preferred", "userVerification": "required" },
        "attestation": "none",
        "extensions": { "prf": {} },
    })
}

/// What a browser is asked for when one of these passkeys is to be shown; `None` where none of them can be at this site.
pub(super) fn to_show(site: &Site, challenge: &Challenge, there: &[Passkey]) -> Option<serde_json::Value> {
    let allowed = of_site(site, there);
    let options = json!({
        "rpId": site.name,
        "challenge": write(challenge),
        "timeout": PASSKEY_CHALLENGE_MS,
        "allowCredentials": allowed,
        "userVerification": "required",
    });
    (!allowed.is_empty()).then_some(options)
}

fn of_site(site: &Site, there: &[Passkey]) -> Vec<serde_json::Value> {
    let here = there.iter().filter(|passkey| passkey.made.site == site.name);
    here.map(|passkey| json!({ "type": "public-key", "id": write(&passkey.made.id.0) })).collect()
}

/// Reads what a browser says of a passkey that was made. Whether its challenge was given is left to whoever gave it.
///
/// # Errors
///
/// See [`Unfit`], here and below.
pub fn made(site: &Site, answer: &str) -> Result<Made, Unfit> {
    let answer: Answer<MadeResponse> = serde_json::from_str(answer).map_err(|_| Unfit::Unreadable)?;
    let (challenge, _) = client_data(site, "webauthn.create", &answer.response.client_data)?;
    let object = read(&answer.response.attestation_object)?;
    let object = cose::value(&mut object.as_slice()).ok_or(Unfit::Unreadable)?;
    let bytes = cose::field(&object, &Value::from("authData")).and_then(Value::as_bytes).ok_or(Unfit::Unreadable)?;
    let (counter, rest) = authenticator_data(site, bytes)?;
    // 16 bytes say which make the authenticator is of.
    let (id_len, rest) = rest.get(16..).and_then(|rest| rest.split_first_chunk::<2>()).ok_or(Unfit::Unreadable)?;
    let (id, rest) = rest.split_at_checked(u16::from_be_bytes(*id_len).into()).ok_or(Unfit::Unreadable)?;
    if read(&answer.id)? != id || id.is_empty() {
        return Err(Unfit::Unreadable);
    }
    let mut behind = rest;
    cose::value(&mut behind).ok_or(Unfit::Unreadable)?;
    let key = rest[..rest.len() - behind.len()].to_vec();
    PublicKey::read(&key).ok_or(Unfit::UnknownKey)?;
    Ok(Made { challenge, id: PasskeyId(id.to_vec()), key, counter })
}

/// What a browser says of a passkey that was shown, before its signature is looked at.
pub struct Shown {
    /// What its authenticator calls the passkey by.
    pub id: PasskeyId,
    /// What it was asked to sign.
    pub challenge: Challenge,
    /// Where its counter stands; 0 where it has none.
    pub counter: u32,
    signed: Vec<u8>,
    signature: Vec<u8>,
}

impl Shown {
    /// Reads it, and checks everything but the signature and whether its challenge was given.
    pub fn read(site: &Site, answer: &str) -> Result<Self, Unfit> {
        let answer: Answer<ShownResponse> = serde_json::from_str(answer).map_err(|_| Unfit::Unreadable)?;
        let ShownResponse { client_data: words, authenticator_data: data, signature } = &answer.response;
        let (challenge, hash) = client_data(site, "webauthn.get", words)?;
        let mut signed = read(data)?;
        let (counter, _) = authenticator_data(site, &signed)?;
        signed.extend(hash);
        Ok(Self { id: PasskeyId(read(&answer.id)?), challenge, counter, signed, signature: read(signature)? })
    }

    /// Checks that it was signed with this key.
    pub fn is_signed_with(&self, key: &[u8]) -> Result<(), Unfit> {
        let key = PublicKey::read(key).ok_or(Unfit::UnknownKey)?;
        if key.verifies(&self.signed, &self.signature) { Ok(()) } else { Err(Unfit::Forged) }
    }
}

/// The challenge that a browser was asked to have signed, and the hash under which that is signed.
fn client_data(site: &Site, kind: &str, words: &str) -> Result<(Challenge, [u8; 32]), Unfit> {
    let words = read(words)?;
    let said: ClientData = serde_json::from_slice(&words).map_err(|_| Unfit::Unreadable)?;
    if said.kind != kind {
        return Err(Unfit::OtherQuestion);
    }
    if !said.origin.eq_ignore_ascii_case(&site.origin) || said.cross_origin {
        return Err(Unfit::OtherSite);
    }
    let challenge = read(&said.challenge)?.try_into().map_err(|_| Unfit::OtherQuestion)?;
    Ok((challenge, Sha256::digest(&words).into()))
}

/// The counter, and what follows, of what an authenticator says of a site and of whoever is there.
fn authenticator_data<'d>(site: &Site, data: &'d [u8]) -> Result<(u32, &'d [u8]), Unfit> {
    const PRESENT: u8 = 1;
    const VERIFIED: u8 = 1 << 2;
    let (name, rest) = data.split_first_chunk::<32>().ok_or(Unfit::Unreadable)?;
    let (&[flags], rest) = rest.split_first_chunk().ok_or(Unfit::Unreadable)?;
    let (counter, rest) = rest.split_first_chunk::<4>().ok_or(Unfit::Unreadable)?;
    if *name != <[u8; 32]>::from(Sha256::digest(&site.name)) {
        return Err(Unfit::OtherSite);
    }
    if flags & (PRESENT | VERIFIED) != PRESENT | VERIFIED {
        return Err(Unfit::NotVerified);
    }
    Ok((u32::from_be_bytes(*counter), rest))
}

/// Bytes as WebAuthn writes them in JSON.
pub fn write(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

pub(super) fn read(text: &str) -> Result<Vec<u8>, Unfit> {
    URL_SAFE_NO_PAD.decode(text).map_err(|_| Unfit::Unreadable)
}

#[cfg(test)]
pub(super) mod authenticator;
#[cfg(test)]
mod tests;
