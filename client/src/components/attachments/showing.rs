//! A picture on the screen. Its address is the page's own, and ends with the dialog.

use std::rc::Rc;

use gloo::file::{Blob, ObjectUrl};
use madobe_shared::ids::BlobHash;
use yew::prelude::*;

use crate::components::dialog::Dialog;

/// A file that was opened.
#[derive(Clone)]
pub(super) struct Shown {
    hash: BlobHash,
    bytes: Rc<Vec<u8>>,
}

impl Shown {
    pub(super) fn new(hash: BlobHash, bytes: Vec<u8>) -> Self {
        Self { hash, bytes: Rc::new(bytes) }
    }

    pub(super) fn bytes(&self) -> Rc<Vec<u8>> {
        self.bytes.clone()
    }
}

impl PartialEq for Shown {
    fn eq(&self, other: &Self) -> bool {
        self.hash == other.hash
    }
}

/// Properties of [`Picture`].
#[derive(PartialEq, Properties)]
pub(super) struct PictureProps {
    pub(super) shown: Shown,
    pub(super) title: AttrValue,
    pub(super) on_close: Callback<()>,
}

/// The dialog.
#[component]
pub(super) fn Picture(props: &PictureProps) -> Html {
    // With the dialog the address goes, and nobody can open it any more.
    let address = use_memo(props.shown.clone(), |shown| ObjectUrl::from(Blob::new(&**shown.bytes)));
    html! {
        <Dialog title={props.title.clone()} on_close={props.on_close.clone()} class={classes!("dialog-picture")}>
            <img class="picture" src={address.to_string()} alt={props.title.clone()} />
        </Dialog>
    }
}
