import type { KernelCall, TracedTensor, Translator, TranslatorTable } from "../types.ts";
import { align } from "./_align.ts";

/** A comparison or a logical operator of `a` and `b`: broadcasts, result bool. */
function compare(opType: string): Translator {
  return ({ inputs, trace }) => {
    const { names, ...spec } = align(trace, [inputs["a"]!, inputs["b"]!]);
    return trace.op(opType, names, { ...spec, dtype: "bool" });
  };
}

function notEqual({ inputs, trace }: KernelCall): TracedTensor {
  const { names, ...spec } = align(trace, [inputs["a"]!, inputs["b"]!]);
  const equal = trace.op("Equal", names, { ...spec, dtype: "bool" });
  return trace.op("Not", [equal.name], { ...spec, dtype: "bool" });
}

function logicalNot({ inputs, trace }: KernelCall): TracedTensor {
  const x = inputs["x"]!;
  return trace.op("Not", [x.name], x);
}

/** tfjs broadcasts a rank-1 condition along the first axis, all else has equal shapes. */
function select({ inputs, trace }: KernelCall): TracedTensor {
  const condition = inputs["condition"]!;
  const rank = inputs["t"]!.shape.length;
  const leading = condition.shape.length === 1 && rank > 1;
  const shape = leading ? [condition.shape[0]!, ...Array<number>(rank - 1).fill(1)] : undefined;
  const mask = shape === undefined ? condition : {
    ...condition,
    name: trace.reshape(trace.plain(condition), shape, "bool"),
    shape,
  };
  const { names, ...spec } = align(trace, [mask, inputs["t"]!, inputs["e"]!]);
  return trace.op("Where", names, { ...spec, dtype: inputs["t"]!.dtype });
}

/** Comparisons, logic and selection. */
export const comparison: TranslatorTable = {
  Equal: compare("Equal"),
  NotEqual: notEqual,
  Greater: compare("Greater"),
  GreaterEqual: compare("GreaterOrEqual"),
  Less: compare("Less"),
  LessEqual: compare("LessOrEqual"),
  LogicalAnd: compare("And"),
  LogicalOr: compare("Or"),
  LogicalNot: logicalNot,
  Select: select,
};
