/** What the runner does with a stage. */
export type Action =
  /** Nothing: inputs, params, code and outputs are as the last run left them. */
  | "skip"
  /** Copies the outputs back that an earlier run with the same inputs, params and code made. */
  | "restore"
  /** Runs it. */
  | "run";

/** What the runner reports while it works. */
export type PipelineEvent =
  | {
    /** Something that the user should know and that does not stop the run. */
    readonly kind: "warning";
    readonly message: string;
  }
  | {
    /** What is about to happen to a stage, or in a dry run would happen, and why. */
    readonly kind: "stage";
    readonly stage: string;
    readonly action: Action;
    readonly reasons: readonly string[];
    readonly dryRun: boolean;
  }
  | {
    /** A running stage's own progress, as it is. */
    readonly kind: "text";
    readonly stage: string;
    readonly text: string;
  }
  | {
    /** A stage ran to its end. */
    readonly kind: "done";
    readonly stage: string;
    readonly seconds: number;
  }
  | {
    /** A stage failed; the run ends with the error. */
    readonly kind: "failed";
    readonly stage: string;
  };
