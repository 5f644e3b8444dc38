import { it } from "vitest";

/**
 * `it` where the thing a test needs is there. Elsewhere the test is skipped and its title names what
 * is missing; with `REQUIRE_ALL=1` (as in CI) it runs all the same, and so fails.
 */
export function requirement(name: string, available: boolean): typeof it {
  if (available || Deno.env.get("REQUIRE_ALL") === "1") return it;
  return ((title: string, ...rest: unknown[]) => {
    (it.runIf(false) as unknown as (title: string, ...rest: unknown[]) => void)(
      `${title} [skipped: needs ${name}]`,
      ...rest,
    );
  }) as unknown as typeof it;
}
