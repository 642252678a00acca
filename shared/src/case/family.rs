//! 家族.

use crate::codes::Relationship;
use crate::form::entry;
use crate::ids::DocId;

entry! {
    /// A member of the family (家族), a subject of support in their own right.
    FamilyMember, FamilyField {
        /// What they are to the person (続柄).
        relationship: Option<Relationship> = Relationship "relationship";
        /// The name as entered; may be empty.
        name: String = Name "name";
        /// Telephone number as entered.
        phone: String = Phone "phone" as Phone;
        /// The case that is about them.
        other_case: Option<DocId> = OtherCase "other_case";
        /// Whether they live in the same household.
        lives_together: bool = LivesTogether "lives_together";
    }
}
