import { createWebSession, type WebProvider } from "../../../src/runtime/web/mod.ts";
import type { SiteFile, TeachFiles } from "../../manifest/mod.ts";
import type { Teacher } from "../../teach/mod.ts";
import { loadBytes } from "../site.ts";

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
 * @throws {SiteError} When a file does not come.
 * @throws {SyntaxError} When one is not what it should be.
 */
export async function openTeacher(
  { baseUrl, files, model, provider }: TeacherSources,
): Promise<Teacher> {
  const load = (file: SiteFile) => loadBytes({ folder: baseUrl }, file);
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
