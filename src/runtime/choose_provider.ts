import {
  checkProviders,
  describeCheck,
  type ModelSource,
  type ProviderCheck,
} from "./check_providers.ts";
import { PROVIDERS } from "./providers.ts";
import type { Provider, Tensors } from "./web/mod.ts";

/** The provider to use, and why. Plain data. */
export interface ProviderReport {
  /** The provider to use. */
  readonly chosen: Provider;
  /** The provider that was asked for. */
  readonly requested?: Provider;
  /** Why the requested provider was not chosen. */
  readonly fallback?: string;
  /** What was found out about each provider. */
  readonly checks: readonly ProviderCheck[];
  /** The same as text, one line for each provider and one for the choice. */
  readonly lines: readonly string[];
}

/**
 * Chooses the provider for a model by running it. A provider counts as available when it ran the
 * sample and agreed with the processor to 1e-3: a WebGPU session can be created and then fail at its
 * first run. Without `requested` the fastest available one is chosen, among `cuda`, `webgpu` and
 * `cpu`; with it, that one, or `cpu` and the reason where it is not available.
 *
 * The outputs must be a function of the inputs alone: no random operators.
 *
 * @param sample One batch, as it will be run.
 * @param threads As in `createSession`.
 * @throws {RangeError} When `requested` is no provider, or for a bad number of threads.
 * @throws {Error} When the processor cannot run the model or the sample either; see `createSession`
 * and `Session.run`.
 */
export async function chooseProvider(
  model: ModelSource,
  sample: Tensors,
  requested?: Provider,
  threads?: number,
): Promise<ProviderReport> {
  if (requested !== undefined && !PROVIDERS.includes(requested)) {
    throw new RangeError(
      `Unsupported provider: "${requested}". Should be one of: ${PROVIDERS.join(", ")}`,
    );
  }
  const candidates: Provider[] = requested === undefined
    ? ["cuda", "webgpu", "cpu"]
    : ["cpu", requested];
  return report(await checkProviders(model, sample, candidates, threads), requested);
}

function report(checks: readonly ProviderCheck[], requested?: Provider): ProviderReport {
  const available = checks.filter((entry) => entry.available);
  const fastest = available.reduce((a, b) => b.milliseconds! < a.milliseconds! ? b : a);
  const asked = checks.find(({ provider }) => provider === requested);
  const usable = asked?.available === true;
  const chosen = requested === undefined ? fastest.provider : usable ? requested : "cpu";
  const fallback = asked === undefined || usable
    ? {}
    : { fallback: `${requested} is not available: ${asked.reason}` };
  const why = requested === undefined
    ? available.length > 1 ? "the fastest" : "the only one available"
    : usable
    ? "as requested"
    : `since ${requested} is not available`;
  return {
    chosen,
    ...(requested === undefined ? {} : { requested }),
    ...fallback,
    checks,
    lines: [...checks.map(describeCheck), `Provider: ${chosen}, ${why}`],
  };
}
