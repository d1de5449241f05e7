// One athlete in depth: the movement is drawn here from bare numbers, everything else comes as parts of the page. When it is closed nothing of the athlete stays.
import { follow, parse, renew } from "./live.js";

const page = document.getElementById("watch");
const line = document.getElementById("signal-line");
const marks = document.getElementById("signal-marks");
const form = document.getElementById("cue-form");
const said = document.getElementById("cue-said");
const [width, height, top, spanMs, stillMs] = [600, 140, 10, 20000, 400];
let samples = [];
let reps = [];
let total = Number(document.getElementById("now").dataset.total);
let drawing = 0;

const x = (time, now) => Math.max(0, width * (1 - (now - time) / spanMs)).toFixed(1);
const y = (percent) => (top + (height - 2 * top) * (1 - percent / 100)).toFixed(1);

const draw = (now) => {
  while (samples.length > 1 && samples[1][0] < now - spanMs) samples.shift();
  reps = reps.filter((time) => time > now - spanMs);
  const points = samples.map(([time, percent]) => `${x(time, now)},${y(percent)}`);
  if (samples.length) points.push(`${width},${y(samples.at(-1)[1])}`);
  line.setAttribute("points", points.join(" "));
  marks.setAttribute("d", reps.map((time) => `M${x(time, now)} 0V${height}`).join(""));
  drawing = requestAnimationFrame(draw);
};

const finish = (template) => {
  end();
  cancelAnimationFrame(drawing);
  samples = [];
  document.getElementById("connection").hidden = true;
  page.replaceChildren(document.getElementById(template).content.cloneNode(true));
  document.title = page.querySelector("h1").textContent;
  page.querySelector("h1").focus();
};

const end = follow(page.dataset.stream, document.getElementById("connection"), {
  movement: (data) => {
    const now = performance.now();
    // Nothing is sent while nothing moves: it stood still until now.
    if (samples.length && now - samples.at(-1)[0] > stillMs) samples.push([now - stillMs / 4, samples.at(-1)[1]]);
    samples.push([now, Number(data)]);
  },
  part: (data) => {
    const made = parse(data);
    if (made.id === "now") {
      if (Number(made.dataset.total) > total) reps.push(performance.now());
      total = Number(made.dataset.total);
    }
    renew(document.getElementById(made.id), made);
  },
  closed: () => finish("closed"),
  over: () => finish("over"),
}, () => finish("closed"));

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  if (form.ariaBusy === "true") return;
  form.ariaBusy = "true";
  const isText = event.submitter?.name !== "preset";
  const say = (text, isBad) => { said.textContent = text; said.classList.toggle("bad", isBad); };
  try {
    const answer = await fetch(form.action, {
      method: "POST", body: new URLSearchParams(new FormData(form, event.submitter)), headers: { accept: "text/plain" }, redirect: "manual",
    });
    if (answer.status === 403) return finish("closed");
    if (answer.type === "opaqueredirect") return location.reload();
    const text = await answer.text();
    if (!answer.ok) return say(text, true);
    // The next cue has a name of its own; this one, sent again, would have been the same.
    form.elements.cue.value = text;
    if (isText) form.elements.text.value = "";
    say(form.dataset.sent, false);
  } catch {
    say(form.dataset.failed, true);
  } finally {
    form.ariaBusy = "false";
  }
});

drawing = requestAnimationFrame(draw);
