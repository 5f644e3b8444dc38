import type { Action, PipelineEvent } from "./events.ts";
import type { Stage } from "./stage.ts";

/** What to run and how. */
export interface RunOptions<C> {
  /** All stages, in order. */
  readonly stages: readonly Stage<C>[];
  /** The options that every stage gets. */
  readonly config: C;
  /** The out folder; made when missing. */
  readonly out: string;
  /** First stage to run; those before it are left as they are. Default: the first. */
  readonly from?: string;
  /** Last stage to run. Default: the last. */
  readonly to?: string;
  /** Runs the selected stages even if nothing changed. Default: false. */
  readonly force?: boolean;
  /** Reports what would happen and touches nothing. Default: false. */
  readonly dryRun?: boolean;
  /** Whether the stages' progress reaches a terminal. Default: false. */
  readonly terminal?: boolean;
  /** Is told what happens, as it happens. */
  readonly onEvent?: (event: PipelineEvent) => void;
  /** A clock in milliseconds. Default: `performance.now`. */
  readonly now?: () => number;
}

/** What a run did. */
export interface PipelineResult {
  /** The selected stages, in order, with the seconds that each took when it last ran. */
  readonly stages: readonly { name: string; action: Action; seconds: number }[];
  /** Wall time of this run. */
  readonly seconds: number;
}
