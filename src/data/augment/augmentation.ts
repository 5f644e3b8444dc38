import { didYouMean } from "../did_you_mean.ts";

/** How far training images are changed at random: each image anew in each epoch. */
export interface Augmentation {
  /** Turned by up to so many degrees to either side: 0 to 180. @default {0} */
  readonly rotation?: number;
  /**
   * Moved by up to this share of the height, up or down, and of the width, left or right: 0 to 1.
   *
   * @default {0}
   */
  readonly shift?: number;
  /**
   * Scaled by a factor of 1 - zoom to 1 + zoom, the same for both axes: 0 to below 1.
   *
   * @default {0}
   */
  readonly zoom?: number;
  /** Mirrored left to right half of the time: for clothes, not for digits. @default {false} */
  readonly flip?: boolean;
}

/** What each value must be: the words of a message, and the check. */
const RULES: Readonly<Record<keyof Augmentation, [string, (value: unknown) => boolean]>> = {
  rotation: ["degrees from 0 to 180", (value) => isNumber(value) && value >= 0 && value <= 180],
  shift: ["a share from 0 to 1", (value) => isNumber(value) && value >= 0 && value <= 1],
  zoom: ["a share from 0 to below 1", (value) => isNumber(value) && value >= 0 && value < 1],
  flip: ["true or false", (value) => typeof value === "boolean"],
};

/** The names of what an {@linkcode Augmentation} can change. */
export const AUGMENTATIONS: readonly (keyof Augmentation)[] = Object.freeze(
  Object.keys(RULES) as (keyof Augmentation)[],
);

/**
 * An augmentation with its defaults filled in.
 *
 * @throws {RangeError} When a name or a value is not possible: lists all that is wrong.
 *
 * @example
 * ```ts
 * import { completeAugmentation } from "./augmentation.ts";
 *
 * const { shift, flip } = completeAugmentation({ rotation: 10 });
 * if (shift !== 0 || flip) throw new Error("unexpected defaults");
 * ```
 */
export function completeAugmentation(augmentation: Augmentation): Required<Augmentation> {
  const problems = Object.entries(augmentation).flatMap(([name, value]) => {
    const rule = RULES[name as keyof Augmentation] as typeof RULES["flip"] | undefined;
    if (rule === undefined) {
      return `Cannot augment with "${name}": expected one of ${AUGMENTATIONS.join(", ")}` +
        didYouMean(name, AUGMENTATIONS);
    }
    const [expected, accepts] = rule;
    if (value === undefined || accepts(value)) return [];
    return `Cannot augment with ${name} ${value}: expected ${expected}${remedy(name, value)}`;
  });
  if (problems.length > 0) throw new RangeError(problems.join("\n"));
  const { rotation = 0, shift = 0, zoom = 0, flip = false } = augmentation;
  return { rotation, shift, zoom, flip };
}

function remedy(name: string, value: unknown): string {
  if (!isNumber(value)) return "";
  if (value < 0) return `. Both directions are drawn: give ${name} ${-value}`;
  if (name === "rotation") return ". Give 180 for every direction";
  return value > 1 && value < 100 ? `. For ${value} % give ${value / 100}` : "";
}

function isNumber(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value);
}
