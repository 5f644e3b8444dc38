import {
  allocate,
  type ElementType,
  sizeOf,
  type TensorData,
  type ValueInfo,
} from "../../graph/mod.ts";
import type { Tensors } from "./session.ts";

/** The kind of array that stores each element type; looked up at every run. */
const kinds = new Map<ElementType, unknown>();

function kindOf(dtype: ElementType): unknown {
  const known = kinds.get(dtype);
  if (known !== undefined) return known;
  const { constructor } = allocate(dtype, 0);
  kinds.set(dtype, constructor);
  return constructor;
}

/** Whether a tensor has the element type and the shape that the model declares. */
export function fits(tensor: TensorData, info: ValueInfo): boolean {
  const { shape } = info;
  if (tensor.dtype !== info.dtype || tensor.shape.length !== shape.length) return false;
  for (let i = 0; i < shape.length; i++) {
    const dim = shape[i]!;
    if (typeof dim === "number" && dim !== tensor.shape[i]) return false;
  }
  return true;
}

/** Whether a tensor's typed array is of the right kind and length. */
export function isWhole({ dtype, shape, data }: TensorData): boolean {
  return data.constructor === kindOf(dtype) && data.length === sizeOf(shape);
}

function describe({ dtype, shape }: Omit<ValueInfo, "name">): string {
  return `${dtype}[${shape.join(",")}]`;
}

function problemOf(kind: string, info: ValueInfo, tensor: TensorData): string[] {
  const problems: string[] = [];
  if (!fits(tensor, info)) {
    problems.push(`${kind} "${info.name}" is ${describe(tensor)}, expected ${describe(info)}`);
  }
  if (!isWhole(tensor)) {
    const { constructor, length } = tensor.data;
    problems.push(
      `${kind} "${info.name}" holds a ${constructor.name} of ${length} elements, expected a ${
        allocate(tensor.dtype, 0).constructor.name
      } of ${sizeOf(tensor.shape)} for ${describe(tensor)}`,
    );
  }
  return problems;
}

function unknownNames(kind: string, given: Tensors, infos: readonly ValueInfo[]): string[] {
  const names = infos.map((info) => info.name);
  return Object.keys(given).filter((name) => !names.includes(name)).map((name) =>
    `the model has no ${kind} "${name}", it has ${names.map((known) => `"${known}"`).join(", ")}`
  );
}

/** All that is wrong with the tensors given to a run, as one error. */
export function tensorError(
  feeds: Tensors,
  into: Tensors,
  inputs: readonly ValueInfo[],
  outputs: readonly ValueInfo[],
): TypeError {
  const problems = [
    ...inputs.flatMap((info) => {
      const tensor = feeds[info.name];
      return tensor === undefined
        ? [`input "${info.name}" is missing, expected ${describe(info)}`]
        : problemOf("input", info, tensor);
    }),
    ...unknownNames("input", feeds, inputs),
    ...outputs.flatMap((info) => {
      const tensor = into[info.name];
      return tensor === undefined ? [] : problemOf("output", info, tensor);
    }),
    ...unknownNames("output", into, outputs),
  ];
  return new TypeError(`Cannot run the model: ${problems.join("; ")}`);
}
