import type { Reporter, TestModule } from "vitest/node";

/** What {@linkcode requirement} notes in a test's title. */
const NOTE = /\[skipped: needs (.*)\]$/;

/** Names, after all tests, the packages for want of which some were skipped. */
export default class MissingReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const counts = new Map<string, number>();
    for (const module of modules) {
      for (const { name } of module.children.allTests("skipped")) {
        const missing = NOTE.exec(name)?.[1];
        if (missing !== undefined) counts.set(missing, (counts.get(missing) ?? 0) + 1);
      }
    }
    for (const [missing, count] of [...counts].toSorted()) {
      const skipped = count === 1
        ? "1 test was skipped: it needs"
        : `${count} tests were skipped: they need`;
      console.log(`${skipped} ${missing}`);
    }
  }
}
