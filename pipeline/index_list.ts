import { ConfigError } from "./config.ts";

/**
 * Positions as users write them: `7`, `0-5`, `1,4,9-12`.
 *
 * @param count How many there are to choose from.
 * @param of What they are chosen from, for messages.
 * @throws {ConfigError} When the text says something else, or a position is not there.
 */
export function parseIndices(text: string, count: number, of: string): number[] {
  const indices = text.split(",").flatMap((part) => {
    const [, first, last = first] = /^(\d+)(?:-(\d+))?$/.exec(part.trim()) ?? [];
    const [start, end] = [Number(first), Number(last)];
    if (first === undefined || end < start) {
      throw new ConfigError(
        `Cannot use --index "${text}": expected positions from 0, such as 7, 0-5 or 1,4,9-12`,
      );
    }
    if (end >= count) {
      throw new ConfigError(
        `Cannot use --index "${text}": ${of} has ${count} images, expected 0 to ${count - 1}`,
      );
    }
    return Array.from({ length: end - start + 1 }, (_, i) => start + i);
  });
  return [...new Set(indices)];
}
