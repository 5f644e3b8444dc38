/** Chromium is not on this machine, or did not start. */
export class ChromiumError extends Error {
  override readonly name = "ChromiumError";
}

/** What Chromium answers or reports; the protocol ships no types. */
// deno-lint-ignore no-explicit-any
export type Answer = any;

/** A page's end of the Chrome DevTools Protocol. */
export interface Connection {
  /** Calls a method and waits for its result. */
  send(method: string, params: Record<string, unknown>): Promise<Answer>;
  /** The next event of that name. */
  event(method: string): Promise<void>;
  /** Calls `listener` with the parameters of every event of that name. */
  listen(method: string, listener: (params: Answer) => void): void;
}

/** The longest time that an answer or an event may take, in milliseconds. */
const LIMIT = 60_000;

/** Connects to a page by the Chrome DevTools Protocol, https://chromedevtools.github.io/devtools-protocol. */
export async function connect(address: string): Promise<Connection> {
  const socket = new WebSocket(address);
  await new Promise((resolve, reject) => {
    socket.onopen = resolve;
    socket.onerror = () => reject(new ChromiumError("Cannot connect to Chromium. Try again"));
  });
  const waiting = new Map<number, PromiseWithResolvers<Answer>>();
  const events = new Map<string, PromiseWithResolvers<void>>();
  const listeners = new Map<string, ((params: Answer) => void)[]>();
  let last = 0;
  socket.onmessage = ({ data }) => {
    const { id, result, error, method, params } = JSON.parse(data);
    if (method !== undefined) {
      events.get(method)?.resolve();
      for (const listener of listeners.get(method) ?? []) listener(params);
    }
    const waiter = waiting.get(id);
    waiting.delete(id);
    if (error === undefined) waiter?.resolve(result);
    else waiter?.reject(new ChromiumError(`Chromium refused: ${error.message}. Update it`));
  };
  socket.onclose = () => {
    for (const waiter of [...waiting.values(), ...events.values()]) {
      waiter.reject(new ChromiumError("Chromium ended unexpectedly. Try again"));
    }
  };
  return {
    send(method, params) {
      const waiter = Promise.withResolvers<Answer>();
      waiting.set(++last, waiter);
      socket.send(JSON.stringify({ id: last, method, params }));
      return limited(waiter, method);
    },
    event(method) {
      const waiter = Promise.withResolvers<void>();
      events.set(method, waiter);
      return limited(waiter, method);
    },
    listen(method, listener) {
      listeners.set(method, [...listeners.get(method) ?? [], listener]);
    },
  };
}

/** The promise, which fails when it takes too long. */
function limited<T>({ promise, reject }: PromiseWithResolvers<T>, method: string): Promise<T> {
  const timer = setTimeout(
    () => reject(new ChromiumError(`Chromium did not answer: ${method}. Try again`)),
    LIMIT,
  );
  const stop = () => clearTimeout(timer);
  // Also: nobody may wait for an event any more when Chromium ends.
  promise.then(stop, stop);
  return promise;
}
