// Draws each chart of the page as it scrolls into view. Until then, and wherever drawing fails, the
// sentence, the sparkline and the table that the server wrote stand as they are.
"use strict";

(() => {
  const config = {
    displayModeBar: false,
    displaylogo: false,
    showSendToCloud: false,
    plotlyServerURL: "",
    responsive: true,
    scrollZoom: false,
    doubleClick: false,
  };
  const waiting = [];
  let running = false;

  // The library may come before this script or after it; once the page has loaded it has failed.
  function library() {
    return new Promise((resolve, reject) => {
      const settle = () => {
        if (window.Plotly) resolve(window.Plotly);
        else reject(new Error("the drawing library did not load"));
      };
      if (window.Plotly || document.readyState === "complete") return settle();
      document.querySelector('script[src*="plotly"]')?.addEventListener("load", settle);
      window.addEventListener("load", settle);
    });
  }

  // A drawn chart is one image, which its sentence names; a place not drawn in yet has no role to name.
  function name(plot, figure) {
    const caption = figure.querySelector("figcaption");
    plot.setAttribute("role", "img");
    if (caption?.id) plot.setAttribute("aria-labelledby", caption.id);
    else plot.setAttribute("aria-label", caption?.textContent.trim() || "Chart");
  }

  async function draw(figure) {
    const id = figure.dataset.chart;
    const plot = document.getElementById(`plot-${id}`);
    const fallback = [...plot.children];
    try {
      const Plotly = await library();
      const { data, layout } = JSON.parse(document.getElementById(`figure-${id}`).textContent);
      await Plotly.newPlot(plot, data, layout, config);
      for (const each of fallback) each.classList.add("chart__fallback");
      name(plot, figure);
      figure.dataset.drawn = "1";
    } catch (error) {
      plot.replaceChildren(...fallback);
      figure.dataset.failed = "1";
      console.warn(`The chart ${id} was not drawn: ${error.message}`);
    }
  }

  // One chart a frame, so that scrolling stays smooth.
  async function next() {
    const figure = waiting.shift();
    running = Boolean(figure);
    if (!figure) return;
    await draw(figure);
    requestAnimationFrame(next);
  }

  function seen(entries, observer) {
    for (const entry of entries.filter((each) => each.isIntersecting)) {
      observer.unobserve(entry.target);
      waiting.push(entry.target);
    }
    if (waiting.length && !running) {
      running = true;
      requestAnimationFrame(next);
    }
  }

  const observer = new IntersectionObserver(seen, { rootMargin: "200px" });
  for (const figure of document.querySelectorAll("[data-chart]")) observer.observe(figure);
})();
