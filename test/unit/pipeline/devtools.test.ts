import { expect, it } from "vitest";
import { ChromiumError, connect } from "../../../pipeline/_devtools.ts";

it("fails calls and events that wait when the page's end of the connection closes", async () => {
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen: () => {} }, (request) => {
    const { socket, response } = Deno.upgradeWebSocket(request);
    // The first call is answered, with an event; at the second one the page goes away.
    socket.onmessage = ({ data }) => {
      const { id } = JSON.parse(data);
      if (id > 1) return socket.close();
      socket.send(JSON.stringify({ method: "Page.loadEventFired" }));
      socket.send(JSON.stringify({ id, result: { value: 7 } }));
    };
    return response;
  });
  const { send, event } = await connect(`ws://127.0.0.1:${server.addr.port}`);
  const loaded = event("Page.loadEventFired");
  expect(await send("first", {})).toEqual({ value: 7 });
  await loaded;

  const again = event("Page.loadEventFired");
  await expect(send("second", {})).rejects.toThrow(ChromiumError);
  await expect(again).rejects.toThrow("Chromium ended unexpectedly. Try again");
  await server.shutdown();
});
