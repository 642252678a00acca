//! Puts the app into its page.

fn main() {
    madobe_client::run();
}
