import { duration } from "../../src/report/mod.ts";
import type { Exclusion } from "./exclusions.ts";
import type { Conformance } from "./run_specs.ts";

/** The run as text: what is excluded and why, what failed, the counts. */
export function conformanceLines(
  conformance: Conformance,
  exclusions: readonly Exclusion[],
): string[] {
  const { passed, failed, pending, excluded, milliseconds } = conformance;
  const numExcluded = [...excluded.values()].reduce((sum, count) => sum + count, 0);
  return [
    ...exclusions.flatMap((exclusion) => exclusionLines(exclusion, excluded)),
    ...failed.flatMap(({ name, messages }) => [
      `Failed: ${name}`,
      ...messages.flatMap((message) => message.split("\n")).map((line) => `  ${line}`),
    ]),
    `${numbers(passed)} passed, ${numbers(failed.length)} failed, ${
      numbers(numExcluded)
    } excluded, ` +
    `${numbers(pending)} switched off by tfjs-core itself, in ${duration(milliseconds / 1000)}`,
  ];
}

function exclusionLines({ reason, specs }: Exclusion, counts: ReadonlyMap<string, number>) {
  const taken = specs.filter((entry) => counts.get(entry)! > 0);
  if (taken.length === 0) return [];
  const named = taken.map((entry) => {
    const count = counts.get(entry)!;
    return count === 1 ? `  ${entry}` : `  ${entry} (${count} specs)`;
  });
  return [`Excluded, ${reason}:`, ...named];
}

function numbers(count: number): string {
  return count.toLocaleString("en-US");
}
