// Shows at once what is typed and chosen. The text never leaves the page: the widget marks it here. All else the form
// would send is sent to the server, and of the page it answers with, the parts that have changed come into this one.
const DELAY = 150; // ms after the last key
const LIMIT = 8;
const WIDGET = "/widget/v1/lemma.js";

const form = document.querySelector("form.playground");
const { text, term, occurrences, category } = form.elements;
const preview = document.querySelector("#preview");
const marked = document.querySelector("#marked");
const offers = document.querySelector("#terms");
const parts = [...document.querySelectorAll("[data-live]")];
const served = new Map(parts.map((part) => [part.id, part.innerHTML]));
let timer, asking, updating;
let turn = 0;

text.removeAttribute("maxlength"); // which is that of an address
form.addEventListener("submit", (event) => { event.preventDefault(); update(); });
form.addEventListener("change", ({ target }) => { if (target !== text) update(); });
text.addEventListener("input", write);
term.addEventListener("input", type);
for (const choice of [occurrences, category]) choice.addEventListener("change", mark);
addEventListener("message", follow);
document.addEventListener("lemma-ready", count);

function write() {
  marked.textContent = "";
  preview.replaceChildren(...text.value.trim().split(/\n\s*\n/).map((words) => {
    const paragraph = document.createElement("p");
    paragraph.className = "lines";
    paragraph.textContent = words;
    return paragraph;
  }));
}

// The widget reads its script tag once, so that other wishes take another tag, and a place that the first does not mark.
function mark() {
  preview.id = `preview-${++turn}`;
  write();
  const script = document.createElement("script");
  script.type = "module";
  script.src = `${WIDGET}?${turn}`; // or browsers take it for the module they have run
  script.dataset.lemmaAuto = `#${preview.id}`;
  script.dataset.lemmaOccurrences = occurrences.value;
  script.dataset.lemmaCategories = category.value;
  document.head.append(script);
}

function count() {
  const number = preview.querySelectorAll("lemma-term").length;
  if (number) marked.textContent = `${number === 1 ? "1 term is" : `${number} terms are`} marked: point at one, or go there with the Tab key.`;
}

function type() {
  clearTimeout(timer);
  if ([...offers.options].some((offer) => offer.value === term.value)) update(); // chosen, or typed to its end
  else timer = setTimeout(offer, DELAY);
}

async function offer() {
  asking?.abort();
  asking = new AbortController();
  const q = term.value.trim();
  if (!q) return;
  try {
    const answer = await fetch(`/api/v1/suggest?${new URLSearchParams({ q, limit: LIMIT })}`, { signal: asking.signal });
    if (answer.ok) offers.replaceChildren(...(await answer.json()).items.map(option));
  } catch {
    // typed on, or offline: the form is still there
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
  const wishes = new URLSearchParams(new FormData(form));
  wishes.delete("text");
  const address = `${form.getAttribute("action")}?${wishes}`;
  try {
    const answer = await fetch(address, { signal: updating.signal });
    if (!answer.ok) throw new Error(answer.status);
    show(new DOMParser().parseFromString(await answer.text(), "text/html"));
    history.replaceState(null, "", address);
  } catch (error) {
    if (error.name !== "AbortError") fail(); // else chosen on
  }
}

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
  answer.textContent = "The service does not answer this. What stands here is from before.";
  served.delete(answer.id);
}

function follow({ source, data }) {
  const frame = document.querySelector("iframe.card");
  if (frame && source === frame.contentWindow && data?.type === "lemma:height") frame.height = data.height;
}
