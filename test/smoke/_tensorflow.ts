import { findLibrary, LibraryError } from "../../src/train/engines/tensorflow/library/mod.ts";

/** The files of pip's package on Linux. */
export const LIBRARY_FILES = ["libtensorflow_cc.so.2", "libtensorflow_framework.so.2"] as const;

/** The folder with TensorFlow's library that tests use; `undefined` where there is none. */
export function tensorflowFolder(): string | undefined {
  try {
    return findLibrary().directory;
  } catch (error) {
    if (error instanceof LibraryError) return undefined;
    throw error;
  }
}
