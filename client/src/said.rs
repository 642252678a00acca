//! An answer of the office, read by name. Reading them by hand costs a worker's tablet less than a derived reader for each.

use js_sys::{Array, JSON, Reflect};
use wasm_bindgen::{JsCast, JsValue};

/// A value of an answer. What is not there, or not what it should be, reads as empty.
pub(crate) struct Said(JsValue);

impl Said {
    /// Reads an answer; `None` where it is not one of ours.
    pub(crate) fn parse(json: &str) -> Option<Self> {
        JSON::parse(json).ok().map(Self)
    }

    pub(crate) fn at(&self, name: &str) -> Self {
        Self(Reflect::get(&self.0, &name.into()).unwrap_or(JsValue::UNDEFINED))
    }

    pub(crate) fn list(&self) -> Vec<Self> {
        self.0.dyn_ref::<Array>().map(|list| list.iter().map(Self).collect()).unwrap_or_default()
    }

    /// It as JSON again, for whoever can read it.
    pub(crate) fn json(&self) -> String {
        JSON::stringify(&self.0).map(String::from).unwrap_or_default()
    }

    pub(crate) fn text(&self) -> Option<String> {
        self.0.as_string()
    }

    pub(crate) fn number(&self) -> Option<f64> {
        self.0.as_f64()
    }

    /// A number of tries, minutes or letters.
    pub(crate) fn count(&self) -> Option<u32> {
        // Such numbers are small; a larger one is the largest.
        self.number().map(|number| number as u32)
    }

    pub(crate) fn is_true(&self) -> bool {
        self.0.is_truthy()
    }
}
