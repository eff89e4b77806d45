// Report the height of the card to the embedding page, initially and after every change, so that the page can
// resize its frame.
const card = document.querySelector("main");

function reportHeight() {
  const height = Math.ceil(card.getBoundingClientRect().height);
  // The origin of the embedding page is unknown, and a height is no secret, so every origin may receive it.
  parent.postMessage({ type: "lemma:height", height }, "*");
}

// Chromium does not render frames that are out of sight, so their observers stay silent until the reader
// scrolls there. The load event always comes.
addEventListener("load", reportHeight);
new ResizeObserver(reportHeight).observe(card, { box: "border-box" });
