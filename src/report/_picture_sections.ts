import { scrollable, section } from "./_elements.ts";
import { sampleList } from "./_image_section.ts";
import { Markup, markup } from "./_markup.ts";
import { calibrationSvg } from "./calibration_svg.ts";
import { digitSvg } from "./digit_svg.ts";
import { featureMapsSvg } from "./feature_maps_svg.ts";
import { filtersSvg } from "./filters_svg.ts";
import { networkSvg } from "./network_svg.ts";
import type { ReportInput } from "./report_input.ts";

/** What the model learned from: the first training images, and one of them in numbers. */
export function dataSection({ samples = [] }: ReportInput): Markup | undefined {
  const [first] = samples;
  if (first === undefined) return undefined;
  return section(
    "data",
    "Training images",
    markup`<p class="muted">The first ${samples.length}, with the names of their classes</p>`,
    sampleList(samples),
    markup`<h3>The first one in numbers</h3>`,
    picture("The first training image in numbers", digitSvg(first)),
  );
}

/** The network as a diagram. */
export function networkSection({ network }: ReportInput): Markup | undefined {
  if (network === undefined) return undefined;
  return section(
    "network",
    "Network",
    markup`<p class="muted">Each layer with its type, the shape of its output for one image, and the number
of its parameters</p>`,
    picture("Network", networkSvg(network), "natural"),
  );
}

/** Whether the model is right as often as it says. */
export function calibrationSection({ calibration }: ReportInput): Markup | undefined {
  if (calibration === undefined) return undefined;
  return section(
    "calibration",
    "Calibration",
    markup`<p>Where a model says 90 %, it should be right in 90 % of the cases: its bars then end on the
diagonal. Weighted by the number of images, they miss it by ${
      (calibration.expectedError * 100).toFixed(2)
    } points (expected calibration error, ${calibration.bins.length} bins).</p>`,
    picture("Accuracy against confidence", calibrationSvg(calibration), "narrow"),
  );
}

/** The first layer's weights, and what the layers make of one image. */
export function insideSection({ filters, featureMaps }: ReportInput): Markup | undefined {
  if (filters === undefined && featureMaps === undefined) return undefined;
  return section(
    "inside",
    "Inside the network",
    filters && markup`<p class="muted">Blue weights are negative, orange ones positive</p>
${picture("Weights of the first layer", filtersSvg(filters))}`,
    featureMaps &&
      markup`<p class="muted">What the layers make of one test image, computed by ONNX Runtime
from the exported file</p>
${picture("Feature maps", featureMapsSvg(featureMaps))}`,
  );
}

function picture(label: string, svg: string, style = ""): Markup {
  const chart = new Markup(svg);
  return scrollable(
    label,
    markup`<div class="${["picture", style].join(" ").trim()}">${chart}</div>`,
  );
}
