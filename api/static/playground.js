// Update the playground while the reader types and chooses. The text never leaves the page: the widget marks
// it here. The other fields of the form go to the server. The parts of its response that differ replace the
// parts of this page.
const DELAY_MS = 150; // after the last key, so that fast typing sends one request
const LIMIT = 8;
const WIDGET = "/widget/v1/lemma.js";

const form = document.querySelector("form.playground");
const { text, term, occurrences, category } = form.elements;
const preview = document.querySelector("#preview");
const marked = document.querySelector("#marked");
const suggestions = document.querySelector("#terms");
const parts = [...document.querySelectorAll("[data-live]")];
// The HTML that the server sent. The live parts differ from it: copy.js adds buttons, and cards get a height.
const served = new Map(parts.map((part) => [part.id, part.innerHTML]));
let timer, asking, updating;
let turn = 0;

// The form limits the text to what fits into an address. This script puts no text into an address.
text.removeAttribute("maxlength");
form.addEventListener("submit", onSubmit);
form.addEventListener("change", ({ target }) => { if (target !== text) update(); });
text.addEventListener("input", showText);
term.addEventListener("input", onType);
for (const choice of [occurrences, category]) choice.addEventListener("change", markAgain);
addEventListener("message", resizeCard);
document.addEventListener("lemma-ready", showCount);

function onSubmit(event) {
  event.preventDefault();
  update();
}

function showText() {
  marked.textContent = "";
  preview.replaceChildren(...text.value.trim().split(/\n\s*\n/).map((words) => {
    const paragraph = document.createElement("p");
    paragraph.className = "lines";
    paragraph.textContent = words;
    return paragraph;
  }));
}

// The widget reads its script tag once. Other options therefore need another tag, and a preview with another
// id, which the earlier tags do not mark.
function markAgain() {
  preview.id = `preview-${++turn}`;
  showText();
  const script = document.createElement("script");
  script.type = "module";
  script.src = `${WIDGET}?${turn}`; // browsers run a module once per address
  script.dataset.lemmaAuto = `#${preview.id}`;
  script.dataset.lemmaOccurrences = occurrences.value;
  script.dataset.lemmaCategories = category.value;
  document.head.append(script);
}

function showCount() {
  const number = preview.querySelectorAll("lemma-term").length;
  if (!number) return;
  const sentence = number === 1 ? "1 term is marked." : `${number} terms are marked.`;
  marked.textContent = `${sentence} Hover over one, or press Tab.`;
}

function onType() {
  clearTimeout(timer);
  // No event says that the reader picked an option of a datalist, so compare the values.
  // A name that was typed in full also counts.
  if ([...suggestions.options].some((suggestion) => suggestion.value === term.value)) update();
  else timer = setTimeout(suggest, DELAY_MS);
}

async function suggest() {
  asking?.abort();
  asking = new AbortController();
  const q = term.value.trim();
  if (!q) return;
  const query = new URLSearchParams({ q, limit: LIMIT });
  try {
    const response = await fetch(`/api/v1/suggest?${query}`, { signal: asking.signal });
    if (response.ok) suggestions.replaceChildren(...(await response.json()).items.map(option));
  } catch {
    // A later request aborted this one, or the network failed. The form works without suggestions.
  }
}

function option({ term: { name }, matched_text }) {
  const element = document.createElement("option");
  element.value = name;
  element.label = matched_text;
  return element;
}

async function update() {
  updating?.abort();
  updating = new AbortController();
  const query = new URLSearchParams(new FormData(form));
  query.delete("text");
  const address = `${form.getAttribute("action")}?${query}`;
  try {
    const response = await fetch(address, { signal: updating.signal });
    if (!response.ok) throw new Error(response.status);
    show(new DOMParser().parseFromString(await response.text(), "text/html"));
    history.replaceState(null, "", address);
  } catch (error) {
    if (error.name !== "AbortError") fail(); // a later choice aborts this request, which is no failure
  }
}

// Leave unchanged parts alone: a card that is replaced loads again and loses the focus.
function show(page) {
  for (const part of parts) {
    const now = page.getElementById(part.id);
    if (now.innerHTML === served.get(part.id)) continue;
    served.set(part.id, now.innerHTML);
    part.replaceChildren(...now.childNodes);
  }
}

function fail() {
  const answer = document.querySelector("#answer");
  answer.textContent = "The service did not answer. This page still shows the previous choices.";
  served.delete(answer.id); // so that the next response replaces this message in any case
}

function resizeCard({ source, data }) {
  const frame = document.querySelector("iframe.card");
  // Any frame can post messages, so accept only those of the card.
  if (source !== frame?.contentWindow || data?.type !== "lemma:height") return;
  frame.height = data.height;
}
