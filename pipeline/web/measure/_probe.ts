/** Notes in the page, before anything of it runs, when its model is there. */
export const READY_PROBE = `
globalThis.measured = {};
new MutationObserver((_, observer) => {
  if (document.documentElement.dataset.ready !== "true") return;
  measured.readyMs = performance.now();
  observer.disconnect();
}).observe(document, { subtree: true, attributes: true, attributeFilter: ["data-ready"] });
`;

/** Notes tasks that block the page for more than 50 ms, and when the first guess is shown. */
export const DRAWING_PROBE = `
measured.tasks = [];
new PerformanceObserver((list) => {
  for (const { startTime, duration } of list.getEntries()) measured.tasks.push({ startTime, duration });
}).observe({ type: "longtask" });
addEventListener("pointerdown", ({ timeStamp }) => measured.penDown ??= timeStamp, true);
new MutationObserver((_, observer) => {
  measured.firstGuess = performance.now();
  observer.disconnect();
}).observe(document.getElementById("top-guess"), { childList: true, characterData: true, subtree: true });
`;

/** Notes when a lesson is asked for, and when the page has learnt it. */
export const LESSON_PROBE = `
document.getElementById("teach-start").addEventListener("click", () => {
  measured.started = performance.now();
}, { capture: true, once: true });
new MutationObserver((_, observer) => {
  if (document.getElementById("teach").dataset.state !== "taught") return;
  measured.taught = performance.now();
  observer.disconnect();
}).observe(document.getElementById("teach"), { attributes: true, attributeFilter: ["data-state"] });
`;
