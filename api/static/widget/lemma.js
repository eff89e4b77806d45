// Definitions in other people's pages: <lemma-term>, and automatic marking of terms.
//
// One request loads all names and labels. Texts are searched in idle slices. The first hover, focus or tap
// loads the definitions of all terms on the page. If anything fails, the text stays as it was.

const SERVICE = new URL(import.meta.url).origin;
const TAG = "lemma-term";
const IDS_AT_ONCE = 200;
const IDS_CHARACTERS = 6_000; // the request line's limit is 8,190
const TIMEOUT_MS = 10_000;
const RETRY_MS = 30_000;
const SLICE_MS = 8; // half a frame at 60 Hz
const DEBOUNCE_MS = 150;
const OPEN_MS = 120;
const CLOSE_MS = 300; // time to reach the tooltip
const MARGIN_PX = 8;

// Elements can hide members of `document` and forms (<form name="matches">), so take these from prototypes.
// Options have no prototype, because a page can add members to Object's.
const method = (owner, name) => Function.prototype.call.bind(owner.prototype[name]);
const createElement = method(Document, "createElement");
const createTreeWalker = method(Document, "createTreeWalker");
const querySelectorAll = method(Document, "querySelectorAll");
const matches = method(Element, "matches");
const closest = method(Element, "closest");
const dispatch = method(EventTarget, "dispatchEvent");

let warned = false;

function warn(problem) {
  if (!warned) console.warn(`Lemma: ${problem}`);
  warned = true;
}

function announce(target, type, detail) {
  dispatch(target, new CustomEvent(type, { __proto__: null, bubbles: true, composed: true, detail }));
}

/** Divides work into slices. Await `next()` when `over`. */
class Pace {
  #end = 0;

  get over() {
    return performance.now() >= this.#end;
  }

  async next() {
    // Safari has requestIdleCallback off by default.
    await new Promise((done) =>
      globalThis.requestIdleCallback
        ? requestIdleCallback(done, { __proto__: null, timeout: 500 })
        : setTimeout(done),
    );
    this.#end = performance.now() + SLICE_MS;
  }
}

// Words: the same keys and the same search as data/text/inflection.py and data/annotate/matcher.py.

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
const BRITISH = /is|ys|our|ll|re$|ogue|enc|^prog|^art|^grey/; // each rule needs one of these
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

/** Return the words of a text as [start, end, key], and separators between words, such as commas. */
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

/** Finds names and labels in texts by a tree of words. */
class Table {
  slugs = new Set();
  #root = new Map();

  /** Add the service's answers. They list an abbreviation that terms share only for its owner. */
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

  /** Return the terms in a text as [start, end, slug], the longest from each word on. */
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

  /** Return the forms that begin with a token as [last token, forms], the longest first. */
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

/** Return the slugs of forms that match `surface`, or only of those written the same, if any. */
function allowed(surface, forms, excluded) {
  const possible = new Set();
  const identical = new Set();
  for (const { form, exact, slug } of forms) {
    if (excluded.has(slug) || (exact && form !== surface && form !== surface.replace(PLURAL, ""))) continue;
    possible.add(slug);
    if (forms.length > 1 && fold(form) === fold(surface)) identical.add(slug);
  }
  return identical.size ? identical : possible;
}

const glossaries = new Map(); // by origin; the first is the default
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

  /** Return the table of these categories, or of all; an empty one if a request fails. */
  table(categories = []) {
    const name = categories.join();
    if (!this.#tables.has(name)) this.#tables.set(name, this.#read(categories));
    return this.#tables.get(name);
  }

  /** Return the summary of a term. The first call requests all terms on the page. */
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
      for (const category of categories) {
        answers.push(this.#get(`/matcher?category=${encodeURIComponent(category)}`));
      }
      await table.fill(await Promise.all(answers));
    } catch (error) {
      warn(`no table of terms from ${this.origin} (${error.message})`);
      return new Table();
    }
    for (const slug of table.slugs) this.#known.add(slug);
    return table;
  }

  #request(slugs) {
    const answer = this.#ask(slugs);
    for (const slug of slugs) this.#summaries.set(slug, answer.then((found) => found.get(slug)));
  }

  /** Return summaries by slug. After a failure they can be requested again. */
  async #ask(slugs) {
    const found = new Map();
    try {
      const ids = encodeURIComponent(slugs.join()).replaceAll("%2C", ",");
      const { items } = await this.#get(`/terms?fields=slug,name,definition,category&ids=${ids}`);
      for (const item of items) {
        if (typeof item.name === "string" && typeof item.definition === "string") found.set(item.slug, item);
      }
    } catch (error) {
      warn(`no definitions from ${this.origin} (${error.message})`);
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

  /* Reset the page's styles, except its typeface; em is then the reader's size. The pointer crosses the
     padding from the term to the tooltip. */
  #layer {
    --ground: #fff; --text: #1d232b; --quiet: #5b6572; --line: #d3d9e0; --link: #0a55c4;
    all: initial;
    position: fixed; inset: 0 auto auto 0; z-index: 2147483647;
    box-sizing: border-box;
    width: max-content; max-width: min(var(--lemma-width, 22em), 100vw - 16px);
    padding-block: 7px;
    font-family: var(--lemma-font, inherit);
  }
  @media (prefers-color-scheme: dark) {
    #layer {
      --ground: #1c222b; --text: #e8ecf1; --quiet: #a3adba; --line: #3a4452; --link: #8ab8ff;
    }
  }
  [part="tooltip"] {
    box-sizing: border-box; max-height: calc(100vh - 32px); overflow: auto;
    padding: 0.9em 1.1em 0.55em;
    border: 1px solid var(--lemma-border, var(--line)); border-radius: var(--lemma-radius, 10px);
    background: var(--lemma-background, var(--ground)); color: var(--lemma-color, var(--text));
    box-shadow: 0 1px 2px rgb(0 0 0 / 10%), 0 8px 28px rgb(0 0 0 / 20%);
    font-size: var(--lemma-size, 0.9375em); line-height: 1.5; overflow-wrap: anywhere;
  }
  [part="name"] { display: block; font-size: 1.0667em; font-weight: 650; line-height: 1.3; }
  [part="category"] {
    display: block; margin-top: 0.2em; color: var(--lemma-quiet, var(--quiet)); font-size: 0.8125em;
  }
  [part="definition"] { display: block; margin-top: 0.55em; text-wrap: pretty; }
  [part="link"] {
    display: inline-block; margin-top: 0.15em; padding-block: 0.3em; min-width: 24px;
    color: var(--lemma-link, var(--link)); font-weight: 500; text-underline-offset: 0.2em; cursor: pointer;
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

/** The tooltip, in the shadow tree of its term, so that it can describe the term. */
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
    this.#layer.showPopover?.(); // above everything, where browsers have it
    this.place();
  }

  /** Move below the line, or above if there is no room. Return false if the line has left the window. */
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

  /** Remove it. Focus inside goes back to the term. */
  remove() {
    if (this.#layer.matches(":focus-within")) this.#term.focus();
    this.#term.removeAttribute("aria-describedby");
    this.#layer.remove();
  }
}

const INSIDE_ANOTHER = `:is(a[href], button, label, summary, [role="button"], [role="link"], ${TAG}) ${TAG}`;
const TERM = make("a", { part: "term" });
const AROUND = ["pointerenter", "pointerleave"]; // of the term with its tooltip
const WITHIN = ["focusin", "focusout", "pointerdown", "click"];
let open = null; // the element whose tooltip is open

class LemmaTerm extends HTMLElement {
  static observedAttributes = ["slug", "glossary"];
  static #waiting = new Set(); // for a glossary that may still load
  // One listener for all, because a page may have a thousand terms.
  static #handlers = {
    __proto__: null,
    pointerenter: (element, event) => element.#hover(event, true),
    pointerleave: (element, event) => element.#hover(event, false),
    focusin: (element) => element.#focus(true),
    focusout: (element) => element.#focus(false),
    pointerdown: (element, event) => element.#touch(event),
    click: (element, event) => element.#tap(event),
    slotchange: (element) => element.getAttribute("slug") || element.#resolve(),
  };
  static #handle = (event) =>
    LemmaTerm.#handlers[event.type](event.currentTarget.host ?? event.currentTarget, event);

  /** Add a service and mark terms as its script tags ask. Other copies of this module call it. */
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
  #pointer = 0; // its y in the window
  #touching = false;
  #wasOpen = false;
  #timer = 0;
  #turn = 0;

  constructor() {
    super();
    this.#root.append(this.#slot);
    this.#root.addEventListener("slotchange", LemmaTerm.#handle);
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
    element.#close(); // may focus the term again
    element.#hovered = element.#focused = element.#tapped = false;
  }

  static place() {
    if (open && !open.#tooltip.place()) LemmaTerm.dismiss();
  }

  /** Find the term of this element. Without one, it is plain text. */
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
      for (const type of AROUND) this.addEventListener(type, LemmaTerm.#handle);
      for (const type of WITHIN) this.#root.addEventListener(type, LemmaTerm.#handle);
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
    this.#schedule(hovered ? OPEN_MS : CLOSE_MS);
  }

  #focus(focused) {
    [this.#focused, this.#pointer] = [focused, 0];
    this.#schedule(0);
  }

  /** A finger cannot hover, so its tap opens and closes the tooltip, which has the link. */
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
    this.#schedule(0);
  }

  get #wanted() {
    return this.#hovered || this.#focused || this.#tapped;
  }

  #schedule(milliseconds) {
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
  event.preventDefault(); // keeps a dialog around open
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
  ${TAG}, a, button, code, pre, kbd, samp, h1, h2, h3, h4, h5, h6, input, textarea, select, label, summary,
  legend, script, style, template, noscript, iframe, object, canvas, audio, video, svg, math, ruby, head,
  [contenteditable]:not([contenteditable="false" i]), [aria-hidden="true"], [inert], [data-lemma-skip],
  [role="button"], [role="link"], [role="heading"], [role="textbox"], [role="tab"], [role="option"]`;

const linkers = new Set();
const owners = new WeakMap(); // node made here -> the page's text node it was cut from
const rows = new WeakMap(); // that text node -> itself and the nodes cut from it, in order
const written = new WeakMap(); // each of these -> its text after the cut

const wordsOf = (list = "") => list.match(/[^\s,]+/g) ?? [];

/** Marks terms of one glossary as one script tag asks. */
class Linker {
  #glossary;
  #selector;
  #occurrences;
  #categories;
  #excluded;
  #hits = new WeakMap(); // text node -> its text and the terms in it

  constructor(glossary, script) {
    const { lemmaAuto, lemmaOccurrences, lemmaCategories, lemmaExclude } = script.dataset;
    this.#glossary = glossary;
    this.#selector = lemmaAuto.trim() || "body";
    this.#occurrences = lemmaOccurrences;
    this.#categories = wordsOf(lemmaCategories);
    this.#excluded = new Set(wordsOf(lemmaExclude));
  }

  /** Mark the terms that are not marked yet. Find all before changing any. */
  async pass() {
    const table = await this.#glossary.table(this.#categories);
    if (!table.slugs.size) return;
    const pace = new Pace();
    await pace.next();
    let marked = 0;
    const due = await this.#survey(table, pace);
    pause();
    try {
      for (const [text, data, hits] of due) {
        if (pace.over) {
          observe();
          await pace.next();
          pause();
        }
        if (text.data !== data || !text.parentNode || closest(text.parentNode, SKIPPED)) schedule();
        else marked += cut(text, hits, this.#glossary.origin);
      }
    } finally {
      observe();
    }
    if (marked) announce(document, "lemma-ready", { marked });
  }

  /** Return what to mark as [node, its text, [[start, end, slug], ...]]. */
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

  /** Return what was found at places not `seen`, where marks are. */
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

/** Make elements of terms in a text node and return their number. The node stays, as the page may use it. */
function cut(text, hits, glossary) {
  const made = [];
  // From the end, so that the offsets before stay valid.
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

/** Where the page changed or removed a text node of its own, discard what was cut from it. */
function discardStale(records) {
  for (const { type, target, removedNodes, previousSibling } of records) {
    const row = rows.get(target);
    if (type === "characterData" && row && target.nextSibling === row[1]) discard(target);
    for (const node of removedNodes) {
      if (!rows.has(node) || node.isConnected) continue;
      // Empty, or now the end of its neighbor: normalize() moved the text, which is not gone.
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
  discardStale(records);
  schedule();
});

function observe() {
  observer.observe(document, { __proto__: null, childList: true, characterData: true, subtree: true });
}

/** Stop observing, because the next changes are our own. */
function pause() {
  discardStale(observer.takeRecords());
  observer.disconnect();
}

function schedule() {
  timer ||= setTimeout(linkAll, DEBOUNCE_MS);
}

async function linkAll() {
  timer = 0;
  again = true;
  if (running || !linkers.size) return;
  running = true;
  if (document.readyState === "loading") {
    await new Promise((done) => addEventListener("DOMContentLoaded", done));
  }
  observe();
  while (again) {
    again = false;
    for (const linker of linkers) {
      await linker.pass().catch((error) => {
        linkers.delete(linker);
        warn(`cannot mark terms (${error.message})`);
      });
    }
  }
  running = false;
}

const scripts = [];
for (const script of querySelectorAll(document, "script[data-lemma-auto]")) {
  if (script.src === import.meta.url) scripts.push(script);
}
const defined = customElements.get(TAG) ?? LemmaTerm;
if (defined.join) defined.join(SERVICE, scripts);
else warn(`this page has a <${TAG}> of its own`);
if (defined === LemmaTerm) customElements.define(TAG, LemmaTerm);
