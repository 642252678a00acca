//! A file that is opened: a picture on the screen, whose address is the page's own and ends with the dialog; a PDF where the browser saves files.

use std::rc::Rc;

use gloo::file::{Blob, ObjectUrl};
use madobe_shared::codes::MediaKind;
use madobe_shared::ids::BlobHash;
use yew::prelude::*;

use crate::browser::save_file;
use crate::components::dialog::Dialog;
use crate::t;

/// A picture that was opened.
#[derive(Clone)]
pub struct Shown {
    hash: BlobHash,
    bytes: Rc<Vec<u8>>,
}

/// Opens a file: a picture is to be shown, a PDF is saved under this name.
///
/// # Errors
///
/// In words, where the browser does not save it.
pub fn open_file(name: &str, hash: BlobHash, bytes: Vec<u8>) -> Result<Option<Shown>, AttrValue> {
    if MediaKind::of(&bytes).is_some_and(|kind| kind.is_picture()) {
        return Ok(Some(Shown { hash, bytes: Rc::new(bytes) }));
    }
    let saved = save_file(&format!("{name}.pdf"), "application/pdf", &bytes);
    saved.map(|()| None).map_err(|_| t!("files.error.not_saved"))
}

impl PartialEq for Shown {
    fn eq(&self, other: &Self) -> bool {
        self.hash == other.hash
    }
}

/// Properties of [`Picture`].
#[derive(PartialEq, Properties)]
pub struct PictureProps {
    /// The picture.
    pub shown: Shown,
    /// What it is called.
    pub title: AttrValue,
    /// Called when the dialog is closed.
    pub on_close: Callback<()>,
}

/// The dialog.
#[component]
pub fn Picture(props: &PictureProps) -> Html {
    // With the dialog the address goes, and nobody can open it any more.
    let address = use_memo(props.shown.clone(), |shown| ObjectUrl::from(Blob::new(&**shown.bytes)));
    html! {
        <Dialog title={props.title.clone()} on_close={props.on_close.clone()} class={classes!("dialog-picture")}>
            <img class="picture" src={address.to_string()} alt={props.title.clone()} />
        </Dialog>
    }
}
