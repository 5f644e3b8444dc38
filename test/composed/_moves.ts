import type { Block } from "./_block.ts";
import { type Composer, type End, shapeOf } from "./_composer.ts";
import { BLOCKS } from "./_blocks.ts";
import { chance, pick } from "./_draw.ts";
import { type Merge, MERGES } from "./_merges.ts";

/** The common ones: each that tfjs cannot train has its own model. */
const COMMON = BLOCKS.filter(({ untrainable }) => untrainable === undefined);
const SAME_SHAPE = COMMON.filter(({ keepsShape }) => keepsShape === true);
const REDUCING = BLOCKS.filter(({ title }) => title.startsWith("Global"));
const COMMON_MERGES = MERGES.filter(({ untrainable }) => untrainable === undefined);
const ACTIVATIONS = COMMON.filter(({ title }) => title.startsWith("Activation"));
const OTHERS = COMMON.filter(({ title }) => !title.startsWith("Activation"));

/** A block that fits behind an end; the sixteen activations count as one. */
export function anyBlock(composer: Composer, end: End): Block {
  const fitting = OTHERS.filter((block) => composer.fits(block, end));
  return pick(composer.random, [pick(composer.random, ACTIVATIONS), ...fitting]);
}

function sameShape(composer: Composer, end: End): Block {
  return pick(composer.random, SAME_SHAPE.filter((block) => composer.fits(block, end)));
}

/** One layer behind one end. */
function transform(composer: Composer): void {
  const end = composer.take();
  composer.ends.push(composer.apply(composer.layer(anyBlock(composer, end), end), end));
}

/** One layer behind one end, which stays open itself. */
function branch(composer: Composer): void {
  const end = composer.take();
  composer.ends.push(end, composer.apply(composer.layer(anyBlock(composer, end), end), end));
  composer.features.add("branch");
}

/** One layer applied twice: to two ends of one shape, or to an end and to its own result. */
function share(composer: Composer): void {
  const end = composer.take();
  const other = composer.ends.find((each) => String(shapeOf(each)) === String(shapeOf(end)));
  composer.features.add("shared");
  if (other === undefined) {
    const layer = composer.layer(sameShape(composer, end), end);
    const once = composer.apply(layer, end);
    composer.ends.push(composer.apply(layer, once));
    return;
  }
  const blocks = COMMON.filter(({ weighted }) => weighted === true);
  const fitting = blocks.filter((block) => composer.fits(block, end));
  const layer = composer.layer(pick(composer.random, fitting), end);
  composer.ends.splice(composer.ends.indexOf(other), 1);
  composer.ends.push(composer.apply(layer, end), composer.apply(layer, other));
}

/** A merge of an end with what a layer that keeps its shape makes of it. */
function residual(composer: Composer): void {
  const end = composer.take();
  const made = composer.apply(composer.layer(sameShape(composer, end), end), end);
  composer.ends.push(merged(composer, end, made)!);
  composer.features.add("branch");
}

/** A merge of an end with what a global pooling leaves of it. */
function gate(composer: Composer): void {
  const end = composer.take();
  const reducing = REDUCING.filter((block) => composer.fits(block, end));
  if (reducing.length === 0) return void composer.ends.push(end);
  const made = composer.apply(composer.layer(pick(composer.random, reducing), end), end);
  composer.ends.push(merged(composer, end, made)!);
  composer.features.add("branch");
}

/** A merge of two ends, where one takes them. */
function merge(composer: Composer): void {
  if (composer.ends.length < 2) return;
  const [a, b] = [composer.take(), composer.take()];
  const made = merged(composer, a, b);
  composer.ends.push(...made === undefined ? [a, b] : [made]);
}

/** Two ends by a merge that takes them: `merges` first, where it does. */
export function merged(composer: Composer, a: End, b: End, first?: Merge): End | undefined {
  if (first !== undefined && composer.merges(first, a, b)) return composer.merge(first, a, b);
  const fitting = COMMON_MERGES.filter((each) => composer.merges(each, a, b));
  return fitting.length === 0 ? undefined : composer.merge(pick(composer.random, fitting), a, b);
}

/** Grows a model by one move, of at most two layers. */
export function move(composer: Composer): void {
  const { random, ends } = composer;
  if (ends.length > 1 && chance(random, 0.5)) return merge(composer);
  const moves = [...Array<typeof transform>(5).fill(transform), share, residual, gate];
  pick(random, ends.length === 1 ? [...moves, branch] : moves)(composer);
}
