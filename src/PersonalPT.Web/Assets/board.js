// The wall of live cards: the gym's board, and the coach's. Only a board for a wall has the button that fills the screen.
import { follow, parse } from "./live.js";

const board = document.getElementById("board");

// Something of the page has the focus, and is replaced: its successor gets it.
const keepFocus = (change) => {
  const card = document.activeElement?.closest?.(".card")?.id;
  change();
  if (card) document.getElementById(card)?.querySelector("a")?.focus();
};

// What is the same stays where it is: a link that is being pressed must not be another one, or have been away, when it is let go.
const update = (old, card) => {
  if (Number(card.dataset.total) > Number(old.dataset.total)) card.classList.add("counted");
  for (const { name, value } of card.attributes) old.setAttribute(name, value);
  const [article, shown] = [card.firstElementChild, old.firstElementChild];
  [...article.children].forEach((part, i) => {
    if (!part.isEqualNode(shown.children[i])) shown.children[i].replaceWith(part);
  });
};

const handlers = {
  board: (data) => keepFocus(() => {
    const [made, list] = [parse(data), board.firstElementChild];
    if (!made.matches(".cards") || !list.matches(".cards")) return board.replaceChildren(made);
    const cards = [...made.children].map((card) => {
      const old = document.getElementById(card.id);
      if (old) update(old, card);
      return old ?? card;
    });
    for (const card of [...list.children]) if (!cards.includes(card)) card.remove();
    cards.forEach((card, i) => { if (list.children[i] !== card) list.insertBefore(card, list.children[i] ?? null); });
    list.className = made.className;
  }),
  card: (data) => {
    const card = parse(data);
    const old = document.getElementById(card.id);
    if (old) update(old, card);
  },
  movement: (data) => {
    const parts = data.split(" ");
    for (let i = 0; i + 1 < parts.length; i += 2) {
      const meter = document.getElementById(parts[i])?.querySelector("progress");
      if (meter) meter.value = Number(parts[i + 1]);
    }
  },
};

const fullScreen = document.getElementById("full-screen");
if (fullScreen && document.fullscreenEnabled) {
  const toggle = () => (document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen()).catch(() => {});
  fullScreen.hidden = false;
  fullScreen.addEventListener("click", toggle);
  document.addEventListener("fullscreenchange", () => document.body.classList.toggle("full", !!document.fullscreenElement));
}

// A screen on a wall does not go dark.
const stayAwake = () => { if (document.visibilityState === "visible") navigator.wakeLock?.request("screen").catch(() => {}); };
document.addEventListener("visibilitychange", stayAwake);
stayAwake();

follow(board.dataset.stream, document.getElementById("connection"), handlers);
