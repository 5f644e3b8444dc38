/** An import or re-export statement, or an `import()` call with a literal. */
export interface Import {
  readonly specifier: string;
  /** `import type`: erased, so that it has no effect when the program runs. */
  readonly typeOnly: boolean;
}

const STATEMENT =
  /^[ \t]*(?:import|export)\s+(?:(type)\s+(?!from\b))?(?:[\w$*{][\w$*{},\s]*?\s*from\s*)?["']([^"'\n]+)["']/gm;
const CALL = /\bimport\(\s*["']([^"'\n]+)["']\s*[,)]/g;

/**
 * What a TypeScript source that `deno fmt` has formatted imports. Comments are left out: examples in
 * them import too.
 */
export function importsOf(source: string): Import[] {
  const code = withoutComments(source);
  return [
    ...[...code.matchAll(STATEMENT)].map(([, type, specifier]) => ({
      specifier: specifier!,
      typeOnly: type !== undefined,
    })),
    ...[...code.matchAll(CALL)].map(([, specifier]) => ({
      specifier: specifier!,
      typeOnly: false,
    })),
  ];
}

/** The source without comments that start a line, since strings can hold what looks like others. */
export function withoutComments(source: string): string {
  return source.replace(/^[ \t]*\/\*[^]*?\*\//gm, "").replace(/^[ \t]*\/\/.*$/gm, "");
}
