import type { Graph } from "../graph.ts";
import { foldConstants } from "./fold_constants.ts";
import { foldConvAffine } from "./fold_conv_affine.ts";
import { fuseConvBias } from "./fuse_conv_bias.ts";
import { fuseGemm } from "./fuse_gemm.ts";
import { matmulRank2 } from "./matmul_rank2.ts";
import { mergeEqual } from "./merge_equal.ts";
import { mergeReshapes } from "./merge_reshapes.ts";
import { mergeTransposes } from "./merge_transposes.ts";
import { permuteDense } from "./permute_dense.ts";
import { removeDead } from "./remove_dead.ts";
import { removeIdentities } from "./remove_identities.ts";
import { removeNeutral } from "./remove_neutral.ts";
import { reshapeToFlatten } from "./reshape_to_flatten.ts";

/** A pass: a graph in, an equivalent graph out; the very same object where nothing changed. */
export type Pass = (graph: Graph) => Graph;

/**
 * The passes by name, in the order of a round: first what takes nodes out and makes constants visible,
 * then what recognises patterns, at last what cleans up after them.
 */
export const PASSES = {
  // Identities hide every pattern behind them.
  removeIdentities,
  // Kernels that the patterns below need as constants are still transposed or scaled by nodes.
  foldConstants,
  removeNeutral,
  // Chains become one node each, so that a pattern need look only one node back.
  mergeReshapes,
  mergeTransposes,
  // Leaves reshapes of reshapes, which the next round takes out; only then fuseGemm sees matrices.
  matmulRank2,
  // Needs the kernel in its plain form, hence before a Gemm takes a transpose in.
  permuteDense,
  fuseGemm,
  // Whole chains of constants first; what is left is a bias that is no constant.
  foldConvAffine,
  fuseConvBias,
  // A Reshape merges more easily than a Flatten, so this comes late.
  reshapeToFlatten,
  // The passes above leave equal targets and permutations, and nodes that nothing reads.
  mergeEqual,
  removeDead,
} satisfies Record<string, Pass>;

/** Name of a pass. */
export type PassName = keyof typeof PASSES;

/** Options of {@linkcode optimize}. */
export interface OptimizeOptions {
  /** Passes to leave out. @default {[]} */
  readonly disable?: readonly PassName[];
}

/** What {@linkcode optimize} gives back. */
export interface OptimizeResult {
  /** The graph behind the passes. */
  readonly graph: Graph;
  /** Number of nodes by operator before the passes. */
  readonly before: Readonly<Record<string, number>>;
  /** Number of nodes by operator behind them. */
  readonly after: Readonly<Record<string, number>>;
}

/** Every pass takes something out or brings it closer to a form that no pass changes; this many rounds mean a fault. */
const MAX_ROUNDS = 50;

/**
 * Runs the passes over a graph, round after round, until none changes anything. The graph computes the
 * same as before, apart from the rounding of folded constants; inputs, outputs and their names stay.
 */
export function optimize(graph: Graph, { disable = [] }: OptimizeOptions = {}): OptimizeResult {
  const passes = Object.entries(PASSES)
    .filter(([name]) => !disable.includes(name as PassName))
    .map(([, pass]) => pass);
  let current = graph;
  const settled = new Map<Pass, Graph>();
  for (let round = 0; passes.some((pass) => settled.get(pass) !== current); round++) {
    if (round === MAX_ROUNDS) {
      throw new Error(`Passes over graph "${graph.name}" did not settle in ${MAX_ROUNDS} rounds`);
    }
    for (const pass of passes) {
      if (settled.get(pass) === current) continue;
      const next = pass(current);
      if (next === current) settled.set(pass, current);
      current = next;
    }
  }
  return { graph: current, before: countByType(graph), after: countByType(current) };
}

/** Number of nodes by operator, in alphabetical order. */
export function countByType(graph: Graph): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const opType of graph.nodes.map((node) => node.opType).sort()) {
    counts[opType] = (counts[opType] ?? 0) + 1;
  }
  return counts;
}
