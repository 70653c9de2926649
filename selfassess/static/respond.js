// Keeps each answer as it is given. The plain form does the same work without this module.
const form = document.getElementById("reponses");
const state = document.getElementById("etat");
const waiting = new Set();
let sending = false;
let delay = 1000;
let timer = 0;

const field = (name) => form.elements.namedItem(name);

function show(kind, words) {
  state.className = `save-state ${kind}`;
  if (state.textContent !== words) state.textContent = words;
}

function packet(ids) {
  const data = new URLSearchParams();
  for (const [name, value] of new FormData(form)) {
    if (ids.has(name) || ids.has(name.split(".")[0])) data.append(name, value);
  }
  const seen = JSON.parse(field("vu").value);
  data.set("csrf_token", field("csrf_token").value);
  data.set("reponse", field("reponse").value);
  data.set("vu", JSON.stringify(Object.fromEntries([...ids].map((id) => [id, seen[id]]))));
  for (const id of ids) data.append("question", id);
  return data;
}

function later() {
  clearTimeout(timer);
  timer = setTimeout(send, delay);
  delay = Math.min(delay * 2, 30000);
}

async function send() {
  if (sending || !waiting.size) return;
  sending = true;
  const ids = new Set(waiting);
  waiting.clear();
  show("", state.dataset.saving);
  try {
    const answer = await fetch(form.dataset.save, { method: "POST", body: packet(ids), signal: AbortSignal.timeout(15000) });
    const said = await answer.json();
    if (answer.status >= 500) throw new Error(said.state);
    receive(said, ids);
    delay = 1000;
  } catch {
    for (const id of ids) waiting.add(id);
    show("failed", state.dataset.failed);
    sending = false;
    return later();
  }
  sending = false;
  if (waiting.size) send();
}

function receive(said, ids) {
  if (said.message) return show("failed", said.message);
  field("reponse").value = said.mark;
  field("vu").value = JSON.stringify({ ...JSON.parse(field("vu").value), ...said.seen });
  form.dispatchEvent(new CustomEvent("told", { detail: { ids, ...said } }));
  if (said.state === "refused") show("failed", state.dataset.refused);
  else show("saved", said.at);
}

form.addEventListener("given", ({ detail: { id, typing } }) => {
  waiting.add(id);
  clearTimeout(timer);
  if (typing) timer = setTimeout(send, 900);
  else send();
});

form.addEventListener("submit", () => {
  waiting.clear();
  removeEventListener("beforeunload", warn);
});

function warn(event) {
  if (waiting.size || sending) event.preventDefault();
}
addEventListener("beforeunload", warn);
addEventListener("online", () => { delay = 1000; send(); });
