import type { LoadFacts } from "../kit/mod.ts";
import type { Manifest, Sample, SiteFile } from "../manifest/mod.ts";

/** A file of the site that did not come as it should; it has the fields of its {@linkcode LoadFacts}. */
export class SiteError extends Error {
  override readonly name = "SiteError";

  constructor(message: string, facts: LoadFacts = {}, options?: ErrorOptions) {
    super(message, options);
    Object.assign(this, facts);
  }
}

const REMEDY = "Copy the whole folder of the built page to the server";

/** Where the model's files lie. */
export interface Site {
  /** The folder of `manifest.json`. */
  readonly folder: URL;
  readonly manifest: Manifest;
}

/**
 * Reads `manifest.json` of a folder.
 *
 * @throws {SiteError} When it does not come, or is something else.
 */
export async function loadSite(folder: URL): Promise<Site> {
  const url = new URL("manifest.json", folder);
  // Its name holds no hash: the server says whether the copy that the browser has is still good.
  const response = await get(url, { cache: "no-cache" });
  return { folder, manifest: await parse<Manifest>(response, url) };
}

/** The test images of a site. Errors as of {@linkcode loadSite}. */
export async function loadSamples({ folder, manifest }: Site): Promise<readonly Sample[]> {
  const url = new URL(manifest.samples.file, folder);
  return await parse<readonly Sample[]>(await get(url), url);
}

/** A text file of the site, such as a picture. Errors as of {@linkcode loadSite}. */
export async function loadText({ folder }: Site, { file }: SiteFile): Promise<string> {
  return await (await get(new URL(file, folder))).text();
}

/**
 * A file of the site that is not text, such as a model. Errors as of {@linkcode loadSite}; a page
 * that a server sends in the place of what it lacks is one.
 */
export async function loadBytes(
  { folder }: Pick<Site, "folder">,
  { file }: SiteFile,
): Promise<Uint8Array<ArrayBuffer>> {
  const url = new URL(file, folder);
  const response = await get(url);
  const bytes = new Uint8Array(await response.arrayBuffer());
  const head = new TextDecoder().decode(bytes.subarray(0, 256)).trimStart();
  if (head.startsWith("<")) {
    throw new SiteError(
      `Cannot load ${url}: the server sent an HTML page in its place. ${REMEDY}`,
      factsOf(response, url),
    );
  }
  return bytes;
}

async function get(url: URL, init: RequestInit = {}): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(url, init);
  } catch (error) {
    throw new SiteError(
      `Cannot load ${url}: the server does not answer (${(error as Error).message}). ` +
        "Check the connection and try again",
      { url: url.href },
      { cause: error },
    );
  }
  if (response.ok) return response;
  const status = `${response.status} ${response.statusText}`.trim();
  throw new SiteError(
    `Cannot load ${url}: the server answered ${status}. ${REMEDY}`,
    factsOf(response, url),
  );
}

async function parse<Value>(response: Response, url: URL): Promise<Value> {
  const text = await response.text();
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new SiteError(
      `Cannot read ${url}: expected JSON, got what begins with ` +
        `${JSON.stringify(text.slice(0, 24))}. ${REMEDY}`,
      factsOf(response, url),
      { cause: error },
    );
  }
}

function factsOf({ status, headers }: Response, url: URL): LoadFacts {
  const contentType = headers.get("content-type");
  return { url: url.href, status, ...(contentType === null ? {} : { contentType }) };
}
