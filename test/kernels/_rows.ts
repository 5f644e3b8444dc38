import type { Row } from "./_row.ts";

/** All rows of all files in `rows/`: a new file there is found by itself. */
export async function allRows(): Promise<Row[]> {
  const folder = new URL("./rows/", import.meta.url);
  const names = [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
  const tables = await Promise.all(
    names.map((name) => import(new URL(name, folder).href) as Promise<{ ROWS: readonly Row[] }>),
  );
  return tables.flatMap(({ ROWS }) => [...ROWS]);
}
