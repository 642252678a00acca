//! CBOR, the form of rows and messages. Never decides what is written in it.

use serde::Serialize;
use serde::de::DeserializeOwned;

/// Writes a value.
///
/// # Panics
///
/// Never: plain data always serializes into memory.
pub(crate) fn write<T: Serialize>(value: &T) -> Vec<u8> {
    let mut bytes = Vec::new();
    #[expect(clippy::expect_used, reason = "writing plain data into a Vec cannot fail")]
    ciborium::into_writer(value, &mut bytes).expect("plain data serializes");
    bytes
}

/// Reads a value.
///
/// In a browser it takes a step in between, for code that reads each type straight from the bytes is several times as large. On a server
/// it does not: there a few kilobytes of foreign bytes could become a tree of hundreds of megabytes before anyone looks at its shape.
pub(crate) fn read<T: DeserializeOwned>(bytes: &[u8]) -> Option<T> {
    #[cfg(target_family = "wasm")]
    return ciborium::from_reader::<ciborium::Value, _>(bytes).ok()?.deserialized().ok();
    #[cfg(not(target_family = "wasm"))]
    return ciborium::from_reader(bytes).ok();
}
