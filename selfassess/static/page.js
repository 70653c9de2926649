// Copy, print, the codes that arrive in an address's fragment, and what the device must forget.
document.documentElement.classList.add("js");

for (const button of document.querySelectorAll("[data-copy]")) {
  // No clipboard over plain http: the words themselves can be selected.
  if (!navigator.clipboard) button.remove();
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent.trim());
    button.textContent = button.dataset.done;
  });
}
for (const button of document.querySelectorAll("[data-print]")) button.addEventListener("click", () => print());

const typed = document.querySelector("[data-from-fragment]");
if (typed && location.hash.length > 1) {
  typed.value = decodeURIComponent(location.hash.slice(1)).replaceAll("-", " ");
  history.replaceState(null, "", location.pathname);
}
const code = document.querySelector("[data-join]");
if (code && location.hash.length > 1) {
  for (const link of document.querySelectorAll("a[hreflang]")) link.hash = location.hash;
  const [symbols, signature] = location.hash.slice(1).split(".");
  code.value = `${symbols.slice(0, 4)} ${symbols.slice(4)}`;
  document.getElementById("signature").value = signature ?? "";
  history.replaceState(null, "", location.pathname);
}
// Whoever enters next on this device finds no page of the one before; a device that does not answer stops nobody.
for (const entering of document.querySelectorAll("form[data-enters]")) {
  entering.addEventListener("submit", async (event) => {
    event.preventDefault();
    await briefly(forgetPages());
    entering.submit();
  });
}

const briefly = (work) => Promise.race([work.catch(() => {}), new Promise((resolve) => { setTimeout(resolve, 1500); })]);

async function forgetPages() {
  for (const name of await globalThis.caches?.keys() ?? []) if (name.startsWith("selfassess ")) await caches.delete(name);
}

// The answers of these were erased: nothing of them stays on this device.
for (const { dataset } of document.querySelectorAll("[data-forgets]")) {
  forgetAnswers(dataset.forgets);
  briefly(forgetPages());
  navigator.serviceWorker?.getRegistrations().then((workers) => workers.forEach((worker) => worker.unregister()), () => {});
}

function forgetAnswers(mark) {
  const asked = indexedDB.open("selfassess", 1);
  asked.onupgradeneeded = () => asked.result.createObjectStore("answers", { keyPath: ["mark", "question"] });
  asked.onsuccess = () => {
    const done = asked.result.transaction("answers", "readwrite");
    done.objectStore("answers").delete(IDBKeyRange.bound([mark, ""], [mark, "\uffff"]));
    done.oncomplete = done.onabort = () => asked.result.close();
  };
}
const token = document.querySelector("[data-token-from-fragment]");
if (token && location.hash.length > 1) {
  token.value = location.hash.slice(1);
  history.replaceState(null, "", location.pathname);
}
document.querySelector("[role=alert]")?.focus();
