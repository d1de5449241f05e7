// What live pages share: they follow their server and come back by themselves. Every connection begins with all that the page shows, so nothing has to be remembered.
const silentMs = 6000; // three beats of the server
const longestWaitMs = 5000;

export const parseAll = (html) => {
  const made = document.createElement("template");
  made.innerHTML = html;
  return [...made.content.children];
};

export const parse = (html) => parseAll(html)[0];

// What somebody has unfolded stays unfolded.
const isLookersOwn = (element, attribute) => element.nodeName === "DETAILS" && attribute === "open";

// What is the same stays where it is: a link that is being pressed or has the focus must not be another one, or have been away, afterwards.
export const renew = (shown, made) => {
  if (shown.isEqualNode(made)) return;
  if (shown.nodeType !== Node.ELEMENT_NODE || shown.nodeName !== made.nodeName || shown.id !== made.id) return shown.replaceWith(made);
  for (const { name } of [...shown.attributes]) if (!made.hasAttribute(name) && !isLookersOwn(shown, name)) shown.removeAttribute(name);
  for (const { name, value } of made.attributes) if (shown.getAttribute(name) !== value) shown.setAttribute(name, value);
  // What has a name is found by it, wherever it stands now; nothing takes the place of a named one.
  const children = [...made.childNodes];
  const names = new Set([...made.children].map((child) => child.id).filter((id) => id));
  children.forEach((child, i) => {
    const mine = names.has(child.id) ? [...shown.children].find((one) => one.id === child.id) : null;
    while (mine && shown.childNodes[i] !== mine && !names.has(shown.childNodes[i].id)) shown.childNodes[i].remove();
    const there = shown.childNodes[i];
    if (mine) {
      if (there !== mine) shown.insertBefore(mine, there);
      renew(mine, child);
    } else if (there && !names.has(child.id) && !names.has(there.id)) {
      renew(there, child);
    } else {
      shown.insertBefore(child, there ?? null);
    }
  });
  while (shown.childNodes.length > children.length) shown.lastChild.remove();
};

// The connection's element says how it stands. A refusal ends it: what it means, the page knows. Gives back what ends it.
export function follow(address, connection, handlers, refused = () => location.reload()) {
  let source = null;
  let silent = 0;
  let wait = 250;
  let ended = false;

  const say = (state, text) => {
    if (connection.dataset.state === state) return;
    connection.dataset.state = state;
    connection.textContent = text;
  };

  const heard = () => {
    clearTimeout(silent);
    if (ended) return;
    silent = setTimeout(reconnect, silentMs);
    wait = 250;
    say("live", connection.dataset.live);
  };

  const all = {
    beat: () => {},
    // Another build of the server has another page.
    build: (data) => { if (data !== document.documentElement.dataset.build) location.reload(); },
    // A part of the page, by its name.
    part: (data) => {
      const made = parse(data);
      const shown = document.getElementById(made.id);
      if (shown) renew(shown, made);
    },
    ...handlers,
  };

  function end() {
    ended = true;
    clearTimeout(silent);
    source?.close();
  }

  function reconnect() {
    clearTimeout(silent);
    source?.close();
    source = null;
    if (ended) return;
    say("lost", connection.dataset.lost);
    setTimeout(connect, wait * (0.5 + Math.random() / 2));
    wait = Math.min(wait * 2, longestWaitMs);
  }

  async function connect() {
    if (ended) return;
    // A refusal looks like a lost server to a stream of events; only a request tells whether there is one.
    try {
      const answer = await fetch(address, { method: "HEAD", headers: { accept: "text/event-stream" }, redirect: "manual" });
      if (answer.status === 401) return location.reload();
      if (answer.status === 403 || answer.status === 404) return refused();
      if (!answer.ok) return reconnect();
    } catch {
      return reconnect();
    }
    if (ended) return;
    source = new EventSource(address);
    silent = setTimeout(reconnect, silentMs);
    source.onerror = reconnect;
    for (const [name, handle] of Object.entries(all))
      source.addEventListener(name, (event) => { handle(event.data); heard(); });
  }

  connect();
  return end;
}
