/** A value that JSON can hold. */
export type Json =
  | null
  | boolean
  | number
  | string
  | readonly Json[]
  | { readonly [key: string]: Json | undefined };

/** What a running stage gets from the runner. */
export interface StageContext<C> {
  /** The run's validated options. */
  readonly config: C;
  /** The out folder, which exists. */
  readonly out: string;
  /** The path of a file in the out folder: `path("model.onnx")` is `runs/mnist-cnn/model.onnx`. */
  path(file: string): string;
  /** Writes progress as it is, without a line break. This is the only way for a stage to print. */
  write(text: string): void;
  /** Whether `write` reaches a terminal, where a progress bar may rewrite its line. */
  readonly terminal: boolean;
  /**
   * SHA-256 of all that decides the stage's outputs: inputs, params and code, in hex. A checkpoint
   * that carries the same key belongs to the same run and can be resumed from.
   */
  readonly key: string;
  /** Whether the user asked to start afresh (`--force`): a checkpoint must not be resumed from. */
  readonly fresh: boolean;
  /**
   * Seconds that each earlier stage took when it last ran, by stage name; for reports only, since a
   * change of these does not rerun a stage.
   */
  readonly seconds: Readonly<Record<string, number>>;
}

/**
 * One step of the pipeline. It is a function of the files in `inputs`, of `params` and of its code,
 * and makes the files in `outputs`; the runner skips it while none of these changed.
 */
export interface Stage<C> {
  /** The name that the user types after `--from`: lower case, words joined by hyphens. */
  readonly name: string;
  /**
   * The module that defines the stage, `import.meta.url`. It and all modules that it imports, with
   * the pinned versions of its npm packages, are the stage's code version.
   */
  readonly source: string;
  /**
   * The files that the stage reads, in a fixed order. A relative path is a file of the out folder
   * and an output of an earlier stage; an absolute one lies outside, such as a data set.
   */
  inputs(config: C): readonly string[] | Promise<readonly string[]>;
  /** The options that decide the outputs. An option that is not here does not rerun the stage. */
  params(config: C): { readonly [name: string]: Json | undefined };
  /** The files that the stage writes, relative to the out folder, with `/` between folders. */
  outputs(config: C): readonly string[];
  /**
   * For a stage that also writes outside of the out folder, where other runs write too: why what lies there is not what
   * its run with this key left; `undefined` where it is. The stage then runs, even if it could be skipped or restored.
   */
  outside?(config: C, key: string): Promise<string | undefined>;
  /**
   * Makes the outputs. The runner deletes old ones first and fails the stage when one is missing at
   * the end. A long computation must yield to the event loop (`await` a timer) every second or so:
   * Ctrl-C is noticed only then.
   */
  run(context: StageContext<C>): Promise<void>;
}
