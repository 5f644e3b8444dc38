import { curvePanel, type Curves, PANEL } from "./_curve_panel.ts";
import { decimal } from "./_format.ts";
import { svgDocument } from "./_svg.ts";

/** Metrics per epoch, as Keras's `History` holds them. Values that are not finite leave a gap. */
export interface HistoryCurves {
  /** Epoch numbers, 0-based; shown 1-based. */
  readonly epoch: readonly number[];
  /** One value per epoch and metric; the validation metrics' names start with `val_`. */
  readonly metrics: Readonly<Record<string, readonly number[]>>;
}

/**
 * Training and validation curves as an SVG document: one panel for each metric, two in a row, loss
 * first. Training is solid with round markers, validation dashed with square ones.
 *
 * @throws {TypeError} when a metric does not have one value per epoch
 */
export function historySvg(history: HistoryCurves): string {
  const all = curvesOf(history);
  const columns = Math.min(2, all.length);
  const panels = all.map((curves, i) => {
    const x = (i % columns) * PANEL.width;
    const y = Math.floor(i / columns) * PANEL.height;
    return `<g transform="translate(${x} ${y})">\n${curvePanel(curves)}\n</g>`;
  });
  return svgDocument({
    width: columns * PANEL.width,
    height: Math.ceil(all.length / columns) * PANEL.height,
    label: all.map(describe).join(". "),
    body: panels.join("\n"),
  });
}

/** The panels of {@linkcode historySvg} as SVG documents of their own, for pages that arrange them. */
export function historyPanels(history: HistoryCurves): string[] {
  return curvesOf(history).map((curves) =>
    svgDocument({ ...PANEL, label: describe(curves), body: curvePanel(curves) })
  );
}

function curvesOf({ epoch, metrics }: HistoryCurves): Curves[] {
  for (const [name, values] of Object.entries(metrics)) {
    if (values.length !== epoch.length) {
      throw new TypeError(
        `Cannot draw metric "${name}": received ${values.length} values for ${epoch.length} epochs, ` +
          `expected one per epoch`,
      );
    }
  }
  const names = Object.keys(metrics).filter((name) => !name.startsWith("val_"));
  names.sort((a, b) => Number(b === "loss") - Number(a === "loss"));
  return (names.length > 0 ? names : ["loss"]).map((name) => ({
    name,
    epochs: epoch.map((index) => index + 1),
    training: metrics[name] ?? [],
    validation: metrics[`val_${name}`] ?? [],
  }));
}

function describe({ name, epochs, training, validation }: Curves): string {
  const ends = (values: readonly number[]) =>
    values.length === 0 ? "none" : `${decimal(values[0])} to ${decimal(values.at(-1))}`;
  return `${name} over ${epochs.length} epoch${epochs.length === 1 ? "" : "s"}: ` +
    `training ${ends(training)}, validation ${ends(validation)}`;
}
