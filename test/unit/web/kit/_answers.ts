/** What the server says to a path. */
export type Answer = () => Response;

/** A server of this test's own on this machine. */
export function serveAnswers(answers: Readonly<Record<string, Answer>>): AsyncDisposable & {
  readonly url: string;
} {
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, (request) => {
    const answer = answers[new URL(request.url).pathname];
    return answer?.() ?? html(404, "<!doctype html><title>Not found</title>");
  });
  return {
    url: `http://127.0.0.1:${server.addr.port}`,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

export function html(status: number, text: string): Response {
  return new Response(text, { status, headers: { "content-type": "text/html" } });
}

export function bytes(content: Uint8Array<ArrayBuffer>, headers: HeadersInit = {}): Response {
  return new Response(content, {
    headers: { "content-type": "application/octet-stream", ...headers },
  });
}
