//! 関係機関.

use crate::codes::{AgencyKind, Audience};
use crate::form::entry;
use crate::search::fold;

entry! {
    /// A desk of the ward or a partner organisation (関係機関), in the office's directory.
    Agency, AgencyField {
        /// Its name.
        name: String = Name "name";
        /// What it is to the office.
        kind: AgencyKind = Kind "kind" or "partner";
        /// Whom it is for.
        audience: Audience = Audience "audience" or "anyone";
        /// Telephone, as printed.
        phone: String = Phone "phone" as Phone;
        /// When it can be reached or meets.
        hours: String = Hours "hours";
        /// Address, as printed.
        address: String = Address "address";
        /// What it does, in a few sentences. A single value, as in the oldest directories.
        description: String = Description "description";
        /// Whether it is not there at present. It stays in the directory, because referrals lead to it.
        retired: bool = Retired "retired";
    }
}

impl Agency {
    /// Whether folded letters (see [`crate::search::fold`]) stand anywhere in it; no letters stand everywhere.
    #[must_use]
    pub fn is_found_by(&self, wanted: &str) -> bool {
        let words = [&self.name, &self.description, &self.address, &self.phone];
        wanted.is_empty() || words.into_iter().any(|word| fold(word).contains(wanted))
    }
}
