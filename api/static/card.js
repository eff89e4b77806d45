// Tells the page around how high the card is, at first and whenever that changes, so that its frame can follow.
const card = document.querySelector("main");

function tell() {
  const height = Math.ceil(card.getBoundingClientRect().height);
  parent.postMessage({ type: "lemma:height", height }, "*");
}

addEventListener("load", tell); // frames out of sight observe nothing until they are scrolled to
new ResizeObserver(tell).observe(card, { box: "border-box" });
