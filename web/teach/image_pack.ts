/** Labelled images of one size. */
export interface ImagePack {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly count: number;
  /** One class index an image. */
  readonly labels: Uint8Array;
  /** `count` x height x width x channels pixels, 0 to 255. */
  readonly pixels: Uint8Array;
}

/** Bytes that a pack starts with: "pack" in ASCII, then count, height, width and channels. */
const MAGIC = 0x6b636170;
const HEADER = 5;

/** First bytes of every gzip file (RFC 1952). */
const GZIP = [0x1f, 0x8b];

/**
 * Images as one gzip'd file, since static hosts do not compress all that they send: five uint32
 * (little endian) with a mark and the sizes, the labels, the pixels.
 */
export async function packImages(pack: ImagePack): Promise<Uint8Array<ArrayBuffer>> {
  const { count, height, width, channels, labels, pixels } = pack;
  const header = new DataView(new ArrayBuffer(4 * HEADER));
  [MAGIC, count, height, width, channels].forEach((value, i) =>
    header.setUint32(4 * i, value, true)
  );
  const parts = [header, labels, pixels] as BlobPart[];
  return await through(new Blob(parts), new CompressionStream("gzip"));
}

/**
 * Reads what {@linkcode packImages} wrote. A host may have taken the gzip off already.
 *
 * @throws {SyntaxError} For other bytes.
 */
export async function unpackImages(bytes: Uint8Array): Promise<ImagePack> {
  const raw = GZIP.every((byte, i) => bytes[i] === byte) ? await gunzip(bytes) : bytes;
  const view = new DataView(raw.buffer, raw.byteOffset, raw.byteLength);
  if (raw.length < 4 * HEADER || view.getUint32(0, true) !== MAGIC) throw damaged(bytes);
  const [count, height, width, channels] = [1, 2, 3, 4].map((i) => view.getUint32(4 * i, true)) as [
    number,
    number,
    number,
    number,
  ];
  const start = 4 * HEADER + count;
  if (raw.length !== start + count * height * width * channels) throw damaged(bytes);
  return {
    height,
    width,
    channels,
    count,
    labels: raw.subarray(4 * HEADER, start),
    pixels: raw.subarray(start),
  };
}

async function gunzip(bytes: Uint8Array): Promise<Uint8Array> {
  try {
    return await through(new Blob([bytes as BlobPart]), new DecompressionStream("gzip"));
  } catch (error) {
    throw damaged(bytes, error);
  }
}

async function through(
  blob: Blob,
  stream: CompressionStream | DecompressionStream,
): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await new Response(blob.stream().pipeThrough(stream)).arrayBuffer());
}

function damaged(bytes: Uint8Array, cause?: unknown): SyntaxError {
  return new SyntaxError(
    `Cannot read the images: their ${bytes.length} bytes are no pack, or it is cut short. ` +
      "Build the page anew",
    { cause },
  );
}
