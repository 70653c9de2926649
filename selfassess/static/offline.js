// In a workshop every answer is kept on this device first, then sent; of each question the newest wins.
const room = document.getElementById("atelier");
const form = document.getElementById("reponses");
const state = document.getElementById("etat");
const words = Object.fromEntries(Object.entries(room.dataset).filter(([name]) => name.startsWith("say")).map(([name, text]) => [name.slice(3).toLowerCase(), text]));
const { mark } = room.dataset;
const shared = "tablet" in room.dataset;
const paper = "paper" in room.dataset;
const QUIET = { "X-Selfassess": "fond" };
let token = room.dataset.token;
document.documentElement.classList.add("js");

const pause = (time) => new Promise((resolve) => { setTimeout(resolve, time); });
const newer = (one, [sequence, key]) => one.sequence > sequence || (one.sequence === sequence && one.key > key);
const waits = (one) => one.state === "kept";
const block = (id) => form?.querySelector(`[data-question="${id}"]`);
const drawn = JSON.parse(form?.dataset.stamps ?? "{}");
// Whether the page was drawn with a newer answer than this one.
const beaten = (one) => newer({ sequence: drawn[one.question]?.[0] ?? 0, key: drawn[one.question]?.[1] ?? "" }, [one.sequence, one.key]);
const randomKey = () => Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, "0")).join("");

function timed(address, time, options = {}) {
  const stop = new AbortController();
  setTimeout(() => stop.abort(), time);
  return fetch(address, { ...options, headers: { ...QUIET, ...options.headers }, signal: stop.signal });
}

// What the device keeps: a record a question, and the clock, under an empty name. The page keeps its own in memory too:
// a device may keep nothing, not answer, or forget while the page is open.

const memory = new Map();
const PATIENCE = 2000;
let durable = true;
let gone = false;
let clock = 0;
let base = null;

function database() {
  if (base) return base;
  const asked = opening();
  const brief = base = Promise.race([asked, pause(PATIENCE)]);
  brief.then(async (found) => {
    if (found !== undefined || !await asked || gone || base !== brief) return;
    base = asked;
    catchUp();
  });
  return base;
}

// A device that answers late is used from then on: what was answered meanwhile is newer than all that it holds.
async function catchUp() {
  await records();
  for (const one of memory.values()) memory.set(one.question, { ...one, sequence: ++clock, key: randomKey(), state: "kept" });
  await restore();
  send();
}

function opening() {
  return new Promise((resolve) => {
    try {
      const asked = indexedDB.open("selfassess", 1);
      asked.onupgradeneeded = () => asked.result.createObjectStore("answers", { keyPath: ["mark", "question"] });
      asked.onsuccess = () => {
        asked.result.onclose = () => { base = null; };
        asked.result.onversionchange = () => { asked.result.close(); base = null; };
        resolve(asked.result);
      };
      asked.onerror = asked.onblocked = () => resolve(null);
    } catch { resolve(null); }
  });
}

async function transaction(mode, work) {
  const opened = await database();
  if (!opened) throw new Error("nowhere");
  const done = opened.transaction("answers", mode, { durability: "strict" });
  const result = {};
  const ended = new Promise((resolve, reject) => {
    done.oncomplete = () => resolve(result.value);
    done.onerror = done.onabort = () => reject(done.error ?? new Error("aborted"));
  });
  work(done.objectStore("answers"), result);
  return ended;
}

// Of what the memory and the device hold of a question: the newest, or the one that knows what became of it.
function latest(held, stored) {
  if (!held || !stored) return held ?? stored;
  if (held.key === stored.key) return waits(stored) ? held : stored;
  return newer(held, [stored.sequence, stored.key]) ? held : stored;
}

const mine = () => IDBKeyRange.bound([mark, ""], [mark, "\uffff"]);

async function records() {
  if (gone) return [];
  const stored = await transaction("readonly", (store, result) => {
    store.getAll(mine()).onsuccess = ({ target }) => { result.value = target.result; };
  }).catch(() => null);
  const all = new Map((stored ?? []).filter((one) => one.question).map((one) => [one.question, one]));
  durable = Boolean(stored);
  for (const held of memory.values()) {
    const there = all.get(held.question);
    const last = latest(held, there);
    if (waits(last) && last.key !== there?.key) durable = false;
    all.set(held.question, last);
  }
  for (const one of [...stored ?? [], ...memory.values()]) clock = Math.max(clock, one.sequence);
  return [...all.values()];
}

async function keep(id) {
  if (gone) return;
  const record = { mark, question: id, pairs: pairs(id), key: randomKey(), state: "kept", page: location.pathname };
  // The same answer again is no change, unless another one came meanwhile or the clock was refused.
  const known = (one) => one?.sequence && JSON.stringify(one.pairs) === JSON.stringify(record.pairs) && !beaten(one);
  try {
    const kept = await transaction("readwrite", (store, result) => {
      const before = store.get([mark, id]);
      store.get([mark, ""]).onsuccess = ({ target }) => {
        if (known(latest(memory.get(id), before.result))) return;
        clock = Math.max(clock, target.result?.sequence ?? 0) + 1;
        result.value = { ...record, sequence: clock };
        store.put({ mark, question: "", sequence: clock });
        store.put(result.value);
      };
    });
    if (kept) memory.set(id, kept);
  } catch {
    memory.set(id, { ...record, sequence: ++clock });
  }
  show();
  tell({ ids: [id] });
}

// Each of these becomes what `change` says of it, unless it changed meanwhile; null: forgotten.
async function amend(some, change) {
  if (gone) return;
  for (const one of some) {
    const held = memory.get(one.question);
    if (held?.key !== one.key) continue;
    const now = change(held);
    if (now) memory.set(one.question, now); else memory.delete(one.question);
  }
  await transaction("readwrite", (store) => {
    for (const one of some) {
      store.get([mark, one.question]).onsuccess = ({ target }) => {
        if (target.result?.key !== one.key) return;
        const now = change(target.result);
        if (now) store.put(now); else store.delete([mark, one.question]);
      };
    }
  }).catch(() => {
    for (const one of some) if (!memory.has(one.question) && change(one)) memory.set(one.question, change(one));
  });
}

// A clock that the site refuses begins again, as do the answers that it dated.
async function refuse(batch, said) {
  const mad = said.state === "refused";
  if (mad) clock = 0;
  await amend(batch, (one) => ({ ...one, state: "refused", why: said.message, sequence: mad ? 0 : one.sequence }));
  if (mad) await transaction("readwrite", (store) => store.delete([mark, ""])).catch(() => {});
  if (form) told(batch.map((one) => one.question), { wrong: Object.fromEntries(batch.map((one) => [one.question, [said.message]])), asked: {} });
}

// The page's own controls.

function pairs(id) {
  return [...new FormData(form)].filter(([name]) => name === id || name.split(".")[0] === id);
}

function lay(id, given) {
  const where = block(id);
  if (!where) return;
  const controls = [...where.querySelectorAll("input, select, textarea")].filter((one) => one.closest("[data-question]") === where);
  const boxes = new Set(controls.filter((one) => one.matches("[type=radio], [type=checkbox]")).map((one) => one.value));
  for (const control of controls) {
    const values = given.filter(([name]) => name === control.name).map(([, value]) => value);
    if (control.matches("[type=radio], [type=checkbox]")) control.checked = values.includes(control.value);
    else control.value = values.find((value) => !boxes.has(value)) ?? "";
  }
}

const conditions = JSON.parse(form?.dataset.conditions ?? "{}");

function met(one) {
  if (one.all_of) return one.all_of.every(met);
  if (one.any_of) return one.any_of.some(met);
  if (one.none_of) return !met(one.none_of);
  if (!asked(one.question)) return false;
  const given = pairs(one.question).filter(([, value]) => value.trim());
  const real = given.length > 0 && !given.some(([, value]) => /^_(ne_sais_pas|sans_objet)$/.test(value));
  if (one.answered !== undefined) return real === one.answered;
  if (one.among) return real && given.some(([name, value]) => one.among.includes(value) || one.among.includes(name.split(".")[1]));
  const figure = Number(given[0]?.[1].replace(",", "."));
  return real && (one.minimum === undefined || figure >= one.minimum) && (one.maximum === undefined || figure <= one.maximum);
}

const asked = (id) => !conditions[id] || met(conditions[id]);
const here = (one) => one.question ? Boolean(block(one.question)) : [...(one.all_of ?? []), ...(one.any_of ?? []), ...(one.none_of ? [one.none_of] : [])].every(here);

function ask() {
  for (const [id, one] of Object.entries(conditions)) if (here(one)) block(id)?.classList.toggle("not-asked", !asked(id));
}

// What the page says.

let lastSaved = "";
let failing = !navigator.onLine;
// Why the session is no longer there, in words.
let expired = "";

function say(kind, text, link) {
  state.className = `save-state ${kind}`;
  if (state.textContent !== (link ? `${text} ${link[0]}` : text)) {
    state.textContent = link ? `${text} ` : text;
    if (link) state.append(Object.assign(document.createElement("a"), { textContent: link[0], href: link[1] }));
  }
}

async function show() {
  const all = await records();
  const refused = all.filter((one) => one.state === "refused");
  const waiting = all.filter(waits);
  room.dataset.waiting = waiting.length;
  const [first] = refused;
  if (expired && form && waiting.length && !durable) say("failed", words.ended);
  else if (expired) say("failed", expired, [words.resume, room.dataset.resume]);
  else if (first && block(first.question)) say("failed", words.refused);
  else if (first) say("failed", words.elsewhere.replace("{why}", first.why), [words.see, `${first.page}#q-${first.question}`]);
  else if (waiting.length && !durable) say("failed", words.nowhere);
  else if (waiting.length && !failing) say("kept", words.leaving);
  else if (waiting.length) say("kept", waiting.length > 1 ? words.many.replace("{n}", waiting.length) : words.kept);
  else if (all.length) say("saved", lastSaved || words.saved);
  return { refused, waiting };
}

// Sending: a few questions at a time, again and again until all is acknowledged.

let sending = null;
let more = false;
let delay = 1000;
let timer = 0;
let most = 40;

function send() {
  clearTimeout(timer);
  if (sending) more = true;
  sending ??= sendAll().finally(() => {
    sending = null;
    if (more) { more = false; send(); }
  });
  return sending;
}

async function sendAll() {
  for (;;) {
    const { waiting } = await show();
    if (!waiting.length || expired || gone) return;
    const slow = setTimeout(() => { failing = true; show(); }, 2000);
    try {
      await post(waiting.sort((a, b) => a.sequence - b.sequence).slice(0, most));
      delay = 1000;
      failing = false;
    } catch {
      failing = true;
      show();
      timer = setTimeout(send, delay * (0.8 + 0.4 * Math.random()));
      delay = Math.min(delay * 2, 6000);
      return;
    } finally {
      clearTimeout(slow);
    }
  }
}

function packet(batch) {
  const data = new URLSearchParams({ csrf_token: token, reponse: mark });
  data.set("tampons", JSON.stringify(Object.fromEntries(batch.map((one) => [one.question, [one.sequence, one.key]]))));
  for (const one of batch) {
    data.append("question", one.question);
    for (const [name, value] of one.pairs) data.append(name, value);
  }
  return data;
}

async function post(batch, again = true) {
  const answer = await timed(room.dataset.save, 10000, { method: "POST", body: packet(batch) });
  if (answer.status === 413 && batch.length > 1) { most = Math.ceil(batch.length / 2); return; }
  const said = await answer.json();
  if (said.token && again) { token = said.token; return post(batch, false); }
  if (["expired", "lost"].includes(said.state)) { expired = said.state === "lost" ? said.message : words.expired; return; }
  if (said.state === "submitted" || said.state === "refused" && said.message || answer.status === 413) {
    await refuse(batch, said);
    return;
  }
  if (!answer.ok || said.mark !== mark) throw new Error(said.state);
  await settle(batch, said);
}

async function settle(batch, said) {
  const isTold = ({ question }) => said.stamps[question] || said.wrong[question];
  for (const [sequence] of Object.values(said.stamps)) clock = Math.max(clock, sequence);
  const laid = [];
  await amend(batch, (one) => {
    const id = one.question;
    if (said.wrong[id]) return { ...one, state: "refused", why: said.wrong[id].join(" ") };
    if (!said.stamps[id]) return one;
    if (!said.newer[id]) return { ...one, state: "saved" };
    laid.push(id);
    const [sequence, key] = said.stamps[id];
    return { ...one, pairs: said.newer[id], sequence, key, state: "saved" };
  });
  for (const id of new Set(laid)) lay(id, said.newer[id]);
  lastSaved = said.at;
  const seen = form?.elements.namedItem("vu");
  if (seen) seen.value = JSON.stringify({ ...JSON.parse(seen.value), ...said.seen });
  if (form) told(batch.map((one) => one.question), said);
  tell({ ids: batch.map((one) => one.question) });
  if (!batch.every(isTold)) throw new Error("the site says nothing of an answer");
}

function told(ids, said) {
  form.dispatchEvent(new CustomEvent("told", { detail: { ids, ...said } }));
  ask();
}

// Other tabs of the same person.

const tabs = globalThis.BroadcastChannel ? new BroadcastChannel("selfassess") : null;
const tell = (news) => tabs?.postMessage({ mark, ...news });
tabs?.addEventListener("message", async ({ data }) => {
  if (data.mark !== mark || gone) return;
  if (data.gone) { gone = true; return location.replace(data.gone); }
  for (const one of await records()) if (data.ids.includes(one.question) && !typed.has(one.question)) lay(one.question, one.pairs);
  ask();
  show();
});

// Answers given on this page.

const typed = new Map();

function given(id, typing) {
  clearTimeout(typed.get(id));
  if (typing) return typed.set(id, setTimeout(() => given(id, false), 120));
  typed.delete(id);
  return keep(id).then(send);
}

const flush = () => Promise.all([...typed.keys()].map((id) => { clearTimeout(typed.get(id)); typed.delete(id); return keep(id); }));

form?.addEventListener("given", ({ detail: { id, typing } }) => {
  ask();
  given(id, typing);
});

form?.addEventListener("submit", async (event) => {
  if (!durable) return;
  event.preventDefault();
  const { name, value } = event.submitter ?? {};
  await flush();
  const { refused } = await show();
  if (!durable) return form.requestSubmit(event.submitter);
  const wrong = refused.find((one) => block(one.question));
  if (wrong && name !== "langue") return block(wrong.question).focus();
  const other = location.pathname.replace(/^\/\w+/, `/${value}`);
  send();
  follow(name === "langue" ? other : value === "liste" ? form.dataset.list : form.dataset.next);
});

let following = "";

async function reached() {
  try { return (await timed(room.dataset.state, 4000)).status < 500; } catch { return false; }
}

// The worker has the next page, or the server does; until then this one stays, with all that it holds.
async function follow(address) {
  const first = !following;
  following = address;
  if (!first) return;
  const kept = () => navigator.serviceWorker?.controller && following.startsWith(room.dataset.scope);
  for (let wait = 1000; !kept() && !await reached(); wait = Math.min(wait * 1.5, 8000)) {
    say("kept", words.waiting);
    await pause(wait);
  }
  if (shared) location.replace(following); else location.assign(following);
}

// Sending the whole: what the device keeps goes first.

const sender = document.querySelector("form[data-sends]");
let ending = false;
sender?.addEventListener("submit", async (event) => {
  event.preventDefault();
  if (ending) return;
  ending = true;
  if (await allSaved(Infinity)) await end();
  ending = false;
});

async function allSaved(time) {
  for (const until = Date.now() + time; ;) {
    await send();
    const { refused, waiting } = await show();
    if (expired || refused.length) return false;
    if (!waiting.length) return true;
    if (Date.now() > until) return false;
    say("kept", words.first);
    await pause(700);
  }
}

async function end() {
  for (let wait = 1000; ; wait = Math.min(wait * 1.5, 8000)) {
    sender.elements.namedItem("csrf_token").value = token;
    try {
      const answer = await timed(sender.action, 10000, { method: "POST", body: new URLSearchParams(new FormData(sender)), redirect: "manual" });
      if (answer.type === "opaqueredirect") return await sent();
      if (answer.status === 409) {
        expired = (await answer.json()).message;
        return await show();
      }
      if (answer.status < 500) return sender.submit();
    } catch { /* said below */ }
    say("kept", words.waiting);
    await pause(wait);
  }
}

async function sent() {
  const next = sender.dataset.sends;
  if (paper) await forget(next);
  if (shared || paper) location.replace(next); else location.assign(next);
}

// Leaving: the device forgets, once the server has everything.

for (const leaving of document.querySelectorAll("form[data-leaves]")) leaving.addEventListener("submit", async (event) => {
  event.preventDefault();
  const unsaved = leaving.querySelector("[data-unsaved]");
  const erasing = leaving.dataset.leaves === "effacer";
  if (!erasing && !event.submitter?.name && !await allSaved(3000)) {
    if (!unsaved) return say("failed", words.stop);
    unsaved.textContent = words.stop;
    unsaved.hidden = leaving.querySelector("[data-anyway]").hidden = false;
    return;
  }
  leaving.elements.namedItem("csrf_token").value = token;
  if (leaving.dataset.leaves !== "suivante") {
    if (!await reached()) return say("failed", words.waiting);
    await forget();
    return leaving.submit();
  }
  try {
    const answer = await timed(leaving.action, 8000, { method: "POST", body: new URLSearchParams(new FormData(leaving)), redirect: "manual" });
    if (answer.type !== "opaqueredirect") return leaving.submit();
  } catch {
    unsaved.textContent = words.waiting;
    unsaved.hidden = false;
    return;
  }
  await forget();
  location.replace(joining);
});

const joining = `/${document.documentElement.lang}/atelier`;

async function forget(next = joining) {
  const opened = await database();
  gone = true;
  clearTimeout(timer);
  tell({ gone: next });
  memory.clear();
  await Promise.race([Promise.allSettled([shared ? forgetAll(opened) : forgetMine(), forgetPages()]), pause(2 * PATIENCE)]);
}

const forgetMine = () => transaction("readwrite", (store) => store.delete(mine()));

async function forgetAll(opened) {
  opened?.close();
  await new Promise((resolve) => {
    const asked = indexedDB.deleteDatabase("selfassess");
    asked.onsuccess = asked.onerror = asked.onblocked = resolve;
  });
}

async function forgetPages() {
  const workers = await navigator.serviceWorker?.getRegistrations().catch(() => []) ?? [];
  for (const worker of workers) {
    const channel = new MessageChannel();
    const answered = new Promise((resolve) => { channel.port1.onmessage = resolve; });
    worker.active?.postMessage({ forget: true }, [channel.port2]);
    await Promise.race([answered, pause(500)]);
    await worker.unregister().catch(() => {});
  }
  for (const name of await globalThis.caches?.keys() ?? []) if (name.startsWith("selfassess ")) await caches.delete(name);
}

// On a shared tablet no page is seen again by going back.
if (shared) {
  addEventListener("pagehide", () => document.body.replaceChildren());
  addEventListener("pageshow", ({ persisted }) => { if (persisted) location.reload(); });
}

// How many have finished.

const presence = document.getElementById("presence");
let tag = "";
let wait = 4000;
let looking = 0;

async function look() {
  clearTimeout(looking);
  if (document.hidden || gone) return;
  try {
    const answer = await timed(room.dataset.state, 8000, { headers: tag ? { "If-None-Match": tag } : {} });
    if ([404, 409].includes(answer.status)) return;
    if (answer.ok) {
      tag = answer.headers.get("ETag");
      const said = await answer.json();
      wait = said.wait * 1000;
      presence.textContent = (said.done === 1 ? words.one : words.done).replace("{done}", said.done).replace("{joined}", said.joined);
      if (said.closed && !document.getElementById("ferme")) presence.before(Object.assign(document.createElement("p"), { id: "ferme", textContent: words.closed }));
    } else if (answer.status !== 304) throw new Error(answer.status);
    if (Number(room.dataset.waiting)) send();
    wait = Math.min(wait, 5000);
  } catch {
    wait = Math.min(wait * 2, 8000);
  }
  looking = setTimeout(look, wait * (0.9 + 0.2 * Math.random()));
}

// The page begins.

async function begin() {
  for (const [sequence] of Object.values(drawn)) clock = Math.max(clock, sequence);
  await restore();
  send();
  look();
  keepPages();
}

// What the device kept and the page was drawn without is shown; what the page beats is forgotten.
async function restore() {
  const all = await records();
  const old = [];
  const wrong = {};
  for (const one of all.filter(({ question }) => block(question))) {
    if (newer(one, drawn[one.question] ?? [0, ""])) {
      lay(one.question, one.pairs);
      if (one.state === "refused") wrong[one.question] = [one.why];
    } else if (one.state !== "saved" || beaten(one)) old.push(one);
  }
  await amend(old, () => null);
  if ("sent" in room.dataset) await amend(all.filter((one) => one.state === "saved"), () => null);
  if (form) told(Object.keys(wrong), { wrong, asked: {} });
  if (room.dataset.seen) review(all, JSON.parse(room.dataset.seen));
}

// The page that looks over the answers may be older than they are.
function review(all, seen) {
  for (const one of all) {
    const row = document.querySelector(`.review a[href$="#q-${one.question}"]`)?.closest("div");
    if (row && newer(one, seen[one.question] ?? [0, ""])) row.querySelector("dd").textContent = words.here;
  }
}

async function keepPages() {
  if (shared || paper) return forgetPages().catch(() => {});
  if (!("serviceWorker" in navigator)) return;
  await navigator.serviceWorker.register("/worker.js", { scope: room.dataset.scope });
  const worker = await navigator.serviceWorker.ready;
  const files = [...document.querySelectorAll("link[rel=stylesheet], link[rel=icon], script[src]")].map((one) => new URL(one.href ?? one.src, location).pathname);
  const pages = navigator.connection?.saveData ? [] : JSON.parse(room.dataset.pages ?? "[]");
  setTimeout(() => worker.active?.postMessage({ keep: [...new Set([location.pathname, ...files, ...pages])] }), 1500);
}

addEventListener("online", () => { delay = 1000; send(); look(); });
addEventListener("pagehide", flush);
document.addEventListener("visibilitychange", () => {
  if (document.hidden) return flush().then(send);
  delay = 1000;
  send();
  look();
});
begin();
