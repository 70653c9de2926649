// Follows a closing: the bar moves, and the page is drawn again when it is over.
document.documentElement.classList.add("js");
const place = document.querySelector("[data-progress]");
const bar = place.querySelector("progress");
const [step, done, total] = ["etape", "fait", "total"].map((id) => document.getElementById(id));
let wait = 700;

async function look() {
  try {
    const answer = await fetch(place.dataset.progress, { headers: { accept: "application/json" } });
    if (!answer.ok || answer.redirected) return location.reload();
    const now = await answer.json();
    if (now.state !== "closing") return location.reload();
    if (step.textContent !== now.step) step.textContent = now.step;
    [done.textContent, total.textContent] = [now.done, now.total];
    [bar.max, bar.value] = [now.total || 1, now.done];
    wait = 1000;
  } catch {
    wait = Math.min(wait * 2, 15000);
  }
  setTimeout(look, wait);
}
setTimeout(look, wait);
