// Puts a button that copies it beside each snippet, those that come later, too; without scripts or clipboard there is none.
const BARE = "pre.snippet:not(:has(+ .copy))";

if (navigator.clipboard) {
  addButtons();
  new MutationObserver(addButtons).observe(document.querySelector("main"), { childList: true, subtree: true });
}

function addButtons() {
  document.querySelectorAll(BARE).forEach(addButton);
}

function addButton(snippet) {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = "Copy";
  button.setAttribute("aria-describedby", headingOf(snippet).id);
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(snippet.textContent);
    button.textContent = "Copied";
    setTimeout(() => { button.textContent = "Copy"; }, 2000);
  });
  const status = document.createElement("div");
  status.className = "copy";
  status.setAttribute("aria-live", "polite");
  status.append(button);
  snippet.after(status);
}

function headingOf(element) {
  while (element.localName !== "h3") element = element.previousElementSibling;
  return element;
}
