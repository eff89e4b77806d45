// Add a "Copy" button after each snippet, including snippets that are added later. The button needs a script
// and the clipboard, so it is not part of the page that the server sends.
const BARE = "pre.snippet:not(:has(+ .copy))";

if (navigator.clipboard) { // undefined on pages served over plain HTTP, except from localhost
  addButtons();
  // playground.js replaces parts of the page, and their new snippets have no button yet.
  const observer = new MutationObserver(addButtons);
  observer.observe(document.querySelector("main"), { childList: true, subtree: true });
}

function addButtons() {
  document.querySelectorAll(BARE).forEach(addButton);
}

function addButton(snippet) {
  const button = document.createElement("button");
  button.type = "button"; // the default type would submit the form of the playground
  button.textContent = "Copy";
  button.setAttribute("aria-describedby", headingOf(snippet).id);
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(snippet.textContent);
    button.textContent = "Copied";
    setTimeout(() => { button.textContent = "Copy"; }, 2000);
  });
  const status = document.createElement("div");
  status.className = "copy";
  status.setAttribute("aria-live", "polite"); // screen readers announce the change to "Copied"
  status.append(button);
  snippet.after(status);
}

function headingOf(element) {
  while (element.localName !== "h3") element = element.previousElementSibling;
  return element;
}
