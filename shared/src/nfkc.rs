//! Unicode's compatibility form NFKC: one writing for full and half width, for ㈱ and (株). Browsers bring its tables along, so in
//! a browser this asks for them: the only place in the core that does. Never decides what is worth normalising.

/// The text in NFKC.
#[cfg(not(target_family = "wasm"))]
pub(crate) fn nfkc(text: &str) -> String {
    unicode_normalization::UnicodeNormalization::nfkc(text).collect()
}

/// The text in NFKC. The tables would be a fifteenth of the download.
#[cfg(target_family = "wasm")]
pub(crate) fn nfkc(text: &str) -> String {
    js_sys::JsString::from(text).normalize("NFKC").into()
}
