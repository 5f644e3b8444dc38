import { duration } from "../../src/report/mod.ts";
import type { PipelineEvent } from "../events.ts";

/** Where rendered text goes. */
export interface Sink {
  /** Text as it is, to standard output. */
  write(text: string): void;
  /** A line to standard error. */
  printError(line: string): void;
}

/**
 * Turns the runner's events into text.
 *
 * @param verbose With 0, warnings only.
 */
export function createRenderer(verbose: 0 | 1 | 2, sink: Sink): (event: PipelineEvent) => void {
  let midLine = false;
  const endLine = () => {
    if (midLine) sink.write("\n");
    midLine = false;
  };
  return (event) => {
    if (event.kind === "warning") {
      endLine();
      sink.printError(`Warning: ${event.message}`);
      return;
    }
    if (verbose === 0) return;
    if (event.kind === "text") {
      sink.write(event.text);
      if (event.text !== "") midLine = !event.text.endsWith("\n");
    } else {
      endLine();
      sink.write(`Stage ${event.stage}: ${describe(event)}\n`);
    }
  };
}

const DOES = { skip: "skipped", restore: "restored from an earlier run", run: "running" };
const WOULD = {
  skip: "would be skipped",
  restore: "would be restored from an earlier run",
  run: "would run",
};

function describe(event: Extract<PipelineEvent, { kind: "stage" | "done" | "failed" }>): string {
  if (event.kind === "failed") return "failed";
  if (event.kind === "done") return `done in ${duration(event.seconds)}`;
  const verb = (event.dryRun ? WOULD : DOES)[event.action];
  return event.action === "skip"
    ? `${verb}, did not change`
    : `${verb} (${event.reasons.join(", ")})`;
}
