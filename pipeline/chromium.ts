import { join } from "node:path";
import { ChromiumError, connect, type Connection } from "./_devtools.ts";

export { type Answer, ChromiumError, type Connection } from "./_devtools.ts";

/** Chromium by the names that systems give it. */
export const CHROMIUM_NAMES = [
  "chromium",
  "chromium-browser",
  "google-chrome",
  "google-chrome-stable",
] as const;

/** A page as a reader sees it. */
export interface View {
  /** Width of the window in CSS pixels. */
  readonly width: number;
  /** Height of the window in CSS pixels. */
  readonly height: number;
  /** The system's colour scheme. */
  readonly scheme: "light" | "dark";
}

/** A page in a headless Chromium. */
export interface Page {
  /** Opens an address and waits until it is loaded. */
  open(address: string): Promise<void>;
  /** Shows the page in another way. */
  view(view: View): Promise<void>;
  /** The value of a JavaScript expression in the page; it must be JSON. */
  evaluate<T>(expression: string): Promise<T>;
  /** Chromium's own calls and events, for what has no method here. */
  readonly devtools: Connection;
  /** What the window shows, as a PNG file. */
  screenshot(): Promise<Uint8Array>;
  /** The whole page as PNG files, from top to bottom; one unless it is higher than 16,000 pixels. */
  screenshots(): Promise<Uint8Array[]>;
  /** Ends Chromium and removes its profile. */
  [Symbol.asyncDispose](): Promise<void>;
}

/** Options with which Chromium talks to nobody but its pages, asks nothing, and runs as any user. */
export function chromiumFlags(): string[] {
  return [
    // A sandbox needs a user other than root.
    ...(Deno.uid() === 0 ? ["--no-sandbox"] : []),
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-dev-shm-usage",
    "--disable-sync",
    "--hide-scrollbars",
    "--no-default-browser-check",
    "--no-first-run",
  ];
}

/** Chromium refuses pictures that are higher, in CSS pixels. */
const MOST_HEIGHT = 16_000;

/** The path of Chromium, or `undefined` where it is not in a folder of `PATH`. */
export function findChromium(path: string = Deno.env.get("PATH") ?? ""): string | undefined {
  const candidates = path.split(":").flatMap((folder) =>
    CHROMIUM_NAMES.map((name) => join(folder || ".", name))
  );
  return candidates.find((file) => {
    try {
      return Deno.statSync(file).isFile;
    } catch {
      return false;
    }
  });
}

/**
 * An empty page in a headless Chromium with a profile of its own, which talks to nobody but us.
 *
 * @throws {ChromiumError} When Chromium is not in a folder of `PATH`, or does not start.
 */
export async function openPage(): Promise<Page> {
  const program = findChromium();
  if (program === undefined) {
    throw new ChromiumError(
      `Cannot find Chromium: none of ${CHROMIUM_NAMES.join(", ")} is in a folder of PATH. ` +
        "Install it, on Debian with: apt-get install chromium",
    );
  }
  const profile = await Deno.makeTempDir({ prefix: "chromium-" });
  const child = new Deno.Command(program, {
    args: [
      "--headless=new",
      ...chromiumFlags(),
      `--user-data-dir=${profile}`,
      "--remote-debugging-port=0",
      "--disable-gpu",
      "about:blank",
    ],
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).spawn();
  const end = async () => {
    try {
      child.kill();
    } catch {
      // It ended by itself.
    }
    await child.status;
    await removeProfile(profile);
  };
  try {
    const browser = await debuggerAddress(child.stderr);
    const targets = await (await fetch(`http://${new URL(browser).host}/json/list`)).json();
    const target = targets.find(({ type }: { type: string }) => type === "page");
    const connection = await connect(target.webSocketDebuggerUrl);
    await connection.send("Page.enable", {});
    return { ...pageOf(connection), [Symbol.asyncDispose]: end };
  } catch (error) {
    await end();
    throw error;
  }
}

function pageOf(devtools: Connection): Omit<Page, typeof Symbol.asyncDispose> {
  const { send, event } = devtools;
  const evaluate = async <T>(expression: string): Promise<T> => {
    const { result, exceptionDetails } = await send("Runtime.evaluate", {
      expression,
      returnByValue: true,
      awaitPromise: true,
    });
    if (exceptionDetails !== undefined) {
      throw new Error(`The page threw: ${JSON.stringify(exceptionDetails)}`);
    }
    return result.value;
  };
  return {
    devtools,
    evaluate,
    async open(url) {
      const loaded = event("Page.loadEventFired");
      const { errorText } = await send("Page.navigate", { url });
      if (errorText !== undefined) {
        throw new ChromiumError(`Chromium cannot open ${url}: ${errorText}. Check the address`);
      }
      await loaded;
    },
    async view({ width, height, scheme }) {
      const features = [{ name: "prefers-color-scheme", value: scheme }];
      await send("Emulation.setEmulatedMedia", { features });
      await send("Emulation.setDeviceMetricsOverride", {
        width,
        height,
        deviceScaleFactor: 1,
        mobile: false,
      });
    },
    async screenshot() {
      const { data } = await send("Page.captureScreenshot", {});
      return Uint8Array.fromBase64(data);
    },
    async screenshots() {
      const [width, height] = await evaluate<[number, number]>(
        "[document.documentElement.clientWidth, document.documentElement.scrollHeight]",
      );
      const parts: Uint8Array[] = [];
      for (let y = 0; y < height; y += MOST_HEIGHT) {
        const clip = { x: 0, y, width, height: Math.min(height - y, MOST_HEIGHT), scale: 1 };
        const { data } = await send("Page.captureScreenshot", {
          captureBeyondViewport: true,
          clip,
        });
        parts.push(Uint8Array.fromBase64(data));
      }
      return parts;
    },
  };
}

/** Reads Chromium's messages up to its address, and then on, so that it never waits for a reader. */
async function debuggerAddress(stderr: ReadableStream<Uint8Array>): Promise<string> {
  const [messages, rest] = stderr.tee();
  rest.pipeTo(new WritableStream()).catch(() => {});
  let text = "";
  for await (const chunk of messages.pipeThrough(new TextDecoderStream() as never)) {
    text += chunk;
    const address = /^DevTools listening on (ws:\S+)/m.exec(text)?.[1];
    if (address !== undefined) return address;
  }
  throw new ChromiumError(
    `Chromium ended before it was ready: ${text.trim() || "it said nothing"}. Start it by hand ` +
      "with --headless to see why",
  );
}

/** Chromium's helpers may still write for a moment. */
async function removeProfile(folder: string): Promise<void> {
  for (let attempt = 0; attempt < 20; attempt++) {
    try {
      return await Deno.remove(folder, { recursive: true });
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}
