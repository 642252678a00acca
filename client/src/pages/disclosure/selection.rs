//! What somebody has selected or tapped on the paper, as stretches of its lines.

use std::ops::Range;

use gloo::utils::{document, window};
use madobe_shared::text::utf16_to_chars;
use wasm_bindgen::JsCast;
use web_sys::{Element, EventTarget, Node};

use super::Stretches;

/// The class of masked words that can be tapped.
pub const MASKED: &str = "masked";

/// The selected stretches; nothing is selected any more.
pub fn take() -> Stretches {
    let Some(selection) = window().get_selection().ok().flatten() else { return Stretches::new() };
    let (Ok(range), Ok(runs)) = (selection.get_range_at(0), document().query_selector_all("[data-at]")) else {
        return Stretches::new();
    };
    let run = |number| runs.item(number)?.dyn_into::<Element>().ok();
    let stretches = (0..runs.length()).filter_map(run).filter_map(|run| stretch(&run, &range)).collect();
    // It fails only where there is none.
    let _ = selection.remove_all_ranges();
    stretches
}

/// The masked words that an event is about.
pub fn masked(target: &EventTarget) -> Option<(usize, Range<usize>)> {
    let run = target.dyn_ref::<Element>().filter(|run| run.class_name() == MASKED)?;
    let (line, at) = place(run)?;
    Some((line, at..at + run.text_content()?.chars().count()))
}

/// What the range covers of a run of words.
fn stretch(run: &Element, range: &web_sys::Range) -> Option<(usize, Range<usize>)> {
    let words = run.first_child()?;
    if !range.intersects_node(&words).ok()? {
        return None;
    }
    let text = words.text_content()?;
    let edge = |node: Node, units: u32, otherwise: usize| {
        if node == words { utf16_to_chars(&text, units as usize) } else { otherwise }
    };
    let from = edge(range.start_container().ok()?, range.start_offset().ok()?, 0);
    let to = edge(range.end_container().ok()?, range.end_offset().ok()?, text.chars().count());
    let (line, at) = place(run)?;
    (from < to).then(|| (line, at + from..at + to))
}

/// Which line a run stands in, and where it begins there.
fn place(run: &Element) -> Option<(usize, usize)> {
    let number = |name| run.get_attribute(name)?.parse().ok();
    Some((number("data-line")?, number("data-at")?))
}
