import type { Source } from "./definition.ts";
import { folderSource } from "./folder_source.ts";

/** The files of an installed Debian or Ubuntu package. Needs read permission for `folder`. */
export function debianSource(packageName: string, folder: string): Source {
  return folderSource({
    description: `Debian package "${packageName}"`,
    folder,
    missing: `the Debian package "${packageName}" is not installed`,
  });
}
