//! What broke a parser once does not break it again.

use madobe_tests::fuzz::{TARGETS, past_crashes};

#[test]
fn every_past_crash_is_stood() {
    let hook = std::panic::take_hook();
    std::panic::set_hook(Box::new(|_| {}));
    let mut broken = Vec::new();
    for target in TARGETS {
        for (at, input) in (target.seeds)().into_iter().chain(past_crashes(target.name)).enumerate() {
            if std::panic::catch_unwind(|| (target.run)(&input)).is_err() {
                broken.push((target.name, at));
            }
        }
    }
    std::panic::set_hook(hook);
    assert!(broken.is_empty(), "{broken:?}");
}
