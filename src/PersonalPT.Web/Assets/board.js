// The board follows its server and comes back by itself: the first event of every connection is the whole board, so nothing has to be remembered.
(() => {
  "use strict";
  const board = document.getElementById("board");
  const connection = document.getElementById("connection");
  const silentMs = 6000; // three beats of the server
  const longestWaitMs = 5000;
  let source = null;
  let silent = 0;
  let wait = 250;

  const say = (state, text) => {
    if (connection.dataset.state === state) return;
    connection.dataset.state = state;
    connection.textContent = text;
  };

  const heard = () => {
    clearTimeout(silent);
    silent = setTimeout(reconnect, silentMs);
    wait = 250;
    say("live", connection.dataset.live);
  };

  // Something of the page has the focus, and is replaced: its successor gets it.
  const keepFocus = (change) => {
    const card = document.activeElement?.closest?.(".card")?.id;
    change();
    if (card) document.getElementById(card)?.querySelector("a")?.focus();
  };

  const parse = (html) => {
    const made = document.createElement("template");
    made.innerHTML = html;
    return made.content;
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
      const [made, list] = [parse(data).firstElementChild, board.firstElementChild];
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
      const card = parse(data).firstElementChild;
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
    beat: () => {},
    // Another build of the server has another page.
    build: (data) => { if (data !== document.documentElement.dataset.build) location.reload(); },
  };

  function reconnect() {
    clearTimeout(silent);
    source?.close();
    source = null;
    say("lost", connection.dataset.lost);
    setTimeout(connect, wait * (0.5 + Math.random() / 2));
    wait = Math.min(wait * 2, longestWaitMs);
  }

  async function connect() {
    // A refusal looks like a lost server to a stream of events; only a request tells whether the sign-in is over.
    try {
      const answer = await fetch(board.dataset.stream, { method: "HEAD", headers: { accept: "text/event-stream" }, redirect: "manual" });
      if (answer.status === 401) return location.reload();
      if (!answer.ok) return reconnect();
    } catch {
      return reconnect();
    }
    source = new EventSource(board.dataset.stream);
    silent = setTimeout(reconnect, silentMs);
    source.onerror = reconnect;
    for (const [name, handle] of Object.entries(handlers))
      source.addEventListener(name, (event) => { handle(event.data); heard(); });
  }

  const fullScreen = document.getElementById("full-screen");
  if (document.fullscreenEnabled) {
    const toggle = () => (document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen()).catch(() => {});
    fullScreen.hidden = false;
    fullScreen.addEventListener("click", toggle);
    document.addEventListener("fullscreenchange", () => document.body.classList.toggle("full", !!document.fullscreenElement));
  }

  // A screen on a wall does not go dark.
  const stayAwake = () => { if (document.visibilityState === "visible") navigator.wakeLock?.request("screen").catch(() => {}); };
  document.addEventListener("visibilitychange", stayAwake);
  stayAwake();
  connect();
})();
