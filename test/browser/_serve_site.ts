import { resolve } from "node:path";
import { siteHandler } from "../../pipeline/web/server.ts";

/** A site on a free port of this machine. */
export interface ServedSite {
  /** Address of the page, ending in a slash. */
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Serves a folder with the server of `deno task web`.
 *
 * @param path Where it lies on its server, such as `"/people/ada/"`; nothing else is there.
 */
export function serveSite(folder: string, path: string): ServedSite {
  const answer = siteHandler(resolve(folder));
  const options = { port: 0, hostname: "127.0.0.1", onListen() {} };
  const server = Deno.serve(options, async (request) => {
    const url = new URL(request.url);
    if (!url.pathname.startsWith(path)) return new Response("Not here\n", { status: 404 });
    url.pathname = url.pathname.slice(path.length - 1);
    return await answer(new Request(url, { method: request.method, headers: request.headers }));
  });
  return {
    url: `http://127.0.0.1:${server.addr.port}${path}`,
    close: () => server.shutdown(),
  };
}
