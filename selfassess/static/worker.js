// Serves a workshop's pages already opened when the network does not: the network first, briefly, then the device's copy.
const NAME = `selfassess ${registration.scope}`;
const ROOT = new URL(registration.scope).pathname;
const KEPT = /\/(sections|section\/[^/]+|verifier|resultat)$/;
const PATIENCE = 2000;
const SHORT = 200;
const LONG = 20000;
const QUIET = { headers: { "X-Selfassess": "fond" } };
let failed = 0;
let gone = false;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(clients.claim()));

self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== location.origin) return;
  if (url.pathname.startsWith("/static/")) event.respondWith(asset(event));
  else if (event.request.mode === "navigate" && url.pathname.startsWith(ROOT)) event.respondWith(page(event, url.pathname));
});

self.addEventListener("message", (event) => {
  const { keep, forget } = event.data;
  if (keep) event.waitUntil(fill(keep));
  if (forget) event.waitUntil(empty().then(() => event.ports[0].postMessage("empty")));
});

async function asset({ request }) {
  const kept = await caches.match(request.url);
  if (kept) return kept;
  const answer = await fetch(request);
  if (answer.ok) await put(request.url, answer.clone());
  return answer;
}

async function page(event, path) {
  const network = fetch(event.request).then(async (answer) => {
    if (answer.status >= 500) throw new Error(answer.status);
    if (keepable(answer, path)) await put(path, answer.clone());
    failed = 0;
    return answer;
  });
  event.waitUntil(network.catch(() => {}));
  const kept = await (await caches.open(NAME)).match(path);
  const patience = !kept ? LONG : Date.now() - failed < 30000 ? SHORT : PATIENCE;
  try {
    return await Promise.race([network, after(patience)]);
  } catch {
    failed = Date.now();
    return kept ?? nothing();
  }
}

const after = (time) => new Promise((_, reject) => { setTimeout(() => reject(new Error("slow")), time); });
const keepable = (answer, path) => answer.ok && !answer.redirected && KEPT.test(path);

async function put(key, answer) {
  if (!gone) await (await caches.open(NAME)).put(key, answer);
}

// One after the other, and not at once: the room shares the network.
async function fill(addresses) {
  gone = false;
  for (const address of addresses) {
    const cache = await caches.open(NAME);
    if (gone || await cache.match(address)) continue;
    try {
      const answer = await fetch(address, QUIET);
      if (address.startsWith("/static/") ? answer.ok : keepable(answer, address)) await put(address, answer);
    } catch {
      return;
    }
    if (!address.startsWith("/static/")) await new Promise((resolve) => { setTimeout(resolve, 500 + 1500 * Math.random()); });
  }
}

async function empty() {
  gone = true;
  await caches.delete(NAME);
}

function nothing() {
  const french = ROOT.startsWith("/fr");
  const [title, words, list] = french
    ? ["Le réseau ne répond pas", "Cette page n’a pas encore été ouverte sur cet appareil. Vos réponses y sont gardées : rien n’est perdu. Rechargez la page dans un moment.", "Toutes les sections"]
    : ["The network does not answer", "This page has not been opened on this device yet. Your answers are kept on it: nothing is lost. Reload the page in a moment.", "All sections"];
  const html = `<!doctype html><html lang="${french ? "fr" : "en"}"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title><main><h1>${title}</h1><p>${words}</p><p><a href="${ROOT}sections">${list}</a></p></main></html>`;
  return new Response(html, { status: 503, headers: { "Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": "default-src 'none'" } });
}
