import type { CacheEntry, RunCache } from "./_cache.ts";
import { type Fingerprint, identityOf } from "./_fingerprint.ts";
import { canonicalJson } from "./_hash.ts";
import type { StageRecord } from "./_lock_file.ts";
import type { Action } from "./events.ts";

/** What to do with a stage, and why. */
export interface Decision {
  readonly action: Action;
  readonly reasons: readonly string[];
  /** What to copy back, where the action is to restore. */
  readonly entry?: CacheEntry;
}

/**
 * Compares a stage with the record of its last run, and looks for an earlier run of the same key
 * where they differ.
 *
 * @param outputs Hash of a file of the out folder; `undefined` where it is missing.
 */
export async function decide(
  now: Fingerprint,
  record: StageRecord | undefined,
  outputs: (file: string) => Promise<string | undefined>,
  cache: RunCache,
): Promise<Decision> {
  const reasons = record === undefined
    ? ["it has not run in this folder"]
    : [...changes(now, record), ...await changedOutputs(record, outputs)];
  if (record?.key === now.key && reasons.length === 0) return { action: "skip", reasons };
  const entry = await cache.find(now.key);
  return entry === undefined ? { action: "run", reasons } : { action: "restore", reasons, entry };
}

function changes(now: Fingerprint, record: StageRecord): string[] {
  if (now.key === record.key) return [];
  const reasons = [];
  if (now.code !== record.code) reasons.push("its code changed");
  for (const name of new Set([...Object.keys(record.params), ...Object.keys(now.params)])) {
    const [before, after] = [record.params[name], now.params[name]].map(canonicalJson);
    if (before !== after) {
      reasons.push(`${name} changed from ${shorten(before)} to ${shorten(after)}`);
    }
  }
  for (let i = 0; i < Math.max(now.inputs.length, record.inputs.length); i++) {
    const [before, after] = [record.inputs[i], now.inputs[i]];
    if (after === undefined) reasons.push(`input "${before!.path}" is no longer used`);
    else if (before === undefined) reasons.push(`input "${after.path}" is new`);
    else if (identityOf(before) !== identityOf(after)) {
      reasons.push(`input "${after.path}" changed`);
    }
  }
  return reasons.length > 0 ? reasons : ["the files that it writes changed"];
}

async function changedOutputs(
  record: StageRecord,
  outputs: (file: string) => Promise<string | undefined>,
): Promise<string[]> {
  const reasons = [];
  for (const [file, expected] of Object.entries(record.outputs)) {
    const actual = await outputs(file);
    if (actual === undefined) reasons.push(`output "${file}" is missing`);
    else if (actual !== expected) reasons.push(`output "${file}" was changed since`);
  }
  return reasons;
}

function shorten(json: string | undefined): string {
  if (json === undefined) return "nothing";
  return json.length <= 60 ? json : `${json.slice(0, 57)}...`;
}
