import { createWebSession, type WebProvider } from "../../../src/runtime/web/mod.ts";
import type { SiteFile, TeachFiles } from "../../manifest/mod.ts";
import type { Teacher } from "../../teach/mod.ts";

/** What a teacher is made of. */
export interface TeacherSources {
  /** The folder of the manifest. */
  readonly baseUrl: URL;
  readonly files: TeachFiles;
  /** The shipped model's file. */
  readonly model: Uint8Array;
  readonly provider: WebProvider;
}

/**
 * Loads what teaching needs, its code too: who only draws does not pay for it.
 *
 * @throws {Error} When a file does not come or is not what it should be.
 */
export async function openTeacher(
  { baseUrl, files, model, provider }: TeacherSources,
): Promise<Teacher> {
  const load = (file: SiteFile) => fetchBytes(new URL(file.file, baseUrl));
  const [{ createTeacher, unpackImages }, step, stored, heldBack] = await Promise.all([
    import("../../teach/mod.ts"),
    load(files.step),
    load(files.stored),
    load(files.heldBack),
  ]);
  return await createTeacher({
    model,
    step,
    stored: await unpackImages(stored),
    heldBack: await unpackImages(heldBack),
    createSession: (bytes) => createWebSession(bytes, { provider }),
  });
}

async function fetchBytes(url: URL): Promise<Uint8Array<ArrayBuffer>> {
  let response: Response;
  try {
    response = await fetch(url);
  } catch (error) {
    throw new Error(
      `Cannot load ${url}: the server does not answer (${(error as Error).message}). ` +
        "Check the connection and try again",
      { cause: error },
    );
  }
  if (!response.ok) {
    throw new Error(
      `Cannot load ${url}: the server answers with status ${response.status}. ` +
        "Copy the whole folder of the built page to the server",
    );
  }
  return new Uint8Array(await response.arrayBuffer());
}
