/**
 * What is wrong with the layout of the page that this runs in, one line each: a page wider than its
 * window; texts of charts outside their chart, over each other, or out of their box; edges of
 * diagrams over boxes; texts of the page that are cut off. Runs in the browser: it must stand alone.
 */
export function layoutProblems(): string[] {
  const problems: string[] = [];
  const name = (element: Element) => `"${element.textContent!.trim().slice(0, 40)}"`;
  const within = (inner: DOMRect, outer: DOMRect) =>
    inner.left >= outer.left - 1 && inner.right <= outer.right + 1 &&
    inner.top >= outer.top - 1 && inner.bottom <= outer.bottom + 1;
  const page = document.documentElement;
  if (page.scrollWidth > page.clientWidth) {
    problems.push(`the page is ${page.scrollWidth} wide in a window of ${page.clientWidth}`);
  }
  for (const chart of document.querySelectorAll("svg.chart")) {
    const label = `${chart.getAttribute("aria-label")!.slice(0, 30)}:`;
    const frame = chart.getBoundingClientRect();
    const texts = [...chart.querySelectorAll("text, tspan")]
      .filter((element) => element.children.length === 0)
      .map((element) => ({ element, rect: element.getBoundingClientRect() }))
      .filter(({ rect }) => rect.width > 0)
      .sort((a, b) => a.rect.left - b.rect.left);
    texts.forEach(({ element, rect }, i) => {
      if (!within(rect, frame)) problems.push(`${label} ${name(element)} leaves the chart`);
      for (let j = i + 1; j < texts.length && texts[j]!.rect.left < rect.right - 0.5; j++) {
        const other = texts[j]!.rect;
        // Line boxes are higher than the letters in them.
        const overlap = Math.min(rect.bottom, other.bottom) - Math.max(rect.top, other.top);
        if (overlap > 0.35 * Math.min(rect.height, other.height)) {
          problems.push(`${label} ${name(element)} overlaps ${name(texts[j]!.element)}`);
        }
      }
      const box = element.parentElement!.querySelector(":scope > .box");
      if (box !== null && !within(rect, box.getBoundingClientRect())) {
        problems.push(`${label} ${name(element)} leaves its box`);
      }
    });
    const boxes = [...chart.querySelectorAll<SVGRectElement>(".box")].map((box) => box.getBBox());
    if (boxes.length === 0) continue;
    for (const path of chart.querySelectorAll<SVGPathElement>("path.axis")) {
      const length = path.getTotalLength();
      for (let at = 0; at < length; at += 4) {
        const { x, y } = path.getPointAtLength(at);
        const hit = boxes.some((box) =>
          x > box.x + 1 && x < box.x + box.width - 1 && y > box.y + 1 && y < box.y + box.height - 1
        );
        if (!hit) continue;
        problems.push(`${label} an edge crosses a box`);
        break;
      }
    }
  }
  for (const table of document.querySelectorAll<HTMLElement>(".scroll > table")) {
    // Narrow windows scroll; wide ones have room.
    if (page.clientWidth < 1000 || table.offsetWidth <= table.parentElement!.clientWidth) continue;
    problems.push(`table "${table.parentElement!.ariaLabel}" is wider than its place`);
  }
  for (const element of document.querySelectorAll<HTMLElement>("body *:not(svg *)")) {
    const own = [...element.childNodes].some((node) =>
      node.nodeType === Node.TEXT_NODE && node.textContent!.trim() !== ""
    );
    if (!own || element.clientWidth === 0 || element.closest(".top, pre") !== null) continue;
    if (element.scrollWidth > element.clientWidth + 1) {
      problems.push(`${element.tagName} ${name(element)} is cut off`);
    }
    if (element.closest(".scroll") !== null) continue;
    if (element.getBoundingClientRect().right > page.clientWidth + 1) {
      problems.push(`${element.tagName} ${name(element)} leaves the page`);
    }
  }
  return problems;
}
