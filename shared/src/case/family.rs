//! 家族.

use crate::codes::Relationship;
use crate::form::entry;

entry! {
    /// A member of the family (家族), a subject of support in their own right.
    FamilyMember, FamilyField {
        /// What they are to the person (続柄).
        relationship: Option<Relationship> = Relationship "relationship";
        /// The name as entered; may be empty.
        name: String = Name "name";
        /// Telephone number as entered.
        phone: String = Phone "phone" as Phone;
        /// Whether they live in the same household.
        lives_together: bool = LivesTogether "lives_together";
    }
}
