import type { StartOptions, Task } from "./_commands.ts";

/** Something that a user can do wrong. In texts, `{}` stands for a folder of one's own. */
export interface BadInput {
  readonly title: string;
  readonly task: Task;
  /** What the user types after the task's name. */
  readonly args: string;
  /**
   * Puts the bad thing in place, given the folder's absolute path. It holds `data/` and, after a
   * run, `out/`. What it returns is disposed of after the command.
   */
  readonly prepare?: (folder: string) => Promise<void | AsyncDisposable>;
  /** What the error must say. */
  readonly message: RegExp;
  /** Whether `{}/out` holds a finished run beforehand. Default: false. */
  readonly afterRun?: boolean;
  /** Files in `{}/out` afterwards. Default: those that were there before. */
  readonly leaves?: readonly string[];
  /** Whether another command writes into the folder meanwhile, whose temporary files come and go. */
  readonly shared?: boolean;
  /** How the command is started: permissions, and in `wrapper` `{}` too. Default: as the task is. */
  readonly start?: StartOptions;
  /** What the row needs of the machine, and whether it is there. */
  readonly needs?: readonly [name: string, available: boolean];
  /** Default: 1. With 0 the command copes and warns. */
  readonly code?: 0 | 1;
}

/** Bad input of one kind. */
export interface Chapter {
  readonly title: string;
  readonly rows: readonly BadInput[];
}
