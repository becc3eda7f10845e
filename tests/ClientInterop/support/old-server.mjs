import { once } from "node:events";
import { createServer } from "node:http";
import { createRequire } from "node:module";

const createOldServer = createRequire(import.meta.url)("socket.io-2");

/** A server of Socket.IO 2: it speaks Engine.IO 3 only. */
export async function oldServer() {
  const http = createServer();
  const io = createOldServer(http, { serveClient: false });
  http.listen(0, "127.0.0.1");
  await once(http, "listening");
  return {
    url: `http://127.0.0.1:${http.address().port}`,
    async stop() {
      const closed = once(http, "close");
      io.close();
      http.closeAllConnections();
      await closed;
    },
  };
}
