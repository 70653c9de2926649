// Copy, print, and the codes that arrive in an address's fragment.
document.documentElement.classList.add("js");

for (const button of document.querySelectorAll("[data-copy]")) {
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
  const [symbols, signature] = location.hash.slice(1).split(".");
  code.value = `${symbols.slice(0, 4)} ${symbols.slice(4)}`;
  document.getElementById("signature").value = signature ?? "";
  history.replaceState(null, "", location.pathname);
}
// Whoever enters next on this device finds no page of the one before.
for (const entering of document.querySelectorAll("form[data-enters]")) {
  entering.addEventListener("submit", async (event) => {
    if (!globalThis.caches) return;
    event.preventDefault();
    for (const name of await caches.keys()) if (name.startsWith("selfassess ")) await caches.delete(name);
    entering.submit();
  });
}
const token = document.querySelector("[data-token-from-fragment]");
if (token && location.hash.length > 1) {
  token.value = location.hash.slice(1);
  history.replaceState(null, "", location.pathname);
}
document.querySelector("[role=alert]")?.focus();
