import jasmineCore from "jasmine-core";
import { hookSpecImports, specRequire } from "./_module_hooks.ts";
import { excludes, type Exclusion } from "./exclusions.ts";

/** A spec that failed. */
export interface FailedSpec {
  readonly name: string;
  /** What was expected and what came. */
  readonly messages: readonly string[];
}

/** What came of a run. */
export interface Conformance {
  readonly passed: number;
  readonly failed: readonly FailedSpec[];
  /** Specs that tfjs-core itself has switched off. */
  readonly pending: number;
  /** How many specs each entry of the exclusions took out, by the entry's name. */
  readonly excluded: ReadonlyMap<string, number>;
  readonly milliseconds: number;
}

/** Options of {@linkcode runSpecs}. */
export interface RunOptions {
  /** The tfjs backend to test, registered and ready. */
  readonly backendName: string;
  /** Specs that are left out. */
  readonly exclusions: readonly Exclusion[];
  /** Runs only specs whose name, such as `"add test-tensorflow {} int32"`, matches. Default: all. */
  readonly grep?: RegExp;
}

/** How jasmine tells of a spec, and of a suite, whose set-up may fail. */
interface Result {
  readonly fullName: string;
  readonly status: "passed" | "failed" | "pending" | "excluded";
  readonly failedExpectations: readonly { readonly message: string }[];
}

/**
 * Runs tfjs-core's own specs (dist/tests.js in its package) on a backend. They share one tfjs engine
 * with the rest of the process, and leave it reset; jasmine's globals stay, so once a process.
 */
export async function runSpecs(options: RunOptions): Promise<Conformance> {
  const { backendName, exclusions, grep } = options;
  const environment = `test-${backendName}`;
  const entries = exclusions.flatMap(({ specs }) => specs);
  const excluded = new Map(entries.map((entry) => [entry, 0]));
  const specs: Result[] = [];
  const suites: Result[] = [];
  const restore = silence();
  const unhook = hookSpecImports();
  const start = performance.now();
  try {
    await loadSpecs(backendName, environment);
    const env = jasmineCore.jasmine.getEnv();
    env.configure({
      random: false,
      specFilter: (spec: { getFullName(): string }) => {
        const name = spec.getFullName();
        if (grep !== undefined && !grep.test(name)) return false;
        const bare = name.replace(` ${environment} {}`, "");
        const entry = entries.find((candidate) => excludes(candidate, bare));
        if (entry !== undefined) excluded.set(entry, excluded.get(entry)! + 1);
        return entry === undefined;
      },
    });
    env.addReporter({
      specDone: (result: Result) => void specs.push(result),
      suiteDone: (result: Result) => void suites.push(result),
    });
    await env.execute();
  } finally {
    unhook();
    restore();
  }
  const failed = [...specs, ...suites].filter((result) => result.failedExpectations.length > 0);
  return {
    passed: specs.filter(({ status }) => status === "passed").length,
    failed: failed.map(({ fullName, failedExpectations }) => ({
      name: fullName,
      messages: failedExpectations.map(({ message }) => message),
    })),
    pending: specs.filter(({ status }) => status === "pending").length,
    excluded,
    milliseconds: performance.now() - start,
  };
}

async function loadSpecs(backendName: string, environment: string): Promise<void> {
  jasmineCore.installGlobals(globalThis);
  // Some of the specs have one name.
  jasmineCore.jasmine.getEnv().configure({ forbidDuplicateNames: false });
  Object.assign(globalThis, { require: specRequire(jasmineCore.jasmine) });
  // Names in variables: the type checker does not read these modules.
  const [util, specs] = ["jasmine_util", "tests"].map((file) =>
    `@tensorflow/tfjs-core/dist/${file}.js`
  );
  const { setTestEnvs } = await import(util!);
  setTestEnvs([{ name: environment, backendName, flags: {}, isDataSync: true }]);
  await import(specs!);
}

/** Jasmine, and specs of warnings and of the profiler, write to the console. */
function silence(): () => void {
  const { log, warn, info, error } = console;
  const quiet = () => {};
  Object.assign(console, { log: quiet, warn: quiet, info: quiet, error: quiet });
  return () => void Object.assign(console, { log, warn, info, error });
}
