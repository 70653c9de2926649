// The projector's board: one scene at a time, moved by keys and buttons, refreshed as the server paces.
const root = document.documentElement;
root.classList.add("js");
const stage = document.querySelector(".stage");
const words = stage.dataset;
const drawn = document.getElementById("scenes");
const list = document.getElementById("liste");
const every = () => [...document.querySelectorAll(".scene")];
const dialog = document.querySelector("dialog");
const state = document.getElementById("etat");
const controls = Object.fromEntries([...document.querySelectorAll("[data-do]")].map((one) => [one.dataset.do, one]));
const guess = document.getElementById("deviner");
let figures = JSON.parse(document.getElementById("figures").textContent);
const GUESS = "selfassess-deviner";
const SHOWN = "=montre";

let scenes = every();
let place = 0;
let shown = false;
let frozen = false;
let held = null;

// Scenes

const remembered = (name) => { try { return localStorage.getItem(name); } catch { return null; } };
const remember = (name, value) => { try { localStorage.setItem(name, value); } catch { /* a private window */ } };

function show() {
  const now = scenes[place];
  const hides = now.hasAttribute("data-guess") && guess.checked && !shown;
  for (const scene of scenes) scene.hidden = scene !== now;
  now.classList.toggle("veiled", hides);
  controls.before.disabled = place === 0;
  controls.next.disabled = place === scenes.length - 1;
  controls.reveal.disabled = !now.hasAttribute("data-guess") || !guess.checked;
  controls.reveal.textContent = hides ? words.reveal : words.hide;
  document.title = `${now.querySelector("h2").textContent} – ${words.title}`;
  if (!hides) draw(now);
}

function write(add) {
  const hash = `#${scenes[place].id}${shown ? SHOWN : ""}`;
  if (location.hash !== hash) history[add ? "pushState" : "replaceState"](null, "", hash);
}

function read() {
  const said = decodeURIComponent(location.hash.slice(1));
  const found = scenes.findIndex((one) => one.id === said.replace(SHOWN, ""));
  place = Math.max(0, found);
  shown = said.endsWith(SHOWN);
  show();
}

function go(to) {
  if (to < 0 || to >= scenes.length || to === place) return;
  place = to;
  shown = false;
  write(true);
  show();
  scenes[place].focus({ preventScroll: true });
  scrollTo(0, 0);
}

function reveal() {
  if (controls.reveal.disabled) return;
  shown = !shown;
  write(false);
  show();
}

function freeze() {
  frozen = !frozen;
  controls.freeze.setAttribute("aria-pressed", String(frozen));
  document.getElementById("fige").hidden = !frozen;
  if (!frozen && held) repaint(held);
}

const acts = { next: () => go(place + 1), before: () => go(place - 1), reveal, freeze, help: () => dialog.showModal() };
for (const [name, button] of Object.entries(controls)) {
  button.addEventListener("click", () => {
    acts[name]();
    // Keys go to the board again, not to the button that was just pressed.
    if (name !== "help") scenes[place].focus({ preventScroll: true });
  });
}
const KEYS = { ArrowRight: "next", PageDown: "next", ArrowLeft: "before", PageUp: "before", " ": "reveal", f: "freeze", F: "freeze", Escape: "help" };
addEventListener("keydown", (event) => {
  const act = KEYS[event.key];
  if (!act || dialog.open || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest?.("input, select, textarea, .scroll")?.checkVisibility()) return;
  if (event.key === " " && event.target.closest?.("button, a, summary")) return;
  event.preventDefault();
  acts[act]();
});
dialog.addEventListener("close", () => scenes[place].focus({ preventScroll: true }));
dialog.querySelector("[data-close]").addEventListener("click", () => dialog.close());
list.addEventListener("click", (event) => {
  const link = event.target.closest("a");
  if (!link) return;
  event.preventDefault();
  dialog.close();
  go(scenes.findIndex((one) => `#${one.id}` === link.getAttribute("href")));
});
guess.checked = remembered(GUESS) !== "non";
guess.addEventListener("change", () => { remember(GUESS, guess.checked ? "oui" : "non"); show(); });
addEventListener("hashchange", read);
addEventListener("popstate", read);

// What the room said

function count(presence) {
  for (const [name, value] of Object.entries(presence)) {
    for (const box of document.querySelectorAll(`[data-count="${name}"]`)) {
      if (box.textContent !== String(value)) box.textContent = value;
    }
  }
}

function repaint(picture) {
  held = null;
  words.version = picture.version;
  figures = picture.figures;
  const now = scenes[place];
  const focused = now.contains(document.activeElement);
  drawn.innerHTML = picture.scenes;
  scenes = every();
  // The first picture brings scenes that were not there: the one of the same kind takes over.
  const same = scenes.findIndex((one) => one.id === now.id);
  place = Math.max(0, same >= 0 ? same : scenes.findIndex((one) => one.dataset.group === now.dataset.group));
  list.replaceChildren(list.firstElementChild, ...scenes.slice(1).map((one) => {
    const item = document.createElement("li");
    const link = document.createElement("a");
    link.href = `#${one.id}`;
    link.textContent = one.querySelector("h2").textContent;
    item.append(link);
    return item;
  }));
  write(false);
  show();
  if (focused) scenes[place].focus({ preventScroll: true });
}

// Asking

let tag = "";
let failures = 0;
let step = Number(words.step || 0);
let heard = Date.now();
const clock = new Intl.DateTimeFormat(root.lang === "en" ? "en-CA" : "fr-CA", { hour: "numeric", minute: "2-digit", second: "2-digit" });

function address() {
  const rehearsed = words.step === undefined ? "" : `&etape=${step}`;
  return `${words.poll}?vu=${held ? held.version : words.version}${rehearsed}`;
}

async function ask() {
  let wait = 1;
  try {
    const answer = await fetch(address(), { headers: tag ? { "If-None-Match": tag } : {}, signal: AbortSignal.timeout(8000) });
    if (answer.status !== 304) {
      if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
      const said = await answer.json();
      tag = answer.headers.get("ETag") ?? "";
      wait = said.wait;
      count(said.presence);
      for (const box of document.querySelectorAll("[data-waiting]")) {
        if (box.textContent !== said.waiting) box.textContent = said.waiting;
      }
      if (said.scenes) { if (frozen) held = said; else repaint(said); }
      if (words.step !== undefined && !said.over) step += 1;
    }
    failures = 0;
    heard = Date.now();
  } catch {
    failures += 1;
    wait = Math.min(15, 2 ** failures);
  }
  tell();
  setTimeout(ask, 1000 * wait * (0.85 + 0.3 * Math.random()));
}

function tell() {
  const stale = Date.now() - heard > 4000;
  const said = stale ? words.stale.replace("{moment}", clock.format(heard)) : "";
  if (state.textContent !== said) state.textContent = said;
}
setInterval(tell, 1000);

// Plotly, over the drawing of the scene that is seen

let loading;
const plotly = () => (loading ??= new Promise((resolve, reject) => {
  const script = document.createElement("script");
  script.src = words.plotly;
  script.addEventListener("load", () => resolve(globalThis.Plotly));
  script.addEventListener("error", () => { loading = undefined; reject(new Error("plotly")); });
  document.head.append(script);
}));

// The colours of the charts are those of paper: in a dark room they are lighter.
const LIGHTER = { "#0072b2": "#56b4e9", "#d55e00": "#ff9145", "#009e73": "#3dcfa4", "#1f4f8f": "#9cc3ff", "#808086": "#c3c5cf" };
const lit = (value) => JSON.parse(JSON.stringify(value).replace(/#[0-9a-f]{6}/gi, (one) => LIGHTER[one.toLowerCase()] ?? one));

async function draw(scene) {
  const box = scene.querySelector("[data-chart]");
  const figure = box && figures[box.dataset.chart];
  if (!figure || !box.offsetParent || box.dataset.drawn || !matchMedia("(min-width: 60rem)").matches) return;
  box.dataset.drawn = "yes";
  try {
    const Plotly = await plotly();
    if (!box.isConnected) return;
    const over = document.createElement("div");
    over.className = "plotly-box";
    over.setAttribute("aria-hidden", "true");
    box.append(over);
    const style = getComputedStyle(stage);
    const { data, layout } = lit(figure);
    const size = 0.97 * parseFloat(style.fontSize);
    if (layout.polar) Object.assign(layout, { showlegend: false, margin: { l: 6 * size, r: 6 * size, t: 1.8 * size, b: 1.8 * size } });
    await Plotly.newPlot(over, data, {
      ...layout, font: { ...layout.font, color: style.getPropertyValue("--ink"), size }, width: box.clientWidth, height: box.clientHeight,
    }, { responsive: true, displayModeBar: false });
    for (const link of over.querySelectorAll("a, button, [tabindex]")) link.setAttribute("tabindex", "-1");
    box.querySelector("svg").classList.add("under");
  } catch {
    delete box.dataset.drawn;
  }
}

let resized;
addEventListener("resize", () => {
  clearTimeout(resized);
  resized = setTimeout(() => {
    for (const over of document.querySelectorAll(".plotly-box")) {
      delete over.parentElement.dataset.drawn;
      over.parentElement.querySelector("svg").classList.remove("under");
      over.remove();
    }
    show();
  }, 200);
});

read();
setTimeout(ask, 300);
