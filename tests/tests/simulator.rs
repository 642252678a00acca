//! Whether the simulator can be trusted: a seed replays exactly, and a product that breaks a rule does not get through.

use madobe_tests::sim::{BrokenRule, Plan, run};

/// Among so many seeds each broken rule must be noticed.
const SEEDS: u64 = 150;

#[test]
fn a_seed_replays_exactly() {
    for seed in [1, 5, 12, 33] {
        let plan = Plan::of_seed(seed);
        assert_eq!(run(plan), run(plan), "seed {seed}");
    }
}

#[test]
fn whoever_breaks_a_rule_is_noticed() {
    // What a broken product panics about is in the violation.
    let hook = std::panic::take_hook();
    std::panic::set_hook(Box::new(|_| {}));
    let is_noticed =
        |rule: &BrokenRule| (0..SEEDS).any(|seed| run(Plan { broken: Some(*rule), ..Plan::of_seed(seed) }).is_err());
    let unnoticed: Vec<_> = BrokenRule::ALL.into_iter().filter(|rule| !is_noticed(rule)).collect();
    std::panic::set_hook(hook);
    assert!(unnoticed.is_empty(), "unnoticed in {SEEDS} seeds: {unnoticed:?}");
}
