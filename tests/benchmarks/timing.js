// Notes when the page can be read, when its first chart is drawn, and when all are, in milliseconds from
// the start of navigation, each once it is painted. `asked` holds selectors: those of
// what has to be there to be read, of every chart, and of every chart that is drawn; and how many there are.
(asked) => {
  const times = (window.benchTimes = {});

  // A frame's callbacks run before it is painted, and a message sent from there arrives after it.
  function note(name) {
    if (name in times) return;
    times[name] = 0; // seen, and not painted yet
    requestAnimationFrame(() => {
      const channel = new MessageChannel();
      channel.port1.onmessage = () => (times[name] = performance.now());
      channel.port2.postMessage(0);
    });
  }

  function look() {
    if (asked.readable.every((selector) => document.querySelector(selector))) note("readable");
    const drawn = document.querySelectorAll(asked.drawn).length;
    if (drawn) note("first");
    if (drawn === asked.charts) note("all");
  }

  const observer = new MutationObserver(look);
  observer.observe(document, { childList: true, subtree: true, attributeFilter: ["data-drawn"] });

  // Settles when something was noted.
  window.benchNoted = (name) =>
    new Promise((resolve) => {
      const wait = () => (times[name] ? resolve() : setTimeout(wait, 20));
      wait();
    });

  // Scrolls on to the next chart that is not drawn, until there is none.
  window.benchScroll = () => {
    const charts = [...document.querySelectorAll(asked.chart)];
    charts.find((each) => !each.matches(asked.drawn))?.scrollIntoView();
    if (!times.all) requestAnimationFrame(window.benchScroll);
  };
}
