// A page of questions: what excludes what, what is asked, what is wrong. Says « given » to the module that saves,
// and shows what that module has been « told ». The plain form does the same work without any module.
document.documentElement.classList.add("js");
const form = document.getElementById("reponses");
const block = (id) => form.querySelector(`[data-question="${id}"]`);
const give = (id, typing) => form.dispatchEvent(new CustomEvent("given", { detail: { id, typing } }));

form.addEventListener("change", (event) => {
  const where = event.target.closest("[data-question]");
  if (!where) return;
  if (event.target.checked) alone(event.target);
  give(where.dataset.question, false);
});

form.addEventListener("input", (event) => {
  if (!event.target.matches("textarea, input:not([type=radio], [type=checkbox])")) return;
  give(event.target.closest("[data-question]").dataset.question, true);
});

form.addEventListener("told", ({ detail: { ids, wrong, asked, done } }) => {
  for (const id of ids) if (block(id)) mark(id, wrong[id]);
  for (const [id, shown] of Object.entries(asked)) block(id)?.classList.toggle("not-asked", !shown);
  const progress = done?.[form.dataset.section];
  if (!progress) return;
  const place = document.getElementById("fait");
  place.textContent = place.dataset.words.replace("{done}", progress[0]).replace("{total}", progress[1]);
});

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

document.querySelector("[role=alert]")?.focus();
