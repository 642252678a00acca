//! A QR code that the office has drawn.

use yew::prelude::*;

use crate::said::Said;

/// Dark modules on a light square.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QrDrawing {
    size: u32,
    /// The dark modules, as the `d` of an SVG path.
    path: String,
}

impl QrDrawing {
    /// Reads it; none where the office could not draw it.
    pub(crate) fn read(said: &Said) -> Option<Self> {
        Some(Self { size: said.at("size").count()?, path: said.at("path").text()? })
    }
}

/// Always dark on light, as readers expect it.
pub fn qr(drawing: &QrDrawing, label: AttrValue) -> Html {
    html! {
        <svg class="qr" viewBox={format!("0 0 {0} {0}", drawing.size)} role="img" aria-label={label} shape-rendering="crispEdges">
            <path d={drawing.path.clone()} />
        </svg>
    }
}
