//! What the benchmark measures, one file a subject. Each figure comes from real processes on loopback; compare ratios within one run,
//! not absolute times between machines.

pub mod bundle;
pub mod evening;
pub mod office;
pub mod tablet;

use serde::Serialize;

/// One line of the table.
#[derive(Debug, Serialize)]
pub struct Figure {
    /// What was measured.
    pub name: &'static str,
    /// How much.
    pub value: f64,
    /// Of what: `ms`, `KB`, `round trips`, …
    pub unit: &'static str,
    /// The most it should be, where there is a budget.
    pub budget: Option<f64>,
}

impl Figure {
    /// A figure without a budget.
    #[must_use]
    pub fn plain(name: &'static str, value: f64, unit: &'static str) -> Self {
        Self { name, value, unit, budget: None }
    }

    /// A figure and the most it should be.
    #[must_use]
    pub fn budgeted(name: &'static str, value: f64, unit: &'static str, budget: f64) -> Self {
        Self { name, value, unit, budget: Some(budget) }
    }

    /// The line as text.
    #[must_use]
    pub fn line(&self) -> String {
        let verdict = match self.budget {
            Some(budget) if self.value <= budget => format!("budget {budget}: met"),
            Some(budget) => format!("budget {budget}: NOT met"),
            None => String::new(),
        };
        format!("{:<52} {:>12.1} {:<12} {verdict}", self.name, self.value, self.unit)
    }
}

/// Bytes in kilobytes of 1,000, as the budgets are given.
#[must_use]
#[expect(clippy::cast_precision_loss, reason = "sizes on one machine are far below 2^52")]
pub fn kilobytes(bytes: u64) -> f64 {
    bytes as f64 / 1_000.0
}

/// A duration in milliseconds.
#[must_use]
pub fn milliseconds(duration: std::time::Duration) -> f64 {
    duration.as_secs_f64() * 1_000.0
}
