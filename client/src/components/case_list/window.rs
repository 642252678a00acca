//! A long list of rows of equal height, of which only those in sight are in the page. A thousand rows cost what forty cost.

use std::rc::Rc;

use web_sys::{Element, HtmlElement};
use yew::prelude::*;

use crate::hooks::use_ui;

/// Rows are rendered in blocks, so that a pixel of scrolling renders nothing; in small ones, since a search renders all of them anew.
const BLOCK_ROWS: usize = 6;

/// Blocks kept above and below those in sight, against white flashes in fast scrolling.
const SPARE_BLOCKS: usize = 1;

/// The height of a row until the first one has been measured, in pixels.
const ROW_PX_GUESS: f64 = 68.0;

/// Properties of [`Windowed`].
#[derive(Properties)]
pub struct WindowedProps {
    /// How many rows there are.
    pub count: usize,
    /// Renders the row at an index.
    pub render: Rc<dyn Fn(usize) -> Html>,
    /// Scrolls back to the top when it changes.
    pub reset: String,
}

impl PartialEq for WindowedProps {
    fn eq(&self, other: &Self) -> bool {
        self.count == other.count && self.reset == other.reset && Rc::ptr_eq(&self.render, &other.render)
    }
}

/// The blocks to render: the first one, and one past the last.
fn blocks_in_sight(scrolled_px: f64, height_px: f64, row_px: f64) -> (usize, usize) {
    let block_px = row_px * BLOCK_ROWS as f64;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a small positive number")]
    let block_at = |px: f64| (px.max(0.0) / block_px) as usize;
    let first = block_at(scrolled_px).saturating_sub(SPARE_BLOCKS);
    (first, block_at(scrolled_px + height_px) + 1 + SPARE_BLOCKS)
}

/// The list.
#[component]
pub fn Windowed(props: &WindowedProps) -> Html {
    let ui = use_ui();
    let frame = use_node_ref();
    let list = use_node_ref();
    let row_px = use_state_eq(|| ROW_PX_GUESS);
    let blocks = use_state_eq(|| blocks_in_sight(f64::from(ui.memory().list_scroll_px.get()), 1200.0, ROW_PX_GUESS));

    let look = {
        let (frame, row_px, blocks, ui) = (frame.clone(), row_px.clone(), blocks.clone(), ui.clone());
        move || {
            if let Some(frame) = frame.cast::<Element>() {
                let scrolled_px = frame.scroll_top();
                ui.memory().list_scroll_px.set(scrolled_px);
                blocks.set(blocks_in_sight(f64::from(scrolled_px), f64::from(frame.client_height()), *row_px));
            }
        }
    };
    let onscroll = {
        let look = look.clone();
        Callback::from(move |_: Event| look())
    };

    let first_row = (blocks.0 * BLOCK_ROWS).min(props.count.saturating_sub(1) / BLOCK_ROWS * BLOCK_ROWS);
    let past_row = (blocks.1 * BLOCK_ROWS).min(props.count);

    // The space of the rows that are not in the page. Set as a property, since the page's policy forbids style attributes.
    use_effect_with((first_row, props.count - past_row, *row_px), {
        let list = list.clone();
        move |&(above, below, row_px)| {
            if let Some(list) = list.cast::<HtmlElement>() {
                let set = |name, rows: usize| {
                    let _ = list.style().set_property(name, &format!("{}px", rows as f64 * row_px));
                };
                set("padding-top", above);
                set("padding-bottom", below);
            }
        }
    });
    // Rows are measured once they exist: their height depends on the text size.
    use_effect_with(props.count > 0, {
        let (list, row_px) = (list.clone(), row_px.clone());
        move |_| {
            let row = list.cast::<Element>().and_then(|list| list.first_element_child());
            if let Some(height) = row.map(|row| row.get_bounding_client_rect().height()).filter(|height| *height > 0.0)
            {
                row_px.set(height);
            }
        }
    });
    use_effect_with((props.reset.clone(), *row_px), {
        let frame = frame.clone();
        move |_| {
            if let Some(frame) = frame.cast::<Element>() {
                frame.set_scroll_top(ui.memory().list_scroll_px.get());
            }
            look();
        }
    });

    html! {
        <div class="case-rows-frame" ref={frame} {onscroll} tabindex="-1">
            <ul class="case-rows" ref={list}>
                { for (first_row..past_row.max(first_row)).map(|at| (props.render)(at)) }
            </ul>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_blocks_about_the_visible_part_are_rendered() {
        let row_px = 50.0;
        assert_eq!(blocks_in_sight(0.0, 600.0, row_px), (0, 4));
        assert_eq!(blocks_in_sight(599.0, 600.0, row_px), (0, 5));
        assert_eq!(blocks_in_sight(6_000.0, 600.0, row_px), (19, 24));
        assert_eq!(blocks_in_sight(-20.0, 600.0, row_px), (0, 3));
    }
}
