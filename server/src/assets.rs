//! The site inside the server: every file of the client, plain and precompressed, as bytes of the program itself.
//!
//! One binary is the whole installation, and client and server can never be of two versions. Never reads a file at run time; says
//! nothing about HTTP beyond which form of a file suits an `Accept-Encoding`.

/// A file of the site.
#[derive(Debug)]
pub struct Asset {
    /// The path it is asked for by, with its leading slash: `/app-0123456789abcdef.js`.
    pub path: &'static str,
    /// The `Content-Type` to send, with its character set where it is text.
    pub content_type: &'static str,
    /// Whether the path carries the content's hash: then it never changes and may be cached for ever. Everything else has to be
    /// asked for again each time, `sw.js` and the page above all.
    pub immutable: bool,
    identity: &'static [u8],
    brotli: Option<&'static [u8]>,
    gzip: Option<&'static [u8]>,
}

/// Written by the build script from the finished site. Empty if the server was compiled
/// without one.
static ASSETS: &[Asset] = include!(concat!(env!("OUT_DIR"), "/assets.rs"));

/// The file for a request's path. `/` is the page; other addresses of the page's own are the caller's to map to `/`.
pub fn find(path: &str) -> Option<&'static Asset> {
    let path = if path == "/" { "/index.html" } else { path };
    ASSETS.iter().find(|asset| asset.path == path)
}

/// Which build the site is, as its page says; `None` where this server carries none.
pub fn build() -> Option<&'static str> {
    let (page, _) = find("/")?.body(None);
    let (_, rest) = std::str::from_utf8(page).ok()?.split_once(r#"name="madobe-version" content=""#)?;
    rest.split_once('"').map(|(build, _)| build)
}

/// Whether this server carries a site at all; without one it can only tell how to build it.
pub fn is_embedded() -> bool {
    !ASSETS.is_empty()
}

impl Asset {
    /// The smallest form the browser understands, and the `Content-Encoding` to send with it, if any.
    ///
    /// Takes the request's `Accept-Encoding` as it came. An encoding with `q=0` is refused by the browser and not used; other
    /// weights are ignored, because nothing but size speaks for one form over another. Responses need `Vary: Accept-Encoding`.
    pub fn body(&self, accept_encoding: Option<&str>) -> (&'static [u8], Option<&'static str>) {
        let accepted = accept_encoding.unwrap_or_default();
        [("br", self.brotli), ("gzip", self.gzip)]
            .into_iter()
            .find_map(|(encoding, bytes)| Some((bytes.filter(|_| accepts(accepted, encoding))?, Some(encoding))))
            .unwrap_or((self.identity, None))
    }
}

fn accepts(accept_encoding: &str, encoding: &str) -> bool {
    accept_encoding.split(',').any(|item| {
        let (name, parameters) = item.split_once(';').unwrap_or((item, ""));
        let weight = parameters.trim().strip_prefix("q=").and_then(|weight| weight.trim().parse::<f32>().ok());
        name.trim().eq_ignore_ascii_case(encoding) && weight != Some(0.0)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    static SCRIPT: Asset = Asset {
        path: "/app.js",
        content_type: "text/javascript",
        immutable: false,
        identity: b"plain",
        brotli: Some(b"br"),
        gzip: Some(b"gz"),
    };

    #[test]
    fn the_smallest_form_the_browser_understands_is_sent() {
        let cases = [
            (None, None),
            (Some(""), None),
            (Some("identity"), None),
            (Some("gzip, deflate, br, zstd"), Some("br")),
            (Some("gzip, deflate"), Some("gzip")),
            (Some("GZIP;q=0.5"), Some("gzip")),
            (Some("br;q=0, gzip"), Some("gzip")),
            (Some("br; q=0.0"), None),
            (Some("brotli"), None),
        ];
        for (accepted, expected) in cases {
            assert_eq!(SCRIPT.body(accepted).1, expected, "{accepted:?}");
        }
    }

    #[test]
    fn a_file_that_does_not_shrink_is_sent_as_it_is() {
        let picture = Asset { brotli: None, gzip: None, ..SCRIPT };
        assert_eq!(picture.body(Some("br, gzip")), (&b"plain"[..], None));
    }

    #[test]
    fn the_root_is_the_page_and_everything_it_names_is_there() {
        assert!(find("/no-such-file").is_none());
        let Some(page) = find("/") else {
            assert!(!is_embedded(), "a site without a page");
            return;
        };
        let html = std::str::from_utf8(page.identity).unwrap();
        let named = html.split('"').filter(|text| text.starts_with('/') && text.len() > 1);
        for path in named {
            assert!(find(path).is_some(), "{path} is named by the page but not in the site");
        }
    }

    #[test]
    fn only_names_with_a_hash_are_cached_for_ever() {
        for asset in ASSETS {
            let stable = asset.path.ends_with(".html") || asset.path == "/sw.js" || asset.path.starts_with("/icons/");
            assert!(!(stable && asset.immutable), "{}", asset.path);
        }
    }
}
