import { OPERATORS } from "./_operators.ts";
import type { Attribute, Graph, GraphNode } from "./graph.ts";
import { sizeOf } from "./tensor.ts";

/**
 * Checks a graph's structure: nodes in topological order, one producer a value, no unknown names, all
 * outputs produced, constants that fit their shapes, and per node the operator, its attributes' kinds
 * and its number of inputs and outputs as ONNX opset 17 has them. Shapes are not checked.
 *
 * Throws `TypeError` that lists every problem found.
 */
export function validate(graph: Graph): void {
  const problems = findProblems(graph);
  if (problems.length === 0) return;
  throw new TypeError(
    `Graph "${graph.name}" is not valid:\n${problems.map((line) => `- ${line}`).join("\n")}`,
  );
}

/** The problems that {@linkcode validate} throws, one a line; empty for a valid graph. */
export function findProblems(graph: Graph): string[] {
  const problems: string[] = [];
  const producedBy = new Map<string, string>();
  const produce = (name: string, producer: string) => {
    const earlier = producedBy.get(name);
    if (name === "") problems.push(`${producer} has an empty name`);
    else if (earlier === undefined) producedBy.set(name, producer);
    else problems.push(`value "${name}" has two producers: ${earlier} and ${producer}`);
  };
  for (const { name, shape } of graph.inputs) {
    produce(name, `input "${name}"`);
    problems.push(...badDimensions(`input "${name}"`, shape));
  }
  for (const [name, { shape, data }] of graph.initializers) {
    produce(name, `initializer "${name}"`);
    if (data.length !== sizeOf(shape)) {
      problems.push(
        `initializer "${name}" has ${data.length} elements, its shape [${shape}] needs ${
          sizeOf(shape)
        }`,
      );
    }
  }
  const later = new Set(graph.nodes.flatMap((node) => node.outputs));
  for (const node of graph.nodes) {
    const where = `node "${node.name}" (${node.opType})`;
    for (const input of node.inputs) {
      if (input === "" || producedBy.has(input)) continue;
      problems.push(
        later.has(input)
          ? `${where} reads "${input}" before it is produced`
          : `${where} reads "${input}", which nothing produces`,
      );
    }
    for (const output of node.outputs) if (output !== "") produce(output, where);
    problems.push(...operatorProblems(node).map((problem) => `${where} ${problem}`));
  }
  const seen = new Set<string>();
  for (const { name, shape } of graph.outputs) {
    if (!producedBy.has(name)) problems.push(`output "${name}" is not produced`);
    if (seen.has(name)) problems.push(`output "${name}" is listed twice`);
    seen.add(name);
    problems.push(...badDimensions(`output "${name}"`, shape));
  }
  return problems;
}

function badDimensions(where: string, shape: readonly (number | string)[]): string[] {
  const bad = shape.some((dim) =>
    typeof dim === "number" ? !Number.isInteger(dim) || dim < 0 : dim === ""
  );
  return bad ? [`${where} has the shape [${shape}], expected sizes or names`] : [];
}

function operatorProblems({ opType, inputs, outputs, attributes, domain }: GraphNode): string[] {
  // What a runtime's own operators take, the runtime knows.
  if (domain !== undefined) return [];
  const operator = OPERATORS[opType];
  if (operator === undefined) return ["is no operator of ONNX opset 17"];
  const [numInputs, numOutputs, ...known] = operator.split(" ");
  const problems: string[] = [];
  const count = (what: string, actual: number, range: string) => {
    const [least, most] = range.split("-");
    if (actual >= Number(least) && (most === "*" || actual <= Number(most))) return;
    const expected = least === most
      ? least
      : most === "*"
      ? `${least} or more`
      : `${least} to ${most}`;
    problems.push(`has ${actual} ${what}, expected ${expected}`);
  };
  count("inputs", inputs.length, numInputs!);
  count("outputs", outputs.length, numOutputs!);
  const kinds = new Map<string, string>();
  for (const entry of known) {
    const [key, kind] = entry.replace("!", "").split(":");
    kinds.set(key!, kind!);
    if (entry.includes("!") && attributes[key!] === undefined) {
      problems.push(`lacks the attribute "${key}"`);
    }
  }
  for (const [key, attribute] of Object.entries(attributes)) {
    const kind = kinds.get(key);
    if (kind === undefined) problems.push(`has no attribute "${key}" in opset 17`);
    else if (kind !== attribute.kind) {
      problems.push(`has the attribute "${key}" of kind ${attribute.kind}, expected ${kind}`);
    } else if (!holds(attribute)) {
      problems.push(`has the attribute "${key}" of kind ${kind} with the value ${attribute.value}`);
    }
  }
  return problems;
}

/** Whether the value is what the kind says; translators write plain numbers, so this can go wrong. */
function holds({ kind, value }: Attribute): boolean {
  switch (kind) {
    case "int":
      return Number.isSafeInteger(value);
    case "ints":
      return Array.isArray(value) && value.every(Number.isSafeInteger);
    case "float":
      return typeof value === "number";
    case "floats":
      return Array.isArray(value) && value.every((element) => typeof element === "number");
    case "string":
      return typeof value === "string";
    case "tensor":
      return value.data.length === sizeOf(value.shape);
  }
}
