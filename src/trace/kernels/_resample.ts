import { tensor } from "../../graph/mod.ts";
import type { Trace } from "../trace.ts";

/** Repeats each cell of an NCHW value of `shape` by whole factors along height and width. */
export function enlarge(
  trace: Trace,
  x: string,
  shape: readonly number[],
  factors: readonly [number, number],
  mode: "nearest" | "linear" = "nearest",
): string {
  const [batch, channels, height, width] = shape as [number, number, number, number];
  const [rows, columns] = factors;
  if (rows === 1 && columns === 1) return x;
  const scales = trace.constant(tensor("float32", [4], [1, 1, rows, columns]));
  return trace.raw(
    "Resize",
    [x, "", scales],
    [batch, channels, height * rows, width * columns],
    "float32",
    {
      mode,
      coordinate_transformation_mode: "asymmetric",
      nearest_mode: "floor",
    },
  );
}

/** Weights of a linear map along one axis: `weights[to][from]`. */
export interface Resampling {
  readonly from: number;
  readonly to: number;
  readonly weights: readonly {
    readonly to: number;
    readonly from: number;
    readonly weight: number;
  }[];
}

/** Applies one linear map to the rows and one to the columns of an NCHW value, as matrix products. */
export function resample(
  trace: Trace,
  x: string,
  planes: readonly [number, number],
  rows: Resampling,
  columns: Resampling,
): string {
  const left = trace.constant(tensor("float32", [rows.to, rows.from], matrix(rows, false)));
  const between = [...planes, rows.to, columns.from];
  const half = trace.raw("MatMul", [left, x], between);
  const right = trace.constant(
    tensor("float32", [columns.from, columns.to], matrix(columns, true)),
  );
  return trace.raw("MatMul", [half, right], [...planes, rows.to, columns.to]);
}

/** The map that distributes what `forward` gathers. */
export function transposed({ from, to, weights }: Resampling): Resampling {
  return {
    from: to,
    to: from,
    weights: weights.map((entry) => ({ from: entry.to, to: entry.from, weight: entry.weight })),
  };
}

function matrix({ from, to, weights }: Resampling, transpose: boolean): Float32Array {
  const values = new Float32Array(from * to);
  for (const entry of weights) {
    values[transpose ? entry.from * to + entry.to : entry.to * from + entry.from]! += entry.weight;
  }
  return values;
}
