import type { Case } from "./_webgpu_cases.ts";
import type { Outcome, Ran, Refused } from "./_webgpu_outcome.ts";

/** Largest difference with which a case passes. */
const TOLERANCE = 1e-4;

/** A case and what became of it. */
interface Result {
  readonly title: string;
  readonly outcome: Outcome;
}

const isRefused = (outcome: Outcome): outcome is Refused => "reason" in outcome;
const isWrong = ({ difference }: Ran) => difference === null || difference > TOLERANCE;

/** docs/webgpu.md, not yet formatted. */
export function pageOf(
  cases: readonly Case[],
  outcomes: ReadonlyMap<string, Outcome>,
  onnxRuntime: string,
): string {
  const resultsOf = (subject: string, part: Case["part"]): Result[] =>
    cases.filter((one) => one.subject === subject && one.part === part)
      .map(({ id, title }) => ({ title, outcome: outcomes.get(id)! }));
  const subjects = (wanted: (part: Case["part"]) => boolean) =>
    [
      ...new Set(cases.filter(({ part }) => wanted(part)).map(({ subject }) => subject)),
    ].sort();
  const kernels = subjects((part) => part !== "training").map((kernel) => [
    kernel,
    describe(resultsOf(kernel, "forward")),
    describe(resultsOf(kernel, "gradient")),
  ]);
  const layers = subjects((part) => part === "training")
    .map((layer) => [layer, describe(resultsOf(layer, "training"))]);
  return [
    head(onnxRuntime),
    `## Kernels\n\n${summary(kernels)}\n`,
    table(["kernel", "forward", "gradient"], kernels),
    "\n## Layers in a training step\n",
    "One step of momentum on a small model with the layer, against tfjs's cpu backend: the loss and " +
    "all variables.\n",
    table(["layer", "training step"], layers),
  ].join("\n") + "\n";
}

const head = (version: string) =>
  `# Kernels on WebGPU

What ONNX Runtime's WebGPU provider (onnxruntime-node ${version}) makes of every kernel's translation.
Each row of \`test/kernels/rows\` is traced for WebGPU, forward and backward, run on SwiftShader,
Chromium's software GPU, and compared with tfjs's own cpu backend.
\`test/kernels/webgpu.test.ts\` runs all rows and holds this page to what comes out
(\`deno task test test/kernels/webgpu -u\` writes it anew).

- **passes**: all values agree to ${TOLERANCE.toExponential()}, absolute below 1 and relative above, and all nodes run
  on the WebGPU provider.
- **on the CPU**: the provider has no such operator, or not for these types. ONNX Runtime runs the
  nodes on the processor, with the same result; the copies there and back take time. In brackets
  the rows for which it is so; without brackets it is so for all.
- **NaN or infinity lost**: finite values agree, but where tfjs has NaN or infinity WebGPU has
  another value. WGSL lets a device
  [assume that there are none](https://www.w3.org/TR/WGSL/#floating-point-evaluation).
- **wrong**: values differ by more. For sine and cosine WGSL
  [allows 2^-11](https://www.w3.org/TR/WGSL/#concrete-float-accuracy), which SwiftShader makes use of.
- **refused**: ONNX Runtime gives an error when it loads or runs the graph.
- **–**: tfjs has no gradient, or a trace refuses it, or the kernel is itself part of one.

Some translations have a form of their own for WebGPU, which is what runs here: the gradient of max
pooling, since the provider refuses the indices of the maxima; pieces of more than seven are cut by
\`Slice\`, since \`Split\` takes a storage buffer for each and a device may have no more than eight;
sums of several tensors are \`Add\`s and SELU is an \`Elu\`, since the provider has neither
operator; the gradient of a depthwise convolution with an even multiplier pads its channels, since
the provider's \`ConvTranspose\` is wrong where a group reads an even number of channels and writes one; whole
numbers are divided as float32, since there is no float64, so that above 2^24 the last digits are
lost. In training steps the mask of a ReLU leaves NaN out of account, which spares \`IsNaN\` on the
CPU.

A real GPU's driver may differ from SwiftShader. Training does not rely on this page: a provider
is taken only after one real step on it has given the processor's loss and weights.
`;

/** How many kernels, by all their rows, forward and backward. */
function summary(rows: readonly (readonly string[])[]): string {
  const having = (text: string) =>
    rows.filter(([, ...cells]) => cells.some((cell) => cell.includes(text))).length;
  const whole = rows.filter(([, ...cells]) => cells.every((cell) => /^(passes|–)$/.test(cell)));
  return `Of ${rows.length} kernels ${whole.length} pass in all their rows, forward and backward; ` +
    `${having("on the CPU")} have rows with nodes on the CPU, ${
      having("lost")
    } lose NaN or infinity, ` +
    `${having("**wrong**")} are wrong, ${having("**refused**")} are refused.`;
}

/** What a table's cell says of a kernel's cases. */
function describe(results: readonly Result[]): string {
  if (results.length === 0) return "–";
  const groups = new Map<string, string[]>();
  const add = (what: string, title: string) => groups.set(what, [...groups.get(what) ?? [], title]);
  for (const { title, outcome } of results) {
    if (isRefused(outcome)) add(`**refused**: ${outcome.reason}`, title);
    else if (isWrong(outcome)) add("**wrong**", title);
    else {
      if (outcome.special) add("NaN or infinity lost", title);
      if (outcome.onCpu.length > 0) add(`${outcome.onCpu.map(code).join(", ")} on the CPU`, title);
    }
  }
  if (groups.size === 0) return "passes";
  return [...groups].map(([what, titles]) => {
    const where = titles.length === results.length ? "" : ` (${titles.join("; ")})`;
    return `${what}${what === "**wrong**" ? ` by ${largest(results)}` : ""}${where}`;
  }).join(", ");
}

function largest(results: readonly Result[]): string {
  const wrong = results.map(({ outcome }) => outcome)
    .filter((outcome): outcome is Ran => !isRefused(outcome) && isWrong(outcome));
  const difference = Math.max(...wrong.map(({ difference }) => difference ?? Infinity));
  return difference === Infinity ? "infinity" : difference.toExponential(0);
}

function code(text: string): string {
  return `\`${text}\``;
}

function table(titles: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(titles), line(titles.map(() => "---")), ...rows.map(line)].join("\n");
}
