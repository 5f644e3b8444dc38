import type { KernelCall, TracedTensor, Translator, TranslatorTable } from "../types.ts";
import { align } from "./_align.ts";
import { asNumbers, castTo } from "./_cast.ts";

/** ONNX orders numbers only: bools are compared as 0 and 1. */
function order(opType: string): Translator {
  return ({ inputs, trace }) => {
    const operands = [inputs["a"]!, inputs["b"]!].map((x) => asNumbers(trace, x));
    const { names, ...spec } = align(trace, operands);
    return trace.op(opType, names, { ...spec, dtype: "bool" });
  };
}

/** A test for equality or a logical operator of `a` and `b`: broadcasts, result bool. */
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

/** All shapes are equal: `tf.where` broadcasts before. ONNX Runtime selects numbers only. */
function select({ inputs, trace }: KernelCall): TracedTensor {
  const { condition, t, e } = inputs as Record<"condition" | "t" | "e", TracedTensor>;
  const operands = [condition, asNumbers(trace, t), asNumbers(trace, e)];
  const { names, ...spec } = align(trace, operands);
  const result = trace.op("Where", names, { ...spec, dtype: operands[1]!.dtype });
  return castTo(trace, result, t.dtype);
}

/** Comparisons, logic and selection. */
export const comparison: TranslatorTable = {
  Equal: compare("Equal"),
  NotEqual: notEqual,
  Greater: order("Greater"),
  GreaterEqual: order("GreaterOrEqual"),
  Less: order("Less"),
  LessEqual: order("LessOrEqual"),
  LogicalAnd: compare("And"),
  LogicalOr: compare("Or"),
  LogicalNot: logicalNot,
  Select: select,
};
