import type { Stage } from "./stage.ts";

const NAME = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

/**
 * Which stage makes each file of the out folder.
 *
 * @throws {TypeError} When the stages contradict each other or point out of the folder. Lists all
 * problems.
 */
export function producersOf<C>(
  stages: readonly Stage<C>[],
  config: C,
): ReadonlyMap<string, string> {
  const problems: string[] = [];
  const producers = new Map<string, string>();
  const names = new Set<string>();
  for (const stage of stages) {
    if (!NAME.test(stage.name)) {
      problems.push(`"${stage.name}" is not a stage name: use lower case and hyphens`);
    }
    if (names.has(stage.name)) problems.push(`Two stages are called "${stage.name}"`);
    names.add(stage.name);
    for (const file of stage.outputs(config)) {
      const first = producers.get(file);
      if (isOutside(file)) {
        problems.push(`Output "${file}" of stage "${stage.name}" is not inside the out folder`);
      }
      if (first !== undefined) {
        problems.push(`Stages "${first}" and "${stage.name}" both write "${file}"`);
      }
      producers.set(file, stage.name);
    }
  }
  if (problems.length > 0) throw new TypeError(problems.join("\n"));
  return producers;
}

function isOutside(file: string): boolean {
  return file === "" || file.startsWith("/") || /(^|\/)\.{0,2}(\/|$)/.test(file) ||
    file.includes("\\") || /^[A-Za-z]:/.test(file);
}
