// Keeps each answer as it is given. The plain form does the same work without this module.
const root = document.documentElement;
root.classList.add("js");
const form = document.getElementById("reponses");
const state = document.getElementById("etat");
const waiting = new Set();
let sending = false;
let delay = 1000;
let timer = 0;

const block = (id) => form.querySelector(`[data-question="${id}"]`);
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
  for (const id of ids) mark(id, said.wrong[id]);
  for (const [id, asked] of Object.entries(said.asked)) block(id)?.classList.toggle("not-asked", !asked);
  const [done, total] = said.done[form.dataset.section];
  const place = document.getElementById("fait");
  place.textContent = place.dataset.words.replace("{done}", done).replace("{total}", total);
  if (said.state === "refused") show("failed", state.dataset.refused);
  else show("saved", said.at);
}

function mark(id, problems) {
  const where = block(id);
  const name = `erreur-${id}`;
  const control = where.querySelector(":scope > fieldset") ?? where.querySelector("input, select, textarea");
  const described = (control.getAttribute("aria-describedby") ?? "").split(" ").filter((one) => one && one !== name);
  document.getElementById(name)?.remove();
  where.classList.toggle("wrong", Boolean(problems));
  if (problems) {
    const line = document.createElement("p");
    line.className = "error";
    line.id = name;
    line.textContent = problems.join(" ");
    where.querySelector("legend, .legend").after(line);
    described.push(name);
  }
  control.setAttribute("aria-describedby", described.join(" "));
  if (!described.length) control.removeAttribute("aria-describedby");
  if (control.matches("input, textarea")) control.setAttribute("aria-invalid", String(Boolean(problems)));
}

function alone(input) {
  const others = [...block(input.closest("[data-question]").dataset.question).querySelectorAll("input")];
  for (const other of others) {
    if (other === input || !other.checked) continue;
    const clash = "alone" in input.dataset || "alone" in other.dataset;
    if (clash && (other.type === "checkbox" || other.name !== input.name)) other.checked = false;
  }
}

form.addEventListener("change", (event) => {
  const where = event.target.closest("[data-question]");
  if (!where) return;
  if (event.target.checked) alone(event.target);
  waiting.add(where.dataset.question);
  clearTimeout(timer);
  send();
});

form.addEventListener("input", (event) => {
  if (!event.target.matches("textarea, input:not([type=radio], [type=checkbox])")) return;
  waiting.add(event.target.closest("[data-question]").dataset.question);
  clearTimeout(timer);
  timer = setTimeout(send, 900);
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

document.querySelector("[role=alert]")?.focus();
