import type { PublishedResult } from "../models/mod.ts";
import { percent } from "../src/report/mod.ts";

/** `98.17 %`, or `12.50 to 85.00 %` where the source gives a range. */
export function publishedAccuracy({ accuracy, highestAccuracy }: PublishedResult): string {
  if (highestAccuracy === undefined) return percent(accuracy);
  return `${percent(accuracy).replace(" %", "")} to ${percent(highestAccuracy)}`;
}
