// Definitions in other people's pages: <lemma-term>, and terms marked by themselves.
//
// One request brings all names and labels, found word by word in idle slices. The first term pointed at, focused or
// tapped brings all definitions on the page with one more. Whatever fails, the text stays as it was.

const SERVICE = new URL(import.meta.url).origin;
const TAG = "lemma-term";
const IDS_AT_ONCE = 200;
const IDS_CHARACTERS = 6_000; // the request line's limit is 8,190
const TIMEOUT_MS = 10_000;
const RETRY_MS = 30_000;
const SLICE_MS = 8;
const SETTLE_MS = 150;
const OPEN_MS = 120;
const CLOSE_MS = 300;
const MARGIN_PX = 8;

// Elements can hide members of `document` and of forms (<form name="matches">), so these are taken from the prototypes;
// options have none, since a page can fill Object's.
const method = (owner, name) => Function.prototype.call.bind(owner.prototype[name]);
const createElement = method(Document, "createElement");
const createTreeWalker = method(Document, "createTreeWalker");
const querySelectorAll = method(Document, "querySelectorAll");
const matches = method(Element, "matches");
const closest = method(Element, "closest");
const dispatch = method(EventTarget, "dispatchEvent");

let complained = false;

function complain(problem) {
  if (!complained) console.warn(`Lemma: ${problem}`);
  complained = true;
}

function announce(target, type, detail) {
  dispatch(target, new CustomEvent(type, { __proto__: null, bubbles: true, composed: true, detail }));
}

/** Work in slices: who sees `over` awaits `next()`. */
class Pace {
  #end = 0;

  get over() {
    return performance.now() >= this.#end;
  }

  async next() {
    await new Promise((go) =>
      globalThis.requestIdleCallback ? requestIdleCallback(go, { __proto__: null, timeout: 500 }) : setTimeout(go),
    );
    this.#end = performance.now() + SLICE_MS;
  }
}

// Words: the same keys, and the same way through them, as data/inflection.py and data/matcher.py.

const TOKEN =
  /[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]|[[\p{L}\p{N}]--[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]]+(?:['’]s(?![\p{L}\p{N}]))?|[+#*]+/gv;
const JOINT = /^(?:[ \t\xa0]*\n?[ \t\xa0]*|[\-‐‑–\/.’'_&·])$/;
const ABBREVIATION = /^(?=.*\p{Lu})\P{Ll}{2,}$|^(?!.{6}).*\p{Lu}.*\p{Lu}/u;
const PLURAL = /(?<=[A-Z\d])['’]?s$/;
const IRREGULAR = new Map(
  Object.entries({
    analyses: "analysis", axes: "axis", criteria: "criterion", foci: "focus", hypotheses: "hypothesis",
    indices: "index", matrices: "matrix", phenomena: "phenomenon", syntheses: "synthesis",
    theses: "thesis", vertices: "vertex",
  }),
);
const AMERICAN = [
  [/(?<=..)is(?=(?:es?|ed|ers?|ing|ations?|able)$)/, "iz"],
  [/(?<=..l)ys(?=(?:es?|ed|ers?|ing)$)/, "yz"],
  [/(?<=..)our(?=(?:s|ed|ing|al|ally|ful|able|ites?|hoods?|ism|ist)?$)/, "or"],
  [/(?<=[aeiou]l)l(?=(?:ed|ers?|ings?)$)/, ""],
  [/(?<=[bdt])re$/, "er"],
  [/(?<=[aol]og)ue(?=s?$)/, ""],
  [/(?<=..en)c(?=es?$)/, "s"],
  [/^programme/, "program"],
  [/^artefact/, "artifact"],
  [/^grey/, "gray"],
];
const BRITISH = /is|ys|our|ll|re$|ogue|enc|^prog|^art|^grey/; // what one of these needs at least
const SINGULAR = [
  [/(?<=..)ies$/, "y"],
  [/(?<=..(?:ch|sh|[sxz]))es?$/, ""],
  [/(?<=..)s$/, ""],
];
const keys = new Map();

function fold(text) {
  const folded = text.normalize("NFKC").toLowerCase().replaceAll("ß", "ss").replaceAll("ς", "σ");
  return folded.normalize("NFKC").replace(/\s+/gu, " ").trim();
}

function keyOf(word) {
  let key = keys.get(word);
  if (key === undefined) {
    key = /^\w+$/.test(word) ? word.toLowerCase() : fold(word).replace(/['’]s\b|['’]/gu, "");
    if (/^[a-z]+$/.test(key)) key = stem(key);
    keys.set(word, key);
  }
  return key;
}

function stem(word) {
  let key = IRREGULAR.get(word) ?? word;
  if (BRITISH.test(key)) for (const [ending, replacement] of AMERICAN) key = key.replace(ending, replacement);
  if (/[es]$/.test(key)) for (const [ending, replacement] of SINGULAR) key = key.replace(ending, replacement);
  return key;
}

/** The words of a text as [start, end, key], and what stands between words that it keeps apart, as a comma does. */
function tokensOf(text) {
  const tokens = [];
  let before = 0;
  TOKEN.lastIndex = 0;
  for (let match; (match = TOKEN.exec(text)); before = TOKEN.lastIndex) {
    const gap = text.slice(before, match.index);
    if (gap !== " " && gap !== "" && before && !joins(gap, text[before - 1])) {
      tokens.push([before, before, gap.trim() || "\n"]);
    }
    tokens.push([match.index, TOKEN.lastIndex, keyOf(match[0])]);
  }
  return tokens;
}

function joins(gap, letter) {
  return JOINT.test(gap) || ((gap === "' " || gap === "’ ") && (letter === "s" || letter === "S"));
}

/** Names and labels as a tree of words, to be found in texts. */
class Table {
  slugs = new Set();
  #root = new Map();

  /** Take in the service's answers. An abbreviation that terms share stands only with its owner. */
  async fill(answers) {
    const pace = new Pace();
    for (const { terms } of answers) {
      for (const [slug, ...forms] of terms) {
        if (pace.over) await pace.next();
        this.slugs.add(slug);
        for (const form of forms) this.#add(form, slug);
      }
    }
    return this;
  }

  lookup(text) {
    const plain = text.trim();
    for (const [start, end, slug] of this.find(plain)) {
      if (start === 0 && end === plain.length) return slug;
    }
  }

  /** Where terms, but those excluded, are in a text: [start, end, slug] each, the longest from each word on. */
  find(text, excluded = new Set()) {
    const tokens = tokensOf(text);
    const found = [];
    for (let first = 0; first < tokens.length; first++) {
      for (const [last, forms] of this.#from(tokens, first)) {
        const [start, end] = [tokens[first][0], tokens[last][1]];
        const slugs = allowed(text.slice(start, end), forms, excluded);
        if (!slugs.size) continue;
        if (slugs.size === 1) found.push([start, end, ...slugs]);
        first = last;
        break;
      }
    }
    return found;
  }

  #add(form, slug) {
    let node = { next: this.#root };
    for (const [, , key] of tokensOf(form)) {
      node.next ??= new Map();
      if (!node.next.has(key)) node.next.set(key, { next: null, forms: null });
      node = node.next.get(key);
    }
    if (node.next !== this.#root) (node.forms ??= []).push({ form, exact: ABBREVIATION.test(form), slug });
  }

  /** The forms that may begin with a token, as [last token, forms], the longest first. */
  #from(tokens, first) {
    const hits = [];
    let children = this.#root;
    for (let last = first; children && last < tokens.length; last++) {
      const node = children.get(tokens[last][2]);
      if (!node) break;
      if (node.forms) hits.unshift([last, node.forms]);
      children = node.next;
    }
    return hits;
  }
}

/** The slugs of those forms that may be written like `surface`; of those written just so, if there are any. */
function allowed(surface, forms, excluded) {
  const may = new Set();
  const same = new Set();
  for (const { form, exact, slug } of forms) {
    if (excluded.has(slug) || (exact && form !== surface && form !== surface.replace(PLURAL, ""))) continue;
    may.add(slug);
    if (forms.length > 1 && fold(form) === fold(surface)) same.add(slug);
  }
  return same.size ? same : may;
}

const glossaries = new Map(); // by origin; the first serves who names none
const present = new Map(); // the terms on the page: element -> { glossary, slug }

class Glossary {
  #tables = new Map();
  #summaries = new Map();
  #known = new Set();

  constructor(origin) {
    this.origin = origin;
  }

  knows(slug) {
    return this.#known.has(slug);
  }

  /** The table of these categories, or of all; an empty one when it cannot be had. */
  table(categories = []) {
    const name = categories.join();
    if (!this.#tables.has(name)) this.#tables.set(name, this.#read(categories));
    return this.#tables.get(name);
  }

  /** A term in short. The first to need one brings those of all terms on the page. */
  summary(slug) {
    if (!this.#summaries.has(slug)) {
      const missing = new Set([slug]);
      for (const term of present.values()) {
        if (term.glossary === this && !this.#summaries.has(term.slug)) missing.add(term.slug);
      }
      let batch = [];
      for (const each of missing) {
        if (batch.length === IDS_AT_ONCE || batch.join().length > IDS_CHARACTERS) {
          this.#request(batch);
          batch = [];
        }
        batch.push(each);
      }
      this.#request(batch);
    }
    return this.#summaries.get(slug);
  }

  page(slug) {
    return `${this.origin}/terms/${encodeURIComponent(slug)}`;
  }

  async #read(categories) {
    const table = new Table();
    try {
      const answers = categories.length ? [] : [this.#get("/matcher")];
      for (const category of categories) answers.push(this.#get(`/matcher?category=${encodeURIComponent(category)}`));
      await table.fill(await Promise.all(answers));
    } catch (error) {
      complain(`no table of terms from ${this.origin} (${error.message})`);
      return new Table();
    }
    for (const slug of table.slugs) this.#known.add(slug);
    return table;
  }

  #request(slugs) {
    const answer = this.#ask(slugs);
    for (const slug of slugs) this.#summaries.set(slug, answer.then((found) => found.get(slug)));
  }

  /** Summaries by slug. Those that cannot be had may be asked for again after a while. */
  async #ask(slugs) {
    const found = new Map();
    try {
      const ids = encodeURIComponent(slugs.join()).replaceAll("%2C", ",");
      const { items } = await this.#get(`/terms?fields=slug,name,definition,category&ids=${ids}`);
      for (const item of items) {
        if (typeof item.name === "string" && typeof item.definition === "string") found.set(item.slug, item);
      }
    } catch (error) {
      complain(`no definitions from ${this.origin} (${error.message})`);
      setTimeout(() => {
        for (const slug of slugs) this.#summaries.delete(slug);
      }, RETRY_MS);
    }
    return found;
  }

  async #get(path) {
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    const options = { __proto__: null, credentials: "omit", referrerPolicy: "no-referrer", signal };
    const response = await fetch(`${this.origin}/api/v1${path}`, options);
    if (!response.ok) throw new Error(`status ${response.status}`);
    return response.json();
  }
}

const STYLE = new CSSStyleSheet();
STYLE.replaceSync(`
  [part="term"] {
    color: var(--lemma-term-color, inherit);
    text-decoration: underline dotted 1px var(--lemma-underline, currentColor);
    text-underline-offset: 0.2em;
  }
  [part="term"]:hover { text-decoration-style: solid; }
  :is([part="term"], [part="link"]):focus-visible { outline: 2px solid currentColor; outline-offset: 2px; }

  /* The page's styles end here, but for its typeface; em is of the reader's own size. The padding is the pointer's way
     from the term to the tooltip. */
  #layer {
    --ground: #fff; --ink: #1d232b; --quiet: #5b6572; --line: #d3d9e0; --leads: #0a55c4;
    all: initial;
    position: fixed; inset: 0 auto auto 0; z-index: 2147483647;
    box-sizing: border-box;
    width: max-content; max-width: min(var(--lemma-width, 22em), 100vw - 16px);
    padding-block: 7px;
    font-family: var(--lemma-font, inherit);
  }
  @media (prefers-color-scheme: dark) {
    #layer {
      --ground: #1c222b; --ink: #e8ecf1; --quiet: #a3adba; --line: #3a4452; --leads: #8ab8ff;
    }
  }
  [part="tooltip"] {
    box-sizing: border-box; max-height: calc(100vh - 32px); overflow: auto;
    padding: 0.9em 1.1em 0.55em;
    border: 1px solid var(--lemma-border, var(--line)); border-radius: var(--lemma-radius, 10px);
    background: var(--lemma-background, var(--ground)); color: var(--lemma-color, var(--ink));
    box-shadow: 0 1px 2px rgb(0 0 0 / 10%), 0 8px 28px rgb(0 0 0 / 20%);
    font-size: var(--lemma-size, 0.9375em); line-height: 1.5; overflow-wrap: anywhere;
  }
  [part="name"] { display: block; font-size: 1.0667em; font-weight: 650; line-height: 1.3; }
  [part="category"] { display: block; margin-top: 0.2em; color: var(--lemma-quiet, var(--quiet)); font-size: 0.8125em; }
  [part="definition"] { display: block; margin-top: 0.55em; text-wrap: pretty; }
  [part="link"] {
    display: inline-block; margin-top: 0.15em; padding-block: 0.3em; min-width: 24px;
    color: var(--lemma-link, var(--leads)); font-weight: 500; text-underline-offset: 0.2em; cursor: pointer;
  }
  @media (prefers-reduced-motion: no-preference) {
    [part="tooltip"] { animation: appear 120ms ease-out; }
    @keyframes appear { from { opacity: 0; } }
  }
`);

function make(name, attributes, ...children) {
  const element = createElement(document, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

/** What is shown at a term; in its shadow tree, so as to describe it. */
class Tooltip {
  #term;
  #line = 0;
  #layer;

  constructor(term, summary, pointer) {
    this.#term = term;
    for (const line of term.getClientRects()) if (line.bottom < pointer) this.#line++;
    const box = make(
      "div",
      { part: "tooltip", role: "tooltip" },
      make("strong", { part: "name" }, summary.name),
      make("span", { part: "category" }, summary.category?.name ?? ""),
      make("span", { part: "definition", id: "definition" }, summary.definition),
      make("a", { part: "link", href: term.href, "aria-label": `More about ${summary.name}` }, "More"),
    );
    this.#layer = make("div", { id: "layer", popover: "manual", dir: "auto" }, box);
    term.after(this.#layer);
    term.setAttribute("aria-describedby", "definition");
    this.#layer.showPopover?.();
    this.place();
  }

  /** Stand below the line, or above where there is no room. False once the line has left the window. */
  place() {
    const lines = this.#term.getClientRects();
    const line = lines[this.#line] ?? lines[0];
    if (!line || line.bottom < 0 || line.top > innerHeight) return false;
    const { width, height } = this.#layer.getBoundingClientRect();
    const below = line.bottom + height <= innerHeight || line.top < height;
    const left = getComputedStyle(this.#term).direction === "rtl" ? line.right - width : line.left;
    const rightmost = querySelectorAll(document, ":root")[0].clientWidth - width - MARGIN_PX;
    const { style } = this.#layer;
    style.setProperty("left", `${Math.max(MARGIN_PX, Math.min(left, rightmost))}px`);
    style.setProperty("top", `${below ? line.bottom : line.top - height}px`);
    return true;
  }

  /** Take it away; focus inside of it goes back to the term. */
  remove() {
    if (this.#layer.matches(":focus-within")) this.#term.focus();
    this.#term.removeAttribute("aria-describedby");
    this.#layer.remove();
  }
}

const INSIDE_ANOTHER = `:is(a[href], button, label, summary, [role="button"], [role="link"], ${TAG}) ${TAG}`;
const TERM = make("a", { part: "term" });
const AROUND = ["pointerenter", "pointerleave"]; // the term and its tooltip, which is inside of it
const WITHIN = ["focusin", "focusout", "pointerdown", "click"];
let open = null; // the element whose tooltip is shown

class LemmaTerm extends HTMLElement {
  static observedAttributes = ["slug", "glossary"];
  static #waiting = new Set(); // for a glossary that may still come
  // One listener for all, since a page may have a thousand terms.
  static #heard = {
    __proto__: null,
    pointerenter: (element, event) => element.#hover(event, true),
    pointerleave: (element, event) => element.#hover(event, false),
    focusin: (element) => element.#focus(true),
    focusout: (element) => element.#focus(false),
    pointerdown: (element, event) => element.#touch(event),
    click: (element, event) => element.#tap(event),
    slotchange: (element) => element.getAttribute("slug") || element.#resolve(),
  };
  static #hear = (event) => LemmaTerm.#heard[event.type](event.currentTarget.host ?? event.currentTarget, event);

  /** Let a service take part, marking what its script tags ask for. Further copies of this module call it. */
  static join(origin, scripts) {
    if (!glossaries.has(origin)) glossaries.set(origin, new Glossary(origin));
    for (const element of LemmaTerm.#waiting) element.#resolve();
    for (const script of scripts) linkers.add(new Linker(glossaries.get(origin), script));
    linkAll();
  }

  #root = this.attachShadow({ __proto__: null, mode: "closed" });
  #slot = createElement(document, "slot");
  #term = null;
  #tooltip = null;
  #hovered = false;
  #focused = false;
  #tapped = false;
  #pointer = 0; // its height in the window
  #touching = false;
  #wasOpen = false;
  #timer = 0;
  #turn = 0;

  constructor() {
    super();
    this.#root.append(this.#slot);
    this.#root.addEventListener("slotchange", LemmaTerm.#hear);
  }

  connectedCallback() {
    this.#resolve();
  }

  disconnectedCallback() {
    this.#turn++;
    this.#leave();
  }

  attributeChangedCallback() {
    this.#resolve();
  }

  static dismiss() {
    if (!open) return;
    const element = open;
    element.#close(); // which may focus the term
    element.#hovered = element.#focused = element.#tapped = false;
  }

  static place() {
    if (open && !open.#tooltip.place()) LemmaTerm.dismiss();
  }

  /** Find out which term this is. What is none stays, or becomes, plain text. */
  #resolve() {
    if (!this.isConnected) return;
    this.#turn++;
    LemmaTerm.#waiting.delete(this);
    const glossary = glossaries.get(this.getAttribute("glossary") ?? glossaries.keys().next().value);
    const slug = this.getAttribute("slug");
    if (!glossary || (!owners.has(this) && matches(this, INSIDE_ANOTHER))) this.#become(null);
    else if (glossary.knows(slug)) this.#become(slug, glossary);
    else this.#lookUp(slug, glossary, this.#turn);
    if (!glossary) LemmaTerm.#waiting.add(this);
  }

  async #lookUp(slug, glossary, turn) {
    const table = await glossary.table();
    if (turn !== this.#turn) return;
    slug ||= table.lookup(this.textContent);
    this.#become(glossary.knows(slug) ? slug : null, glossary);
  }

  #become(slug, glossary) {
    if (!slug) {
      this.#leave();
      if (this.#term) this.#root.replaceChildren(this.#slot);
      this.#term = null;
      return;
    }
    if (!this.#term) {
      this.#root.adoptedStyleSheets = [STYLE];
      this.#term = TERM.cloneNode();
      this.#term.append(this.#slot);
      this.#root.append(this.#term);
      for (const type of AROUND) this.addEventListener(type, LemmaTerm.#hear);
      for (const type of WITHIN) this.#root.addEventListener(type, LemmaTerm.#hear);
    }
    this.#term.href = glossary.page(slug);
    present.set(this, { glossary, slug });
    if (!owners.has(this)) announce(this, "lemma-ready", { slug });
  }

  #leave() {
    if (open === this) LemmaTerm.dismiss();
    LemmaTerm.#waiting.delete(this);
    present.delete(this);
  }

  #hover({ pointerType, clientY }, hovered) {
    if (pointerType === "touch") return;
    [this.#hovered, this.#pointer] = [hovered, clientY];
    this.#settle(hovered ? OPEN_MS : CLOSE_MS);
  }

  #focus(focused) {
    [this.#focused, this.#pointer] = [focused, 0];
    this.#settle(0);
  }

  /** A finger cannot hover: its tap on the term opens and closes, and the link in the tooltip leads on. */
  #touch({ pointerType, clientY, target }) {
    this.#touching = pointerType === "touch" && this.#term.contains(target);
    [this.#wasOpen, this.#pointer] = [open === this, clientY];
  }

  #tap(event) {
    if (!this.#touching) return;
    event.preventDefault();
    this.#touching = false;
    if (this.#wasOpen) return LemmaTerm.dismiss();
    this.#tapped = true;
    this.#settle(0);
  }

  get #wanted() {
    return this.#hovered || this.#focused || this.#tapped;
  }

  #settle(milliseconds) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => (this.#wanted ? this.#open() : this.#close()), milliseconds);
  }

  async #open() {
    const { glossary, slug } = present.get(this) ?? {};
    const summary = await glossary?.summary(slug);
    if (!summary || !this.#wanted || !present.has(this) || open === this) return;
    LemmaTerm.dismiss();
    this.#tooltip = new Tooltip(this.#term, summary, this.#pointer);
    open = this;
    announce(this, "lemma-open", { slug });
  }

  #close() {
    if (open !== this) return;
    open = null;
    this.#tooltip.remove();
    announce(this, "lemma-close", { slug: present.get(this).slug });
  }
}

addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !open) return;
  event.preventDefault(); // a dialog around stays open
  event.stopPropagation();
  LemmaTerm.dismiss();
}, true);
addEventListener("pointerdown", (event) => {
  for (const target of event.composedPath()) if (target === open) return;
  LemmaTerm.dismiss();
}, true);
for (const type of ["scroll", "resize"]) {
  addEventListener(type, () => open && requestAnimationFrame(LemmaTerm.place), true);
}

const SECTIONS = "h1, h2, h3, h4, h5, h6, section, article";
const SKIPPED = `
  ${TAG}, a, button, code, pre, kbd, samp, h1, h2, h3, h4, h5, h6, input, textarea, select, label, summary, legend,
  script, style, template, noscript, iframe, object, canvas, audio, video, svg, math, ruby, head,
  [contenteditable]:not([contenteditable="false" i]), [aria-hidden="true"], [inert], [data-lemma-skip],
  [role="button"], [role="link"], [role="heading"], [role="textbox"], [role="tab"], [role="option"]`;

const linkers = new Set();
const owners = new WeakMap(); // each node made here -> the page's own text node that it was cut from
const rows = new WeakMap(); // that text node -> itself and what was cut from it, in order
const written = new WeakMap(); // each of these -> its text as it was left here

const wordsOf = (list = "") => list.match(/[^\s,]+/g) ?? [];

/** Marks terms of one glossary as one script tag asks. */
class Linker {
  #glossary;
  #selector;
  #occurrences;
  #categories;
  #excluded;
  #hits = new WeakMap(); // text node -> its text and what is in it

  constructor(glossary, script) {
    const { lemmaAuto, lemmaOccurrences, lemmaCategories, lemmaExclude } = script.dataset;
    this.#glossary = glossary;
    this.#selector = lemmaAuto.trim() || "body";
    this.#occurrences = lemmaOccurrences;
    this.#categories = wordsOf(lemmaCategories);
    this.#excluded = new Set(wordsOf(lemmaExclude));
  }

  /** Mark what is not marked yet. All is found before anything is changed. */
  async pass() {
    const table = await this.#glossary.table(this.#categories);
    if (!table.slugs.size) return;
    const pace = new Pace();
    await pace.next();
    let marked = 0;
    const due = await this.#survey(table, pace);
    rest();
    try {
      for (const [text, data, hits] of due) {
        if (pace.over) {
          observe();
          await pace.next();
          rest();
        }
        if (text.data !== data || !text.parentNode || closest(text.parentNode, SKIPPED)) schedule();
        else marked += cut(text, hits, this.#glossary.origin);
      }
    } finally {
      observe();
    }
    if (marked) announce(document, "lemma-ready", { marked });
  }

  /** What is to be marked: [node, its text, [[start, end, slug], ...]] each. */
  async #survey(table, pace) {
    const seen = new Set();
    const found = [];
    let section = 0;
    const place = (slug) => (this.#occurrences === "first" ? slug : `${section} ${slug}`);
    const enter = (node) => {
      if (node instanceof Text) return NodeFilter.FILTER_ACCEPT;
      if (matches(node, SECTIONS)) section++;
      const term = present.get(node);
      if (term?.glossary === this.#glossary) seen.add(place(term.slug));
      return matches(node, SKIPPED) ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_SKIP;
    };
    for (const root of querySelectorAll(document, this.#selector)) {
      if (matches(root, `:is(${SKIPPED}), :is(${SKIPPED}, ${this.#selector}) *`)) continue;
      section++;
      const walker = createTreeWalker(document, root, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT, enter);
      for (let text; (text = walker.nextNode()); ) {
        const hits = [];
        for (const hit of this.#find(table, text)) hits.push([place(hit[2]), hit]);
        if (hits.length) found.push([text, text.data, hits]);
        if (pace.over) await pace.next();
      }
    }
    return this.#due(found, seen);
  }

  /** Of what was found, what is not `seen`, which is where marks are. */
  #due(found, seen) {
    const due = [];
    for (const [text, data, hits] of found) {
      const chosen = [];
      for (const [place, hit] of hits) {
        if (this.#occurrences === "all" || !seen.has(place)) chosen.push(hit);
        seen.add(place);
      }
      if (chosen.length) due.push([text, data, chosen]);
    }
    return due;
  }

  #find(table, text) {
    const before = this.#hits.get(text);
    if (before?.data === text.data) return before.hits;
    const hits = table.find(text.data, this.#excluded);
    this.#hits.set(text, { data: text.data, hits });
    return hits;
  }
}

/** Make elements of terms in a text node, which the page may hold on to: it keeps its place. How many were made. */
function cut(text, hits, glossary) {
  const made = [];
  for (const [start, end, slug] of hits.toReversed()) {
    if (end < text.length) made.unshift(text.splitText(end));
    const term = make(TAG, { slug, glossary }, text.splitText(start));
    owners.set(term, text);
    text.after(term);
    made.unshift(term);
  }
  const owner = owners.get(text) ?? text;
  const row = rows.get(owner) ?? [owner];
  row.splice(row.indexOf(text) + 1, 0, ...made);
  rows.set(owner, row);
  for (const node of made) owners.set(node, owner);
  for (const node of [text, ...made]) written.set(node, node.textContent);
  return hits.length;
}

/** Where the page wrote or removed a text of its own, what was cut from the old one goes. */
function attend(records) {
  for (const { type, target, removedNodes, previousSibling } of records) {
    if (type === "characterData" && rows.has(target) && target.nextSibling === rows.get(target)[1]) discard(target);
    for (const node of removedNodes) {
      if (!rows.has(node) || node.isConnected) continue;
      // Empty, or now the end of its neighbour: normalize() was here, and the text is not gone.
      if (node.data && !previousSibling?.data?.endsWith(node.data)) discard(node);
    }
  }
}

function discard(owner) {
  const [, ...made] = rows.get(owner);
  rows.delete(owner);
  for (const node of made) {
    if (!node.isConnected || node.textContent !== written.get(node)) break;
    node.remove();
  }
}

let timer = 0;
let [running, again] = [false, false];
const observer = new MutationObserver((records) => {
  attend(records);
  schedule();
});

function observe() {
  observer.observe(document, { __proto__: null, childList: true, characterData: true, subtree: true });
}

/** Stop observing, since what follows is our own doing. */
function rest() {
  attend(observer.takeRecords());
  observer.disconnect();
}

function schedule() {
  timer ||= setTimeout(linkAll, SETTLE_MS);
}

async function linkAll() {
  timer = 0;
  again = true;
  if (running || !linkers.size) return;
  running = true;
  if (document.readyState === "loading") await new Promise((go) => addEventListener("DOMContentLoaded", go));
  observe();
  while (again) {
    again = false;
    for (const linker of linkers) {
      await linker.pass().catch((error) => {
        linkers.delete(linker);
        complain(`cannot mark terms (${error.message})`);
      });
    }
  }
  running = false;
}

const scripts = [];
for (const script of querySelectorAll(document, "script[data-lemma-auto]")) {
  if (script.src === import.meta.url) scripts.push(script);
}
const serving = customElements.get(TAG) ?? LemmaTerm;
if (serving.join) serving.join(SERVICE, scripts);
else complain(`this page has a <${TAG}> of its own`);
if (serving === LemmaTerm) customElements.define(TAG, LemmaTerm);
