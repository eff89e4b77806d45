// Suggest terms while the reader types. The field becomes an editable combobox with a list popup
// (ARIA Authoring Practices). Without this script, the form still searches.
const DELAY_MS = 120; // after the last key, so that fast typing sends one request
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
  list.setAttribute("aria-label", "Suggested terms");
  status.className = "heard";
  status.setAttribute("role", "status");
  // Set here and not in the HTML: without this script, the field is no combobox.
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-expanded", "false");
  input.setAttribute("aria-controls", list.id);
  input.parentElement.append(list, status);
  input.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(ask, DELAY_MS); });
  input.addEventListener("keydown", onKey);
  input.addEventListener("blur", close);
  // Without this, a press on an option blurs the input, which closes the list before the click.
  list.addEventListener("mousedown", (event) => event.preventDefault());
}

async function ask() {
  request?.abort();
  const q = input.value.trim();
  if (!q) return close();
  const current = (request = new AbortController());
  const query = new URLSearchParams({ q, limit: LIMIT });
  try {
    const response = await fetch(`/api/v1/suggest?${query}`, { signal: current.signal });
    const { items } = response.ok ? await response.json() : { items: [] };
    // The body may arrive after the next request started or after the reader left the field.
    if (current === request && document.activeElement === input) show(items);
  } catch {
    if (current === request) close(); // not aborted, so the network failed; the form still works
  }
}

function show(items) {
  list.replaceChildren(...items.map(option));
  choose(-1);
  open(items.length > 0);
  status.textContent = items.length === 1 ? "1 suggestion" : `${items.length} suggestions`;
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
    if (list.hidden) input.value = ""; // the first Escape closes the list, the second clears the field
    close();
    event.preventDefault();
  } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && count) {
    const wasOpen = !list.hidden;
    open(true);
    // Alt+Down opens the list and Alt+Up closes it without a choice, as native comboboxes do.
    if (!event.altKey) choose(event.key === "ArrowDown" ? next(count) : previous(count));
    else if (wasOpen && event.key === "ArrowUp") close();
    event.preventDefault();
  } else if (event.key === "Enter" && active >= 0 && !list.hidden) {
    list.children[active].click();
    event.preventDefault();
  }
}

// Both wrap around. The value -1 of `active` means that no option is chosen.
function next(count) {
  return (active + 1) % count;
}

function previous(count) {
  return (active <= 0 ? count : active) - 1;
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
