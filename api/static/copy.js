// Puts a button that copies it beside each snippet; without scripts or clipboard there is none.
if (navigator.clipboard) document.querySelectorAll("pre.snippet").forEach(addButton);

function addButton(snippet) {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = "Copy";
  button.setAttribute("aria-describedby", snippet.previousElementSibling.id);
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(snippet.textContent);
    button.textContent = "Copied";
    setTimeout(() => { button.textContent = "Copy"; }, 2000);
  });
  const status = document.createElement("div");
  status.setAttribute("aria-live", "polite");
  status.append(button);
  snippet.after(status);
}
