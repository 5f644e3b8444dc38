import { resolve } from "node:path";
import { readSiteRecord } from "./assemble.ts";
import { siteHandler } from "./server.ts";

/** The port that is tried first, and how many after it. */
export const PORT = 8000;
const MORE_PORTS = 20;

/** Only this machine may ask: whoever wants more uses a server that is made for it. */
const HOST = "127.0.0.1";

/** A site that cannot be served. */
export class ServeError extends Error {
  /** @internal */
  override name = "ServeError";
}

/** A running server. */
export interface SiteServer extends AsyncDisposable {
  /** Address of the page. */
  readonly url: string;
  /** Ends when the server does. */
  readonly finished: Promise<void>;
}

/**
 * Serves a built site on this machine.
 *
 * @param port The port; absent: 8000, or the next that is free.
 * @throws {ServeError} When the folder holds no site, or the port is taken.
 */
export async function serveSite(folder: string, port?: number): Promise<SiteServer> {
  if (await readSiteRecord(folder) === undefined) {
    throw new ServeError(
      `Cannot serve ${folder}/: it holds no web page. Build it: deno task pipeline`,
    );
  }
  const server = listen(siteHandler(resolve(folder)), port);
  return {
    url: `http://${HOST}:${server.addr.port}/`,
    finished: server.finished,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

function listen(
  handler: (request: Request) => Promise<Response>,
  port: number | undefined,
): Deno.HttpServer<Deno.NetAddr> {
  const ports = port === undefined
    ? Array.from({ length: MORE_PORTS + 1 }, (_, i) => PORT + i)
    : [port];
  for (const candidate of ports) {
    try {
      return Deno.serve({ hostname: HOST, port: candidate, onListen() {} }, handler);
    } catch (error) {
      if (!(error instanceof Deno.errors.AddrInUse)) throw explained(error, candidate);
    }
  }
  const tried = ports.length === 1 ? `port ${port} is` : `ports ${ports[0]} to ${ports.at(-1)} are`;
  throw new ServeError(`Cannot serve the page: ${tried} in use. Choose another with --port`);
}

function explained(error: unknown, port: number): unknown {
  if (!(error instanceof Deno.errors.PermissionDenied)) return error;
  return new ServeError(
    `Cannot serve the page: this system does not let you use port ${port}. Choose one from 1024 with --port`,
    { cause: error },
  );
}
