import { readTensors, type TensorEntry, TensorWriter } from "./_tensor_bytes.ts";
import type { TrainingSnapshot } from "./callback.ts";
import { CheckpointError } from "./errors.ts";
import type { History, TrainingState } from "./program.ts";

/** What makes two trainings the same: recipe, seed, batch size, hash of the data, engine ... */
export type Fingerprint = Readonly<Record<string, string | number | boolean>>;

/** A checkpoint as read from its file. */
export interface Checkpoint {
  /** The training to go on with. */
  readonly snapshot: TrainingSnapshot;
  /** What that training is. */
  readonly fingerprint: Fingerprint;
}

interface Header {
  readonly fingerprint: Fingerprint;
  readonly epoch: number;
  readonly learningRate: number;
  readonly history: History;
  readonly seconds: number;
  readonly images: number;
  readonly state: readonly TensorEntry[];
  readonly callbacks: Readonly<Record<string, readonly TensorEntry[]>>;
}

// File: magic (8 bytes), SHA-256 of all that follows (32), length of all that follows (8),
// length of the header (4), header as JSON, tensors as raw little-endian elements.
const MAGIC = new TextEncoder().encode("TRAINCK2");
/** Where the magic says which version of the format it is. */
const VERSION_AT = MAGIC.length - 1;
const LENGTH_AT = MAGIC.length + 32;
const BODY_AT = LENGTH_AT + 8;

/** A training as the bytes of a checkpoint file. */
export async function encodeCheckpoint(
  { snapshot, fingerprint }: Checkpoint,
): Promise<Uint8Array> {
  const { epoch, learningRate, history, seconds, images } = snapshot;
  const writer = new TensorWriter();
  const header: Header = {
    fingerprint,
    epoch,
    learningRate,
    history,
    seconds,
    images,
    state: writer.add(snapshot.state),
    callbacks: mapValues(snapshot.callbacks, (state) => writer.add(state)),
  };
  const json = new TextEncoder().encode(JSON.stringify(header, keepNonFinite));
  const headerLength = new Uint8Array(4);
  new DataView(headerLength.buffer).setUint32(0, json.length, true);
  const body = [headerLength, json, ...writer.parts];
  const bodyLength = body.reduce((sum, part) => sum + part.length, 0);

  const bytes = new Uint8Array(BODY_AT + bodyLength);
  bytes.set(MAGIC);
  new DataView(bytes.buffer).setBigUint64(LENGTH_AT, BigInt(bodyLength), true);
  let at = BODY_AT;
  for (const part of body) {
    bytes.set(part, at);
    at += part.length;
  }
  bytes.set(await sha256(bytes.subarray(BODY_AT)), MAGIC.length);
  return bytes;
}

/**
 * Reads the bytes of a checkpoint file; `path` is for the errors.
 *
 * @throws {CheckpointError} For a file of another kind, a truncated or a damaged one.
 */
export async function decodeCheckpoint(bytes: Uint8Array, path: string): Promise<Checkpoint> {
  const refuse = (reason: string) =>
    new CheckpointError(
      `Cannot read checkpoint "${path}": ${reason}. Remove it to train from the beginning`,
    );
  if (bytes.length === 0) throw refuse("the file is empty");
  const differing = MAGIC.findIndex((byte, i) => bytes[i] !== byte);
  if (differing === VERSION_AT) throw refuse("another version of this program wrote it");
  if (differing >= 0) throw refuse("it is not a checkpoint file");
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const expected = bytes.length < BODY_AT
    ? BODY_AT
    : BODY_AT + Number(view.getBigUint64(LENGTH_AT, true));
  if (bytes.length !== expected) {
    throw refuse(`it has ${bytes.length} bytes where ${expected} were written`);
  }
  const body = bytes.subarray(BODY_AT);
  const checksum = await sha256(body);
  if (!checksum.every((byte, i) => bytes[MAGIC.length + i] === byte)) {
    throw refuse("its checksum is wrong, so its contents have changed since it was written");
  }
  const headerLength = view.getUint32(BODY_AT, true);
  const header: Header = JSON.parse(new TextDecoder().decode(body.subarray(4, 4 + headerLength)));
  const tensors = body.subarray(4 + headerLength);
  const { fingerprint, epoch, learningRate, seconds, images } = header;
  const metrics = mapValues(header.history.metrics, (values) => values.map(Number));
  const history = { ...header.history, metrics };
  return {
    fingerprint,
    snapshot: {
      epoch,
      learningRate,
      history,
      seconds,
      images,
      state: readTensors(header.state, tensors),
      callbacks: mapValues(
        header.callbacks,
        (entries): TrainingState => readTensors(entries, tensors),
      ),
    },
  };
}

/** JSON has no NaN, which a validation metric may be. */
function keepNonFinite(_key: string, value: unknown): unknown {
  return typeof value === "number" && !Number.isFinite(value) ? String(value) : value;
}

function mapValues<T, U>(record: Readonly<Record<string, T>>, map: (value: T) => U) {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));
}

async function sha256(bytes: Uint8Array): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes as Uint8Array<ArrayBuffer>));
}
