// Finds elements as people do: by role and accessible name. Run as the body of a function whose only argument is a list of steps
// `{role, name, text}`, each looked for inside the one found before. Returns `{found, count, seen}`: the element if exactly one fits (or
// the first, where the step says so), how many fit, and what was there instead. Follows the accessible name computation as far as an
// application in plain HTML needs it; reads no CSS-generated content.

const NATIVE = {
  ARTICLE: "article", ASIDE: "complementary", BUTTON: "button", DATALIST: "listbox", DETAILS: "group", DIALOG: "dialog",
  FIELDSET: "group", FIGURE: "figure", FOOTER: "contentinfo", H1: "heading", H2: "heading", H3: "heading", H4: "heading",
  H5: "heading", H6: "heading", HEADER: "banner", HR: "separator", LI: "listitem", MAIN: "main", MENU: "list", METER: "meter",
  NAV: "navigation", OL: "list", OPTION: "option", OUTPUT: "status", P: "paragraph", PROGRESS: "progressbar", SEARCH: "search",
  SUMMARY: "button", TABLE: "table", TBODY: "rowgroup", TD: "cell", TEXTAREA: "textbox", TH: "columnheader",
  THEAD: "rowgroup", TIME: "time", TR: "row", UL: "list",
};

// Dates, times and passwords have no role of their own in ARIA; for whoever fills them in they are text boxes.
const INPUT = {
  button: "button", checkbox: "checkbox", color: "button", file: "button", hidden: null, image: "button", number: "spinbutton",
  radio: "radio", range: "slider", reset: "button", search: "searchbox", submit: "button",
};

// Roles whose name is their content; the second group has no such name in ARIA, but people tell these apart by what they say.
const NAMED_BY_CONTENT = new Set([
  "button", "cell", "checkbox", "columnheader", "gridcell", "heading", "link", "menuitem", "menuitemcheckbox", "menuitemradio",
  "option", "radio", "row", "rowheader", "switch", "tab", "tooltip", "treeitem",
  "alert", "article", "listitem", "paragraph", "status", "time",
]);

const squeeze = (text) => (text ?? "").replace(/\s+/gu, " ").trim();
// Japanese is written without spaces; whether two spans stand apart in the source is not what a reader sees.
const bare = (text) => (text ?? "").replace(/\s+/gu, "");

function hidden(element) {
  if (element.closest('[aria-hidden="true"], [inert], template, script, style')) return true;
  return !element.checkVisibility({ visibilityProperty: true });
}

function roleOf(element) {
  const explicit = element.getAttribute("role")?.trim().split(/\s+/u)[0];
  if (explicit) return explicit === "none" ? "presentation" : explicit;
  const tag = element.tagName.toUpperCase();
  if (tag === "A" || tag === "AREA") return element.hasAttribute("href") ? "link" : null;
  if (tag === "INPUT") return element.type in INPUT ? INPUT[element.type] : element.hasAttribute("list") ? "combobox" : "textbox";
  if (tag === "SELECT") return element.multiple || element.size > 1 ? "listbox" : "combobox";
  if (tag === "IMG") return element.getAttribute("alt") === "" ? "presentation" : "img";
  if (tag === "SECTION") return labelled(element) ? "region" : null;
  if (tag === "FORM") return labelled(element) ? "form" : null;
  if (tag === "TH" && element.scope === "row") return "rowheader";
  if ((tag === "HEADER" || tag === "FOOTER") && element.closest("article, aside, main, nav, section")) return null;
  if (NATIVE[tag]) return NATIVE[tag];
  return element.isContentEditable && !element.parentElement?.isContentEditable ? "textbox" : null;
}

const labelled = (element) => element.hasAttribute("aria-label") || element.hasAttribute("aria-labelledby");

function nameOf(element) {
  const referred = (element.getAttribute("aria-labelledby") ?? "").split(/\s+/u).map((id) => id && document.getElementById(id));
  const byReference = squeeze(referred.filter(Boolean).map((label) => label.getAttribute("aria-label") || content(label, true)).join(" "));
  if (byReference) return byReference;
  const own = squeeze(element.getAttribute("aria-label"));
  if (own) return own;
  const byMarkup = squeeze(nativeName(element));
  if (byMarkup) return byMarkup;
  if (NAMED_BY_CONTENT.has(roleOf(element))) {
    const byContent = squeeze(content(element, false));
    if (byContent) return byContent;
  }
  return squeeze(element.getAttribute("title") || element.getAttribute("placeholder"));
}

function nativeName(element) {
  const tag = element.tagName.toUpperCase();
  if (tag === "IMG" || element.type === "image") return element.alt;
  if (tag === "INPUT" && ["button", "submit", "reset"].includes(element.type)) return element.value;
  if (element.labels?.length) return [...element.labels].map((label) => content(label, false, element)).join(" ");
  if (tag === "FIELDSET") return content(element.querySelector(":scope > legend"), false);
  if (tag === "TABLE") return content(element.querySelector(":scope > caption"), false);
  if (tag === "FIGURE") return content(element.querySelector(":scope > figcaption"), false);
  if (tag.toLowerCase() === "svg") return element.querySelector(":scope > title")?.textContent;
  return "";
}

/** What is read out for an element's inside. Hidden parts count only in a label that something refers to by its id. */
function content(element, hiddenCounts, except) {
  if (!element) return "";
  let text = "";
  for (const node of element.childNodes) {
    if (node.nodeType === Node.TEXT_NODE) text += node.textContent;
    if (node.nodeType !== Node.ELEMENT_NODE || node === except || (!hiddenCounts && hidden(node))) continue;
    const inside = node.getAttribute("aria-label") || nativeName(node) || embeddedValue(node) || content(node, hiddenCounts, except);
    text += getComputedStyle(node).display.startsWith("inline") ? inside : ` ${inside} `;
  }
  return text;
}

const embeddedValue = (element) => (["textbox", "searchbox", "spinbutton"].includes(roleOf(element)) ? element.value : "");

/** The innermost visible elements that show the text. */
function showing(scope, text) {
  const wanted = bare(text);
  const shows = (element) => bare(element.textContent).includes(wanted) && !hidden(element) && bare(content(element, false)).includes(wanted);
  const all = [...scope.querySelectorAll("*")].filter(shows);
  return all.filter((element) => ![...element.children].some((child) => all.includes(child)));
}

function candidates(scope, step) {
  if (step.text !== undefined) return showing(scope, step.text);
  const ofRole = [...scope.querySelectorAll("*")].filter((element) => roleOf(element) === step.role && !hidden(element));
  if (step.name === undefined) return ofRole;
  const wanted = bare(step.name);
  const names = ofRole.map((element) => [element, bare(nameOf(element))]);
  const exact = names.filter(([, name]) => name === wanted);
  return (exact.length ? exact : names.filter(([, name]) => name.includes(wanted))).map(([element]) => element);
}

/** What a person would find on the page: roles worth naming, with their names and what stands in them. */
function overview(scope) {
  const quiet = new Set([null, "presentation", "listitem", "list", "paragraph", "group", "rowgroup", "row", "cell", "time"]);
  const lines = [];
  for (const element of scope.querySelectorAll("*")) {
    const role = roleOf(element);
    if (quiet.has(role) || hidden(element)) continue;
    const value = element.type === "password" ? "" : String(element.value ?? "").slice(0, 60);
    lines.push(`${role} 「${nameOf(element).slice(0, 60)}」${value && ` ${value}`}`);
  }
  return lines.slice(0, 80);
}

let scope = document.documentElement;
let found = [];
for (const step of arguments[0]) {
  found = candidates(scope, step);
  const usable = found.length === 1 || (step.first && found.length > 0);
  if (!usable) return { found: null, count: found.length, seen: overview(scope) };
  scope = found[0];
}
return { found: scope, count: found.length, seen: [] };
