// Offers terms while somebody types: an editable combobox with a list (ARIA Authoring Practices). The form works without.
const DELAY = 120; // ms after the last key
const LIMIT = 8;

const input = document.querySelector("form.search input");
const list = document.createElement("ul");
const status = document.createElement("p");
let active = -1;
let timer, request;

if (input) prepare();

function prepare() {
  list.id = "offers";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "Terms");
  status.className = "heard";
  status.setAttribute("role", "status");
  for (const [name, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id })) {
    input.setAttribute(name, value);
  }
  input.parentElement.append(list, status);
  input.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(ask, DELAY); });
  input.addEventListener("keydown", onKey);
  input.addEventListener("blur", close);
  list.addEventListener("mousedown", (event) => event.preventDefault()); // the input keeps the focus
}

async function ask() {
  request?.abort();
  const q = input.value.trim();
  if (!q) return close();
  const mine = (request = new AbortController());
  try {
    const answer = await fetch(`/api/v1/suggest?${new URLSearchParams({ q, limit: LIMIT })}`, { signal: mine.signal });
    const { items } = answer.ok ? await answer.json() : { items: [] };
    if (mine === request && document.activeElement === input) show(items);
  } catch {
    if (mine === request) close(); // offline: the form is still there
  }
}

function show(items) {
  list.replaceChildren(...items.map(option));
  choose(-1);
  open(items.length > 0);
  status.textContent = items.length === 1 ? "1 term" : `${items.length} terms`;
}

function option({ term, matched_text }, number) {
  const item = document.createElement("li");
  item.id = `offer-${number}`;
  item.setAttribute("role", "option");
  item.addEventListener("click", () => location.assign(`/terms/${encodeURIComponent(term.slug)}`));
  const aside = matched_text === term.name ? term.category.name : `${matched_text} · ${term.category.name}`;
  item.append(part("b", term.name), " ", part("small", aside));
  return item;
}

function part(name, text) {
  const element = document.createElement(name);
  element.textContent = text;
  return element;
}

function onKey(event) {
  const count = list.children.length;
  if (event.key === "Escape") {
    if (list.hidden) input.value = "";
    close();
    event.preventDefault();
  } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && count) {
    const wasOpen = !list.hidden;
    open(true);
    if (!event.altKey) choose(event.key === "ArrowDown" ? (active + 1) % count : (active <= 0 ? count : active) - 1);
    else if (wasOpen && event.key === "ArrowUp") close();
    event.preventDefault();
  } else if (event.key === "Enter" && active >= 0 && !list.hidden) {
    list.children[active].click();
    event.preventDefault();
  }
}

function choose(number) {
  active = number;
  [...list.children].forEach((item, n) => item.setAttribute("aria-selected", String(n === number)));
  if (number < 0) return input.removeAttribute("aria-activedescendant");
  input.setAttribute("aria-activedescendant", list.children[number].id);
  list.children[number].scrollIntoView({ block: "nearest" });
}

function open(shown) {
  list.hidden = !shown;
  input.setAttribute("aria-expanded", String(shown));
}

function close() {
  clearTimeout(timer);
  request?.abort();
  request = null;
  open(false);
  choose(-1);
  status.textContent = "";
}
