// Puts Plotly over the drawings that are already in the page: at once on a large screen, on a tap elsewhere.
const root = document.documentElement;
root.classList.add("js");
const figures = JSON.parse(document.getElementById("figures").textContent);
const source = document.querySelector("script[data-plotly]")?.dataset.plotly;
let loading;

const plotly = () => (loading ??= new Promise((resolve, reject) => {
  const script = document.createElement("script");
  script.src = source;
  script.addEventListener("load", () => resolve(globalThis.Plotly));
  script.addEventListener("error", reject);
  document.head.append(script);
}));

async function draw(place) {
  const figure = figures[place.dataset.chart];
  if (!figure || place.dataset.drawn) return;
  place.dataset.drawn = "yes";
  try {
    const Plotly = await plotly();
    const box = document.createElement("div");
    box.className = "plotly-box";
    const ink = getComputedStyle(root).getPropertyValue("--ink");
    const layout = { ...figure.layout, font: { ...figure.layout.font, color: ink } };
    const data = figure.data.map((trace) => trace.meta !== "ink" ? trace : {
      ...trace, line: { ...trace.line, color: ink }, marker: { ...trace.marker, color: ink, line: { ...trace.marker?.line, color: ink } },
    });
    const svg = place.querySelector("svg");
    place.append(box);
    await Plotly.newPlot(box, data, layout, {
      responsive: true,
      displaylogo: false,
      modeBarButtonsToRemove: ["select2d", "lasso2d", "zoom2d", "pan2d", "zoomIn2d", "zoomOut2d", "autoScale2d"],
      toImageButtonOptions: { format: "png", scale: 2, filename: place.dataset.name },
    });
    box.setAttribute("aria-hidden", "true");
    for (const link of box.querySelectorAll("a, button, [tabindex]")) link.setAttribute("tabindex", "-1");
    svg.classList.add("under");
  } catch {
    delete place.dataset.drawn;
  }
}

const large = matchMedia("(min-width: 60rem)").matches && !navigator.connection?.saveData;
for (const place of document.querySelectorAll("[data-chart]")) {
  const button = document.querySelector(`[data-draw="${place.dataset.chart}"]`);
  if (!figures[place.dataset.chart]) continue;
  if (!large) {
    button.hidden = false;
    button.addEventListener("click", () => { button.hidden = true; draw(place); });
    continue;
  }
  // A chart inside a closed part has no size yet: it is drawn when it is first seen.
  new IntersectionObserver((seen, watch) => {
    if (seen.some((one) => one.isIntersecting)) { watch.disconnect(); draw(place); }
  }, { rootMargin: "200px" }).observe(place);
}

for (const button of document.querySelectorAll("[data-print]")) button.addEventListener("click", () => print());

function opened(hash) {
  const part = hash.length > 1 && document.getElementById(hash.slice(1))?.closest("details");
  if (part) part.open = true;
}
addEventListener("hashchange", () => opened(location.hash));
opened(location.hash);

const closed = [];
addEventListener("beforeprint", () => {
  for (const part of document.querySelectorAll("details:not([open])")) { part.open = true; closed.push(part); }
});
addEventListener("afterprint", () => { for (const part of closed.splice(0)) part.open = false; });
