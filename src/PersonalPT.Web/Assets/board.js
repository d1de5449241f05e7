// The walls of live cards: the gym's board, the coach's, and a group's with its clock. Only a board for a wall has the button that fills the screen.
import { follow, parse, parseAll, renew } from "./live.js";

const board = document.getElementById("board");

// Something of the page has the focus, and is replaced: its successor gets it.
const keepFocus = (change) => {
  const focused = document.activeElement;
  const card = focused?.closest?.("[data-total]")?.id;
  change();
  if (card && !focused.isConnected) document.getElementById(card)?.querySelector("a, button, summary")?.focus();
};

const renewParts = (shown, parts) => {
  if (shown.children.length !== parts.length) return shown.replaceChildren(...parts);
  parts.forEach((part, i) => renew(shown.children[i], part));
};

const update = (old, card) => {
  if (Number(card.dataset.total) > Number(old.dataset.total)) card.classList.add("counted");
  for (const { name, value } of card.attributes) old.setAttribute(name, value);
  renewParts(old.firstElementChild, [...card.firstElementChild.children]);
};

const arrange = (list, cards) => cards.forEach((card, i) => {
  if (list.children[i] !== card) list.insertBefore(card, list.children[i] ?? null);
});

// One clock for all: the server says where it stands, and here it goes on until the server says it again. Of two words the one that was shorter on its way
// tells the time better; a page that is ahead is corrected by little, so that nobody sees it jump.
const clock = { value: 0, direction: 0, zero: 0 };
const jumpMs = 1500;
const correctionMs = 20;
const setClock = (value, direction, anew) => {
  const zero = performance.now() - direction * value;
  const goesOn = !anew && direction === clock.direction && Math.abs(zero - clock.zero) < jumpMs;
  clock.zero = goesOn ? Math.min(zero, clock.zero + correctionMs) : zero;
  clock.value = value;
  clock.direction = direction;
};

const showClock = () => {
  const face = document.getElementById("time");
  if (!face) return;
  const ms = clock.direction === 0 ? clock.value : Math.max(0, clock.direction * (performance.now() - clock.zero));
  const seconds = face.dataset.up ? Math.floor(ms / 1000) : Math.ceil(ms / 1000);
  const text = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  if (face.textContent !== text) face.textContent = text;
  face.classList.toggle("last", clock.direction < 0 && ms <= 5000);
  const left = document.getElementById("left");
  if (left) left.value = ms;
};

const readClock = () => {
  const face = document.getElementById("time");
  if (face) setClock(Number(face.dataset.value), Number(face.dataset.direction), true);
  showClock();
};

const handlers = {
  board: (data) => keepFocus(() => {
    const [made, list] = [parse(data), board.firstElementChild];
    if (!made.matches("[data-cards]") || !list.matches("[data-cards]")) return board.replaceChildren(made);
    const cards = [...made.children].map((card) => {
      const old = document.getElementById(card.id);
      if (old) update(old, card);
      return old ?? card;
    });
    for (const card of [...list.children]) if (!cards.includes(card)) card.remove();
    arrange(list, cards);
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
  order: (data) => keepFocus(() => arrange(board.firstElementChild, data.split(" ").map((id) => document.getElementById(id)).filter((card) => card))),
  clock: (data) => { renewParts(document.getElementById("clock"), parseAll(data)); readClock(); },
  time: (data) => { setClock(...data.split(" ").map(Number), false); showClock(); },
  // Whoever looks may not look any more: the page that says so is the server's.
  gone: () => location.reload(),
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

if (document.getElementById("clock")) {
  readClock();
  setInterval(showClock, 100);
}
follow(board.dataset.stream, document.getElementById("connection"), handlers);
