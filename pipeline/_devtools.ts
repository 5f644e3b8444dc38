/** Chromium is not on this machine, or did not start. */
export class ChromiumError extends Error {
  override readonly name = "ChromiumError";
}

// deno-lint-ignore no-explicit-any -- answers of the DevTools protocol, which ships no types
export type Answer = any;

/** A page's end of the Chrome DevTools Protocol. */
export interface Connection {
  /** Calls a method and waits for its result. */
  send(method: string, params: Record<string, unknown>): Promise<Answer>;
  /** The next event of that name. */
  event(method: string): Promise<void>;
}

/** Connects to a page by the Chrome DevTools Protocol, https://chromedevtools.github.io/devtools-protocol. */
export async function connect(address: string): Promise<Connection> {
  const socket = new WebSocket(address);
  await new Promise((resolve, reject) => {
    socket.onopen = resolve;
    socket.onerror = () => reject(new ChromiumError("Cannot connect to Chromium. Try again"));
  });
  const waiting = new Map<number, PromiseWithResolvers<Answer>>();
  const events = new Map<string, () => void>();
  let last = 0;
  socket.onmessage = ({ data }) => {
    const { id, result, error, method } = JSON.parse(data);
    if (method !== undefined) events.get(method)?.();
    const waiter = waiting.get(id);
    waiting.delete(id);
    if (error === undefined) waiter?.resolve(result);
    else waiter?.reject(new ChromiumError(`Chromium refused: ${error.message}. Update it`));
  };
  socket.onclose = () => {
    for (const waiter of waiting.values()) {
      waiter.reject(new ChromiumError("Chromium ended unexpectedly. Try again"));
    }
  };
  return {
    send(method, params) {
      const waiter = Promise.withResolvers<Answer>();
      waiting.set(++last, waiter);
      socket.send(JSON.stringify({ id: last, method, params }));
      return waiter.promise;
    },
    event: (method) => new Promise((resolve) => events.set(method, resolve)),
  };
}
