//! A hand that fills in whatever a case holds, field by field, and remembers what must be read back.

use std::collections::BTreeMap;

use madobe_server::demo::ACCOUNTS;
use madobe_shared::case::{Case, Consultation, ConsultationField};
use madobe_shared::codes::{CodeTable, ContactMethod, Counterpart, PolicyDirection, PresentingConcern};
use madobe_shared::form::{Entry, EntryKind, FieldRef, SetRef, Sort, TextRef};
use madobe_shared::ids::{EntryId, UserId};
use madobe_tests::browser::Browser;
use serde_json::{Value, json};

/// Puts a value where it belongs and lets the page know, as leaving the field does. Of a list, either the code or the words may be named.
const PUT: &str = "\
    const field = document.getElementById(arguments[0]), value = arguments[1];
    if (!field) return false;
    for (let folded = field.closest('details'); folded; folded = folded.parentElement.closest('details')) folded.open = true;
    field.focus();
    if (field.type === 'checkbox') {
        if (field.checked !== (value === 'true')) field.click();
    } else if (field.tagName === 'TEXTAREA' || ['text', 'tel', 'email'].includes(field.type)) {
        field.select();
        document.execCommand('insertText', false, value);
        if (field.tagName === 'INPUT') field.dispatchEvent(new Event('change', { bubbles: true }));
    } else {
        const named = [...(field.options ?? [])].find((option) => option.value === value || option.text === value);
        const put = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(field), 'value').set;
        put.call(field, named?.value ?? value);
        for (const type of ['input', 'change']) field.dispatchEvent(new Event(type, { bubbles: true }));
    }
    return true;";

/// Presses those of a group's buttons, or chooses its radio button, whose words are given; what is pressed and not among them is let go.
/// Where one is not there, the group is opened further, once.
const CHOOSE: &str = "\
    const [group, wanted] = [document.getElementById(arguments[0])?.parentElement, arguments[1]];
    if (!group) return false;
    const pressable = () => [...group.querySelectorAll('button[aria-pressed], label.choice-radio')];
    const missing = () => wanted.filter((words) => !pressable().some((one) => one.textContent.trim() === words));
    if (missing().length) {
        group.querySelector('.choices > button[aria-expanded=false]')?.click();
        await new Promise((resolve) => setTimeout(resolve, 50));
    }
    for (const words of [...pressable()].map((one) => one.textContent.trim())) {
        const one = pressable().find((one) => one.textContent.trim() === words);
        if (!one) continue;
        const isWanted = wanted.includes(words), radio = one.querySelector('input');
        if (radio ? isWanted && !radio.checked : isWanted !== (one.ariaPressed === 'true')) one.click();
        await new Promise((resolve) => setTimeout(resolve, 0));
    }
    return missing().length === 0;";

/// What stands in each field of a case, by its id, and what is pressed in each group.
const READ: &str = "\
    const read = {};
    for (const field of document.querySelectorAll('main :is(input, select, textarea)[id]')) {
        read[field.id] = field.type === 'checkbox' ? String(field.checked) : field.value;
    }
    for (const pressed of document.querySelectorAll('main [aria-pressed=true]')) {
        const group = pressed.closest('[aria-labelledby]')?.getAttribute('aria-labelledby');
        read[group] = [read[group], pressed.textContent.trim()].filter(Boolean).join('、');
    }
    return Object.fromEntries(Object.entries(read).filter(([id]) => /^(field|text|sheet|set|goal|next)/.test(id)));";

/// The ids that begin and end so, in the order of the page.
const IDS: &str = "\
    return [...document.querySelectorAll('main [id]')].map((one) => one.id)
        .filter((id) => id.startsWith(arguments[0]) && id.endsWith(arguments[1]));";

/// The hand of whoever sits at a browser.
pub struct Hand<'b> {
    pub browser: &'b Browser,
    /// By tab: what was put where.
    pub written: BTreeMap<&'static str, BTreeMap<String, String>>,
    tab: &'static str,
    /// The name of whoever it belongs to.
    me: &'static str,
}

impl<'b> Hand<'b> {
    pub fn of(browser: &'b Browser, me: &'static str) -> Self {
        Self { browser, written: BTreeMap::new(), tab: "", me }
    }

    /// Opens a tab of the case.
    pub async fn open(&mut self, tab: &'static str) {
        self.tab = tab;
        self.browser.role("tab", tab).click().await;
        self.browser
            .wait_until(&format!(
                "document.querySelector('[role=tab][aria-selected=true]').textContent.includes('{tab}')"
            ))
            .await;
    }

    /// What stands in every field of the tab that is open.
    pub async fn read(&self) -> BTreeMap<String, String> {
        let read = self.browser.run(READ, vec![]).await;
        let fields = read.as_object().into_iter().flatten();
        fields.map(|(id, value)| (id.clone(), value.as_str().unwrap_or_default().to_owned())).collect()
    }

    /// Puts a value into the field of this id, as soon as that is there.
    pub async fn put(&mut self, id: &str, value: &str) {
        self.wait_for(id).await;
        assert_eq!(
            self.browser.run(PUT, vec![json!(id), json!(value)]).await,
            json!(true),
            "{id} does not take {value}"
        );
        self.written.entry(self.tab).or_default().insert(id.to_owned(), value.to_owned());
    }

    async fn is_there(&self, id: &str) -> bool {
        self.browser.run("return document.getElementById(arguments[0]) !== null", vec![json!(id)]).await == json!(true)
    }

    async fn wait_for(&self, id: &str) {
        self.browser.wait_until(&format!("document.getElementById('{id}') !== null")).await;
    }

    /// Leaves exactly these pressed in the group that is labelled so.
    pub async fn choose(&self, group: &str, wanted: &[String]) {
        self.wait_for(group).await;
        let chosen = self.browser.run_async(CHOOSE, vec![json!(group), json!(wanted)]).await;
        assert_eq!(chosen, json!(true), "{group} does not offer {wanted:?}");
    }

    /// Begins an entry as somebody does it and returns its id, once it is on the screen.
    pub async fn begin(&self, kind: EntryKind, begin: impl AsyncFnOnce(&'b Browser)) -> String {
        // Any of its fields says that it is there; which field does not matter, as long as it is asked for.
        let fields = FieldRef::of(kind.entry(EntryId::from_parts(0, [0; 10])));
        let asked = fields.iter().find(|field| matches!(field.sort(), Sort::Words | Sort::Code(_) | Sort::Day));
        let end = format!("-{}", asked.expect("every kind of entry has such a field").key());
        let before = self.ids(&end).await;
        begin(self.browser).await;
        loop {
            let now = self.ids(&end).await;
            if let Some(id) = now.iter().find(|id| !before.contains(id)) {
                return id.clone();
            }
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
    }

    /// The ids of all entries on the page that have a field of this key.
    async fn ids(&self, end: &str) -> Vec<String> {
        let ids = self.browser.run(IDS, vec![json!("field-"), json!(end)]).await;
        let ids = ids.as_array().into_iter().flatten().filter_map(Value::as_str);
        ids.filter_map(|id| Some(id.strip_prefix("field-")?.strip_suffix(end)?.to_owned())).collect()
    }

    /// The words of what is chosen in a list.
    pub async fn chosen(&self, id: &str) -> String {
        let words = "return document.getElementById(arguments[0]).selectedOptions?.[0]?.text ?? ''";
        self.browser.run(words, vec![json!(id)]).await.as_str().unwrap_or_default().to_owned()
    }

    /// Everything that an entry holds, under the id that it has on this device. Statuses come first: some fields come with them.
    pub async fn fill_entry(&mut self, told: &Case, entry: Entry, id: &str) {
        let recorded = told.recorded().into_iter().find(|one| one.entry() == entry).expect("the entry is told");
        let mut values: Vec<(FieldRef, String)> = recorded.values();
        values.sort_by_key(|(field, _)| field.key() != "status");
        for (field, value) in values {
            let place = format!("field-{id}-{}", field.key());
            let is_asked = !matches!(field.sort(), Sort::Plan | Sort::Agency | Sort::Gathering);
            // What a new entry begins with is taken out again where nothing is told.
            if is_asked && (!value.is_empty() || self.is_there(&place).await) {
                self.put(&place, &shown(field.sort(), &value)).await;
            }
        }
        for (text, words) in recorded.texts().into_iter().filter(|(_, words)| !words.is_empty()) {
            self.put(&format!("text-{id}-{}", text.key()), words).await;
        }
        for set in SetRef::of(Some(entry)) {
            let wanted = members(told, set);
            self.choose(&format!("set-{id}-{}", set.key()), &wanted).await;
        }
    }

    /// A field or a prose of the case itself.
    pub async fn fill_field(&mut self, told: &Case, field: FieldRef) {
        let value = told.value(field);
        if !value.is_empty() {
            self.put(&format!("field-{}", field.key()), &shown(field.sort(), &value)).await;
        }
    }

    pub async fn fill_text(&mut self, told: &Case, text: TextRef, place: &str) {
        let words = told.text(text);
        if !words.is_empty() {
            self.put(&format!("{place}-{}", text.key()), words).await;
        }
    }

    /// One contact on the screen for notes.
    pub async fn fill_note(&mut self, told: &Case, contact: &Consultation) {
        self.tab = "";
        self.wait_for("note-text").await;
        self.browser
            .run("document.querySelector('#note-when').parentElement.querySelector('button').click()", vec![])
            .await;
        let value = |field| told.value(FieldRef::Consultation(contact.id, field));
        self.put("note-date", &value(ConsultationField::Date)).await;
        self.put("note-time", &value(ConsultationField::Time)).await;
        self.put("note-minutes", &value(ConsultationField::DurationMinutes)).await;
        self.choose("note-method", &[in_table(ContactMethod::TABLE, contact.method.code())]).await;
        let staff = members(told, SetRef::Staff(contact.id)).into_iter();
        self.choose(
            "note-staff",
            &staff.map(|name| if name == self.me { "自分".to_owned() } else { name }).collect::<Vec<_>>(),
        )
        .await;
        let whom = members(told, SetRef::Counterparts(contact.id));
        self.choose("note-whom", &if contact.met { whom } else { vec!["会えなかった".to_owned()] }).await;
        self.put("note-text", &contact.note).await;
        self.browser.button("書き終える").click().await;
        self.browser.role("tab", "経過").wait().await;
    }
}

/// A value as the screen's list calls it: colleagues by name.
fn shown(sort: Sort, value: &str) -> String {
    match (sort, value.parse::<UserId>()) {
        (Sort::Staff, Ok(user)) => name_of(user),
        _ => value.to_owned(),
    }
}

/// The members of a set, in the words of their buttons.
pub fn members(told: &Case, set: SetRef) -> Vec<String> {
    let words = |member: &String| match set {
        SetRef::Staff(_) | SetRef::Attendees(_) | SetRef::Companions(_) => {
            member.parse().map_or_else(|_| member.clone(), name_of)
        }
        SetRef::Counterparts(_) | SetRef::Participants(_) => in_table(Counterpart::TABLE, member),
        SetRef::Directions(_) => in_table(PolicyDirection::TABLE, member),
        SetRef::Concerns => in_table(PresentingConcern::TABLE, member),
        SetRef::TemplateMethods(_) => in_table(ContactMethod::TABLE, member),
    };
    told.members_of(set).iter().map(words).collect()
}

fn in_table(table: &CodeTable, code: &str) -> String {
    table.rows.iter().find(|(of, ..)| *of == code).map_or(code, |(_, words, _)| words).to_owned()
}

pub fn name_of(user: UserId) -> String {
    ACCOUNTS.iter().find(|account| account.user == user).expect("somebody of the demo").name.to_owned()
}
