import { byId } from "./elements.ts";
import { loadText, type Site, SiteError } from "./site.ts";

type PictureName = keyof Site["manifest"]["pictures"];

/** Shows the charts of the run, each in its frame; what is wrong with one is said there. */
export async function showPictures(site: Site): Promise<void> {
  const names: readonly PictureName[] = ["confusion", "history"];
  await Promise.all(names.map(async (name) => {
    const frame = byId(`picture-${name}`, HTMLElement);
    try {
      frame.replaceChildren(await loadChart(site, name));
    } catch (error) {
      frame.textContent = `${(error as Error).message}.`;
    }
  }));
}

/** A chart as part of the page: so it takes the page's colours, light or dark. */
async function loadChart(site: Site, name: PictureName): Promise<SVGSVGElement> {
  const file = site.manifest.pictures[name];
  const parsed = new DOMParser().parseFromString(await loadText(site, file), "image/svg+xml");
  const svg = parsed.documentElement;
  if (!(svg instanceof SVGSVGElement)) {
    throw new SiteError(`Cannot show ${file.file}: it is no SVG. Build the page again`);
  }
  // The frame has the size; the chart fits itself in.
  svg.removeAttribute("width");
  svg.removeAttribute("height");
  return svg;
}
