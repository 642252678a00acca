use ciborium::cbor;

use super::authenticator::{Authenticator, attestation};
use super::*;
use crate::store::passkeys::NewPasskey;

fn site() -> Site {
    Site { name: "madobe.example".into(), origin: "https://madobe.example:8443".into() }
}

fn passkey(of: &Authenticator, key: Vec<u8>) -> Passkey {
    let made =
        NewPasskey { id: PasskeyId(of.id.to_vec()), name: "x".into(), site: of.site.name.clone(), key, counter: 0 };
    Passkey { made, added_ms: 0, used_ms: None }
}

const CHALLENGE: Challenge = [7; 32];

fn asked_to_make() -> serde_json::Value {
    to_make(&site(), &CHALLENGE, (UserId(7), "sato"), &[])
}

/// Makes a passkey and shows it, with something bent in between.
fn shown(bend: impl FnOnce(&mut Authenticator)) -> Result<u32, Unfit> {
    let mut authenticator = Authenticator::at(&site());
    let key = made(&site(), &authenticator.make(&asked_to_make()))?.key;
    let options = to_show(&site(), &CHALLENGE, &[passkey(&authenticator, key.clone())]).unwrap();
    bend(&mut authenticator);
    let shown = Shown::read(&site(), &authenticator.show(&options))?;
    assert_eq!((shown.challenge, &shown.id.0[..]), (CHALLENGE, &authenticator.id[..]));
    shown.is_signed_with(&key)?;
    Ok(shown.counter)
}

#[test]
fn what_was_made_is_read_and_what_it_signs_verifies() {
    let authenticator = Authenticator::at(&site());
    let made = made(&site(), &authenticator.make(&asked_to_make())).unwrap();
    assert_eq!((made.challenge, &made.id.0[..], made.counter), (CHALLENGE, &authenticator.id[..], 1));
    assert_eq!(shown(|_| ()), Ok(2));
    assert_eq!(shown(|it| it.counter = u32::MAX), Ok(u32::MAX));
}

#[test]
fn what_is_not_of_this_site_or_of_nobody_is_refused() {
    let other = Site { name: "evil.example".into(), ..site() };
    assert_eq!(shown(|it| it.site.origin = "https://evil.example".into()), Err(Unfit::OtherSite));
    assert_eq!(shown(|it| it.site.origin = "https://madobe.example".into()), Err(Unfit::OtherSite), "another port");
    assert_eq!(shown(|it| it.site = other.clone()), Err(Unfit::OtherSite), "another RP ID");
    assert_eq!(shown(|it| it.cross_origin = true), Err(Unfit::OtherSite), "within another site's page");
    assert_eq!(shown(|it| it.verifies = false), Err(Unfit::NotVerified));
    let bent = |bend: fn(&mut Authenticator)| {
        let mut authenticator = Authenticator::at(&site());
        bend(&mut authenticator);
        made(&site(), &authenticator.make(&asked_to_make()))
    };
    assert_eq!(bent(|it| it.site.name = "evil.example".into()), Err(Unfit::OtherSite));
    assert_eq!(bent(|it| it.verifies = false), Err(Unfit::NotVerified));
}

#[test]
fn one_kind_of_answer_is_not_taken_for_the_other() {
    let mut authenticator = Authenticator::at(&site());
    let making = authenticator.make(&asked_to_make());
    let showing = authenticator.show(&asked_to_make());
    assert_eq!(Shown::read(&site(), &making).err(), Some(Unfit::Unreadable));
    assert_eq!(made(&site(), &showing), Err(Unfit::Unreadable));
    let client_data =
        |answer: &str| serde_json::from_str::<serde_json::Value>(answer).unwrap()["response"]["clientDataJSON"].clone();
    let mixed = making.replace(client_data(&making).as_str().unwrap(), client_data(&showing).as_str().unwrap());
    assert_eq!(made(&site(), &mixed), Err(Unfit::OtherQuestion));
}

#[test]
fn what_was_signed_with_another_key_is_forged() {
    let (mut one, other) = (Authenticator::at(&site()), Authenticator::at(&site()));
    let key = made(&site(), &other.make(&asked_to_make())).unwrap().key;
    let options = to_show(&site(), &CHALLENGE, &[passkey(&one, key.clone())]).unwrap();
    let shown = Shown::read(&site(), &one.show(&options)).unwrap();
    assert_eq!(shown.is_signed_with(&key), Err(Unfit::Forged));
    assert_eq!(shown.is_signed_with(&[]), Err(Unfit::UnknownKey));
}

#[test]
fn what_is_cut_short_or_none_of_it_is_unreadable_and_never_panics() {
    let authenticator = Authenticator::at(&site());
    let whole = attestation(&authenticator.made_data());
    for len in 0..whole.len() {
        assert!(made(&site(), &authenticator.make_of(&asked_to_make(), &whole[..len])).is_err(), "cut at {len}");
    }
    let data = authenticator.made_data();
    for len in 0..data.len() {
        let cut = attestation(&data[..len]);
        assert!(made(&site(), &authenticator.make_of(&asked_to_make(), &cut)).is_err(), "its data cut at {len}");
    }
    let deep = [0x81; 4_000];
    let long = [0x9b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff];
    for bytes in [&deep[..], &long, &[0xbf], &[0x5b, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]] {
        assert_eq!(made(&site(), &authenticator.make_of(&asked_to_make(), bytes)), Err(Unfit::Unreadable));
    }
    for answer in ["", "{}", "[]", "null", r#"{"id":"あ","response":{}}"#] {
        assert_eq!(made(&site(), answer), Err(Unfit::Unreadable), "{answer}");
        assert_eq!(Shown::read(&site(), answer).err(), Some(Unfit::Unreadable), "{answer}");
    }
}

#[test]
fn keys_of_windows_hello_verify_and_unknown_ones_do_not() {
    let cose = |key_type: i64, alg: i64| {
        let (n, e) = (Value::Bytes(hex(RSA_MODULUS)), Value::Bytes(vec![1, 0, 1]));
        let mut bytes = Vec::new();
        let key = cbor!({ 1 => key_type, 3 => alg, -1 => n, -2 => e }).unwrap();
        ciborium::into_writer(&key, &mut bytes).unwrap();
        PublicKey::read(&bytes)
    };
    let key = cose(3, -257).expect("an RSA key");
    assert!(key.verifies(b"signed", &hex(RSA_SIGNATURE)));
    assert!(!key.verifies(b"Signed", &hex(RSA_SIGNATURE)) && !key.verifies(b"signed", b""));
    assert!(cose(3, -37).is_none() && cose(2, -257).is_none() && cose(2, -7).is_none());
}

#[test]
fn a_browser_is_asked_for_the_passkeys_of_its_site_alone() {
    let (here, mut elsewhere) = (Authenticator::at(&site()), Authenticator::at(&site()));
    elsewhere.site.name = "other.example".into();
    let there = [passkey(&elsewhere, vec![]), passkey(&here, vec![])];
    let options = to_show(&site(), &CHALLENGE, &there).unwrap();
    assert_eq!(options["allowCredentials"], json!([{ "type": "public-key", "id": write(&here.id) }]));
    assert_eq!((&options["rpId"], &options["userVerification"]), (&json!("madobe.example"), &json!("required")));
    assert_eq!(to_show(&site(), &CHALLENGE, &there[..1]), None);
    let options = to_make(&site(), &CHALLENGE, (UserId(7), "sato"), &there);
    assert_eq!(options["excludeCredentials"].as_array().map(Vec::len), Some(1), "none is made twice");
    assert_eq!(options["authenticatorSelection"]["userVerification"], "required");
}

fn hex(digits: &str) -> Vec<u8> {
    (0..digits.len()).step_by(2).map(|at| u8::from_str_radix(&digits[at..at + 2], 16).unwrap()).collect()
}

/// Made once by another program: a modulus, and a signature of `signed` with its key.
const RSA_MODULUS: &str = "\
    fed56e6efeb4c9e6f5d756025d48d13fd970c1e6fbd6ba7810952b026a01d79fb9e41621e9c27659fa4a02ebb8901f1695ac90bc4af466dce1d1\
    78776961ba7ce8ee3e64feed0cf6e55216f4f17bf12e1fc21e15a53b0cf6650b8bcc4a708c0a4ce5fdf9706d4a0c954ff3b40bcb746bc4190aa5\
    405654d5f64a55e05287b0d6d3fc3dd94de8a1c8c4366f9b4472c0d2eb1d5b0a5fd05e34b66441c19c247ec51232d876454b1300d67d346bcf90\
    ed427ab997c58350476ee1db3da5a2f21412605953be144e62b79db4f2f071894b838699dd7fa3e0e54bf32c875bc418e299282abb5902f038e2\
    3dc78a2c15ebd0bb4c8b3b21cb68909a9b1d2fe2ebc259a7";
const RSA_SIGNATURE: &str = "\
    9691c976b097e86b29f68d0775487f86a232c81a9318e8be802368e50d9482c6d371c23b6b30342d9c1cae757e3e93216146d06315fb96bf6ad2\
    aef8675aa2a0776695dbfed5f25cf9ef745d76f41988a05c0f9546c1aab6ff5d9bc021925ad693524517b8a18f077a8eb973eb910100d3b1e359\
    58d4517903872c64a57263ecb996b62b510e6c55b5d2dd797c8cfb66c517923dae726ddf45229ef36d1bf2d7ad97141eeb156506677c0e17d5c3\
    0826112f61b08293b42b1d5f320c6d214a88fe38ea6affeaca1a18ac4ef01f78ca9e1b5761ff6899e5cd84ab8efc52de84338cac7ece690a4ccc\
    78910eb1117ef4c8901a674c4e96752c9e7ee8bc6cb5bd34";
