//! The parts of the screens. A component takes data and callbacks; what reaches beyond the screen belongs to a page.

pub mod also_here;
pub mod ask_form;
pub mod attachments;
pub mod banners;
pub mod break_glass;
pub mod case_list;
pub mod check_out;
pub mod chips;
pub mod conflicts;
pub mod dialog;
pub mod empty;
pub mod fields;
pub mod icon;
pub mod link;
pub mod next_contact;
pub mod phone;
pub mod prose;
pub mod qr;
pub mod remove;
pub mod search_line;
pub mod shell;
pub mod sign_in_form;
pub mod status;
pub mod timeline;
pub mod versions;
pub mod write_note;
