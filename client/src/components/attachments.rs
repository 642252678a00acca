//! 写真・書類: what was attached to a contact, or to the case as a whole, and where it is.

mod prepare;
mod showing;

use jiff::civil::Date;
use madobe_shared::case::{Attachment, AttachmentField, Case};
use madobe_shared::codes::Deed;
use madobe_shared::form::{EntryKind, FieldRef};
use madobe_shared::ids::{BlobHash, EntryId};
use web_sys::HtmlInputElement;
use yew::platform::spawn_local;
use yew::prelude::*;

use super::chips::{ChipTone, chip};
use super::fields::field;
use super::icon::{Glyph, icon};
use super::remove::Remove;
use crate::hooks::{use_case, use_now, use_repo, use_repo_events};
use crate::i18n::{attach_error, day, file_error, label, refusal_words, size_words};
use crate::repo::{FileState, NewFile, OpenCase, Repo, RepoEvent};
use crate::t;
use prepare::{prepare, unready_words};
pub use showing::{Picture, Shown, open_file};

/// Properties of [`Attachments`].
#[derive(PartialEq, Properties)]
pub struct AttachmentsProps {
    /// The case.
    pub open: OpenCase,
    /// The contact whose files these are; all of the case where there is none.
    #[prop_or_default]
    pub contact: Option<EntryId>,
    /// Called before something is added.
    #[prop_or_default]
    pub on_add: Callback<()>,
}

/// The files, and the button that adds some.
#[component]
pub fn Attachments(props: &AttachmentsProps) -> Html {
    let repo = use_repo();
    let today = use_now().date();
    let case = use_case(&props.open);
    // Where a file is changes without the case.
    use_repo_events(|event| matches!(event, RepoEvent::Status));
    let errors = use_state_eq(Vec::<AttrValue>::new);
    let busy = use_state_eq(|| false);
    let onchange = {
        let (open, contact, on_add) = (props.open.clone(), props.contact, props.on_add.clone());
        let (errors, busy) = (errors.clone(), busy.clone());
        Callback::from(move |event: Event| {
            let input: HtmlInputElement = event.target_unchecked_into();
            let chosen = chosen_files(&input);
            // The same file can be chosen again, after what was wrong with it has been put right.
            input.set_value("");
            on_add.emit(());
            errors.set(Vec::new());
            busy.set(true);
            let (open, errors, busy) = (open.clone(), errors.clone(), busy.clone());
            spawn_local(async move {
                let mut failed = Vec::new();
                for file in chosen {
                    failed.extend(add(&open, contact, &file).await.err());
                }
                errors.set(failed);
                busy.set(false);
            });
        })
    };
    let files = case.attachments_of(props.contact);
    html! {
        <div class="files">
            <ul class="file-list">
                { for files.map(|file| html! {
                    <FileRow key={file.id.to_string()} open={props.open.clone()} file={file.clone()} by={by(&repo, &case, file, props.contact, today)} />
                }) }
            </ul>
            <label class="button button-outline file-add">
                { icon(Glyph::Plus) }
                { if *busy { t!("files.adding") } else { t!("files.add") } }
                <input type="file" class="visually-hidden" accept="image/*,application/pdf" multiple=true disabled={*busy} {onchange} />
            </label>
            { for errors.iter().map(|error| html! { <p class="field-error" role="alert">{ error }</p> }) }
        </div>
    }
}

fn chosen_files(input: &HtmlInputElement) -> Vec<web_sys::File> {
    let Some(files) = input.files() else { return Vec::new() };
    (0..files.length()).filter_map(|at| files.item(at)).collect()
}

async fn add(open: &OpenCase, contact: Option<EntryId>, file: &web_sys::File) -> Result<(), AttrValue> {
    let called = file.name();
    let named = |words: AttrValue| t!("files.not_added", name = called, why = words);
    let (kind, bytes) = prepare(file).await.map_err(|unready| named(unready_words(unready)))?;
    // Cameras number their pictures, which says nothing to anybody.
    let name = match called.rsplit_once('.') {
        _ if kind.is_picture() => t!("files.photo").to_string(),
        Some((stem, _)) => stem.to_owned(),
        None => called.clone(),
    };
    open.attach(NewFile { name, kind, contact, bytes }).await.map_err(|error| named(attach_error(&error)))
}

/// What is said below a file's name: what it is, how large, when and by whom it was added, and at which contact.
fn by(repo: &Repo, case: &Case, file: &Attachment, shown_at: Option<EntryId>, today: Date) -> String {
    let contact = file.contact.filter(|_| shown_at.is_none()).and_then(|contact| case.consultation(contact));
    let words = [
        file.kind.as_ref().map(|kind| label(kind).to_string()),
        file.bytes.map(|bytes| size_words(bytes.into())),
        file.added_on.map(|added_on| day(added_on, today).to_string()),
        file.author.map(|author| repo.staff_name(author.user)),
        contact.map(|contact| t!("files.of_contact", day = day(contact.date, today)).to_string()),
    ];
    words.into_iter().flatten().filter(|words| !words.is_empty()).collect::<Vec<_>>().join(" · ")
}

#[derive(PartialEq, Properties)]
struct FileRowProps {
    open: OpenCase,
    file: Attachment,
    by: String,
}

#[component]
fn FileRow(props: &FileRowProps) -> Html {
    let repo = use_repo();
    use_repo_events(|event| matches!(event, RepoEvent::Status));
    let error = use_state_eq(|| None::<AttrValue>);
    let shown = use_state_eq(|| None::<Shown>);
    let file = &props.file;
    let name = if file.name.trim().is_empty() { t!("entry.unnamed") } else { file.name.clone().into() };
    let Some(hash) = file.hash else { return Html::default() };
    let is_picture = file.kind.as_ref().is_some_and(madobe_shared::codes::MediaKind::is_picture);
    let onclick = {
        let (open, repo, error, shown, name) =
            (props.open.clone(), repo.clone(), error.clone(), shown.clone(), name.clone());
        Callback::from(move |_: MouseEvent| {
            let (open, repo, error, shown, name) =
                (open.clone(), repo.clone(), error.clone(), shown.clone(), name.clone());
            spawn_local(async move {
                match read(&open, &repo, hash).await.and_then(|bytes| open_file(&name, hash, bytes)) {
                    Ok(picture) => {
                        shown.set(picture);
                        error.set(None);
                    }
                    Err(words) => error.set(Some(words)),
                }
            });
        })
    };
    let close = {
        let shown = shown.clone();
        Callback::from(move |()| shown.set(None))
    };
    let on_removed = {
        let open = props.open.clone();
        Callback::from(move |()| open.forget_file(hash))
    };
    let (state, why) = state(props.open.file_state(hash));
    let verb = if is_picture { t!("files.open") } else { t!("files.save") };
    html! {
        <li class="file" aria-label={name.clone()}>
            <div class="file-head">
                <strong class="file-name">{ name.clone() }</strong>
                { state }
                <button type="button" class="button button-outline" aria-label={format!("{name} {verb}")} {onclick}>{ verb }</button>
            </div>
            <p class="file-by">{ &props.by }</p>
            if let Some(why) = why { <p class="field-error">{ why }</p> }
            if let Some(error) = (*error).clone() { <p class="field-error" role="alert">{ error }</p> }
            <details>
                <summary>{ t!("files.more") }</summary>
                <div class="entry-open">
                    { field(&repo, &props.open, FieldRef::Attachment(file.id, AttachmentField::Name)) }
                    <Remove case={props.open.clone()} entry={EntryKind::Attachment.entry(file.id)} {on_removed}
                            label={t!("entry.remove_label", who = name.clone())} />
                </div>
            </details>
            if let Some(shown) = (*shown).clone() { <Picture {shown} title={name} on_close={close} /> }
        </li>
    }
}

async fn read(open: &OpenCase, repo: &Repo, hash: BlobHash) -> Result<Vec<u8>, AttrValue> {
    let bytes = open.read_file(hash).await.map_err(|error| file_error(&error))?;
    repo.witness(Deed::FileOpened, Some(open.id()));
    Ok(bytes)
}

/// Where a file is, and why the office has not taken it.
fn state(state: FileState) -> (Html, Option<AttrValue>) {
    match state {
        FileState::Waiting(why) => {
            let why = why.map(refusal_words).filter(|words| !words.is_empty());
            (chip(ChipTone::Yellow, t!("files.waiting")), why)
        }
        FileState::Arrived => (chip(ChipTone::Green, t!("files.arrived")), None),
        FileState::Damaged => (chip(ChipTone::Persimmon, t!("files.damaged")), Some(t!("files.damaged.what_to_do"))),
        FileState::Elsewhere => (chip(ChipTone::Plain, t!("files.elsewhere")), None),
    }
}
