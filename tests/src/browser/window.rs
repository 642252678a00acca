//! Several windows of one profile. Everything a story does, it does in the window it turned to last.

use fantoccini::wd::WindowHandle;

use super::{Browser, webkit};

/// A window of a browser.
#[derive(Debug, Clone)]
pub struct Window(WindowHandle);

impl Browser {
    /// The window that is in front.
    pub async fn window(&self) -> Window {
        let handle = self.answer(self.client().window()).await;
        Window(handle.unwrap_or_else(|error| panic!("{} has no window: {error}", self.engine())))
    }

    /// Opens one more window and turns to it.
    pub async fn open_window(&self) -> Window {
        let opened = self.answer(webkit::open_window(self.client())).await;
        opened.unwrap_or_else(|error| panic!("{} opens no window: {error}", self.engine()));
        self.apply_viewport().await;
        self.window().await
    }

    /// Turns to a window.
    pub async fn turn_to(&self, window: &Window) {
        let turned = self.answer(self.client().switch_to_window(window.0.clone())).await;
        turned.unwrap_or_else(|error| panic!("{} does not turn to a window: {error}", self.engine()));
    }

    /// Closes the window that is in front and turns to another one.
    pub async fn close_window_for(&self, next: &Window) {
        let closed = self.answer(self.client().close_window()).await;
        closed.unwrap_or_else(|error| panic!("{} does not close its window: {error}", self.engine()));
        self.turn_to(next).await;
    }
}
