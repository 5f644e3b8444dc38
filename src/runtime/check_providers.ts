import { createSession } from "./create_session.ts";
import { firstRows, largestDifference } from "./_sample.ts";
import { providerPresence } from "./providers.ts";
import type { Provider, Session, Tensors } from "./web/mod.ts";

/** How far a provider's outputs may differ from the processor's. */
export const PROVIDER_TOLERANCE = 1e-3;

/** Rows of the sample that a provider runs first, since a software driver takes seconds for more. */
const SMALL_SAMPLE = 8;

/** Runs that are timed, unless they take this long together. */
const MAX_RUNS = 5;
const ENOUGH_MILLISECONDS = 200;

/** An ONNX file, or one for each provider where they need different operators. */
export type ModelSource = Uint8Array | ((provider: Provider) => Uint8Array);

function sessionOn(provider: Provider, source: ModelSource, threads?: number): Promise<Session> {
  const model = typeof source === "function" ? source(provider) : source;
  return createSession(model, { provider, ...(threads === undefined ? {} : { threads }) });
}

/** What was found out about one provider. Plain data. */
export interface ProviderCheck {
  /** The provider that was tried. */
  readonly provider: Provider;
  /** Whether the sample ran on it and its outputs agreed with the processor's. */
  readonly available: boolean;
  /** Why it is not available, or what limits `milliseconds`. */
  readonly reason?: string;
  /** Time of one run after a warm-up: the fastest of up to five. */
  readonly milliseconds?: number;
  /**
   * Largest difference from the processor's outputs: absolute for values up to 1, relative above.
   * Absent where outputs cannot be compared.
   */
  readonly maxAbsDiff?: number;
}

/** The processor's run, which the others must agree with. */
interface Baseline {
  readonly outputs: Tensors;
  readonly smallSample: Tensors;
  readonly smallOutputs: Tensors;
  readonly milliseconds: number;
}

async function timedOnce(session: Session, sample: Tensors) {
  const start = performance.now();
  const outputs = await session.run(sample);
  return { outputs, milliseconds: performance.now() - start };
}

/** The fastest of several runs, since one alone may have been interrupted; slow ones run once. */
async function timed(session: Session, sample: Tensors) {
  let best = await timedOnce(session, sample);
  let total = best.milliseconds;
  for (let run = 1; run < MAX_RUNS && total < ENOUGH_MILLISECONDS; run++) {
    const next = await timedOnce(session, sample);
    total += next.milliseconds;
    if (next.milliseconds < best.milliseconds) best = next;
  }
  return best;
}

async function measureBaseline(
  model: ModelSource,
  sample: Tensors,
  threads?: number,
): Promise<Baseline> {
  const session = await sessionOn("cpu", model, threads);
  try {
    const smallSample = firstRows(sample, session.inputs, SMALL_SAMPLE);
    const smallOutputs = await session.run(smallSample);
    await session.run(sample);
    const { outputs, milliseconds } = await timed(session, sample);
    return { outputs, smallSample, smallOutputs, milliseconds };
  } finally {
    await session.release();
  }
}

function compare(
  provider: Provider,
  actual: Tensors,
  expected: Tensors,
  milliseconds: number,
  limit?: string,
): ProviderCheck {
  const maxAbsDiff = largestDifference(actual, expected);
  if (maxAbsDiff > PROVIDER_TOLERANCE) {
    const found = Number.isFinite(maxAbsDiff) ? { maxAbsDiff } : {};
    const by = "maxAbsDiff" in found ? maxAbsDiff.toExponential(1) : "NaN, infinity or shape";
    const reason = `its outputs differ from the processor's by ${by}, more than ` +
      PROVIDER_TOLERANCE.toExponential(0);
    return { provider, available: false, reason, ...found };
  }
  const reason = limit === undefined ? {} : { reason: limit };
  return { provider, available: true, ...reason, milliseconds, maxAbsDiff };
}

async function measure(
  session: Session,
  sample: Tensors,
  baseline: Baseline,
): Promise<ProviderCheck> {
  const { provider } = session;
  const { smallSample, smallOutputs } = baseline;
  const warmUp = await timedOnce(session, smallSample);
  const bad = compare(provider, warmUp.outputs, smallOutputs, warmUp.milliseconds);
  if (!bad.available) return bad;
  if (smallSample === sample && warmUp.milliseconds > 1000 + 20 * baseline.milliseconds) {
    const limit = "first run, not repeated since far slower than cpu";
    return compare(provider, warmUp.outputs, smallOutputs, warmUp.milliseconds, limit);
  }
  const small = await timed(session, smallSample);
  if (smallSample === sample || small.milliseconds > 2 * baseline.milliseconds) {
    const limit = smallSample === sample
      ? undefined
      : `for ${SMALL_SAMPLE} rows of the batch, already slower than cpu for all`;
    return compare(provider, small.outputs, smallOutputs, small.milliseconds, limit);
  }
  await session.run(sample);
  const { outputs, milliseconds } = await timed(session, sample);
  return compare(provider, outputs, baseline.outputs, milliseconds);
}

async function checkOne(
  provider: Provider,
  model: ModelSource,
  sample: Tensors,
  baseline: Baseline,
  threads?: number,
): Promise<ProviderCheck> {
  if (provider === "cpu") {
    const { milliseconds } = baseline;
    return { provider, available: true, milliseconds, maxAbsDiff: 0 };
  }
  let session: Session | undefined;
  try {
    session = await sessionOn(provider, model, threads);
    return await measure(session, sample, baseline);
  } catch (error) {
    const reason = (error as Error).message.replace(/^Cannot (load|run) the model: /, "");
    return { provider, available: false, reason };
  } finally {
    await session?.release();
  }
}

/**
 * Runs a sample on the given providers and compares each with the processor.
 *
 * @param threads As in `createSession`.
 * @throws {Error} When the processor cannot run it either; see `createSession` and `Session.run`.
 */
export async function checkProviders(
  model: ModelSource,
  sample: Tensors,
  providers: readonly Provider[],
  threads?: number,
): Promise<ProviderCheck[]> {
  const baseline = await measureBaseline(model, sample, threads);
  const checks: ProviderCheck[] = [];
  for (const { provider, missing } of await providerPresence()) {
    if (!providers.includes(provider)) continue;
    checks.push(
      missing === undefined
        ? await checkOne(provider, model, sample, baseline, threads)
        : { provider, available: false, reason: missing },
    );
  }
  return checks;
}

/** A check as one line of text. */
export function describeCheck(
  { provider, available, reason, milliseconds, maxAbsDiff }: ProviderCheck,
): string {
  if (!available) return `${provider}: not available, ${reason}`;
  const time = `${milliseconds!.toPrecision(3)} ms`;
  const note = reason === undefined ? "" : ` (${reason})`;
  const difference = provider === "cpu"
    ? ""
    : `, differs from cpu by ${maxAbsDiff!.toExponential(1)}`;
  return `${provider}: ${time}${note}${difference}`;
}
