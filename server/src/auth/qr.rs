//! A QR code as a drawing, for whoever has a screen and no room for a program that makes one.
//!
//! Knows nothing of what it says.

use std::fmt::Write;

use qrcodegen::{QrCode, QrCodeEcc};
use serde::Serialize;

/// Light modules around the code, without which readers do not find it (ISO/IEC 18004).
const QUIET_MODULES: i32 = 4;

/// A drawing of dark modules, each one unit wide, on a light square.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Drawing {
    /// Width and height of the square, with the light margin.
    pub size: i32,
    /// The dark modules, as the `d` of an SVG path.
    pub path: String,
}

/// Draws a text; `None` where it is too long for a QR code.
#[must_use]
pub fn draw(text: &str) -> Option<Drawing> {
    let code = QrCode::encode_text(text, QrCodeEcc::Medium).ok()?;
    let mut path = String::new();
    for y in 0..code.size() {
        let mut x = 0;
        while x < code.size() {
            let width = (x..code.size()).take_while(|&x| code.get_module(x, y)).count();
            let width = i32::try_from(width).ok()?;
            if width > 0 {
                // Writing into a string does not fail.
                let _ = write!(path, "M{} {}h{width}v1h-{width}z", x + QUIET_MODULES, y + QUIET_MODULES);
            }
            x += width + 1;
        }
    }
    Some(Drawing { size: code.size() + 2 * QUIET_MODULES, path })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The first row of any QR code: the upper edges of two finder patterns, seven modules wide, with light modules beside them.
    #[test]
    fn the_finder_patterns_stand_in_their_corners() {
        let drawing = draw("otpauth://totp/Madobe:sato?secret=JBSWY3DPEHPK3PXP&issuer=Madobe").unwrap();
        let right = drawing.size - QUIET_MODULES - 7;
        assert!(drawing.path.starts_with("M4 4h7v1h-7z"), "{}", drawing.path);
        assert!(drawing.path.contains(&format!("M{right} 4h7v1h-7z")), "{}", drawing.path);
        assert!(drawing.path.contains(&format!("M4 {right}h7v1h-7z")), "{}", drawing.path);
        assert_eq!((drawing.size - 2 * QUIET_MODULES - 17) % 4, 0, "versions are four modules apart");
    }

    #[test]
    fn what_is_too_long_is_not_drawn() {
        assert_eq!(draw(&"x".repeat(4_000)), None);
    }
}
