// Passkeys: the browser asks a device what the server wants to know, and a form of the page brings the answer. Without this script there are passwords.
const form = document.getElementById("passkey");
const said = document.getElementById("passkey-said");
const isSignIn = form?.dataset.does === "get";
const renewedAfter = 0.8; // of the time for which a question is good
const again = 3000; // milliseconds
let offersLeft = 5;
let attempt = null;
let isOffered = false;

const say = (what) => { said.textContent = said.dataset[what]; };

// Only one thing is asked at a time: the next one ends the one before.
const ask = async (mediation) => {
  attempt?.abort();
  const mine = attempt = new AbortController();
  const { signal } = mine;
  const answer = await fetch(form.dataset.question, { method: "POST", body: new URLSearchParams({ token: form.elements.token.value }), redirect: "manual", signal });
  if (!answer.ok) throw new Error(`The server answered ${answer.status}.`);
  const question = await answer.json();
  if (mediation === "conditional") setTimeout(() => { if (attempt === mine) offer(); }, question.timeout * renewedAfter);
  const credential = isSignIn
    ? await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(question), mediation, signal })
    : await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(question), signal });
  attempt = null;
  form.elements.credential.value = JSON.stringify(credential);
  form.submit();
};

// In the list of what the browser fills in; nobody has asked for it, so nothing is said where it fails. A few times it is offered again.
const offer = () => ask("conditional").catch((error) => {
  if (error.name === "AbortError" || offersLeft-- === 0) return;
  attempt = null;
  setTimeout(() => { if (attempt === null) offer(); }, again);
});

const start = async () => {
  if (!window.PublicKeyCredential?.parseRequestOptionsFromJSON) return say("missing");
  if (location.hostname !== form.dataset.domain) return say("elsewhere");
  form.hidden = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    said.textContent = "";
    try {
      await ask("optional");
    } catch (error) {
      if (error.name === "AbortError") return;
      say(error.name === "InvalidStateError" ? "known" : error.name === "NotAllowedError" || error.name === "SecurityError" ? "refused" : "failed");
      if (isOffered) offer();
    }
  });
  // Where one was just refused, the browser could bring the same one again and again.
  isOffered = isSignIn && !document.querySelector("main [role='alert']") && await PublicKeyCredential.isConditionalMediationAvailable?.();
  if (isOffered) offer();
};

if (form) start();
