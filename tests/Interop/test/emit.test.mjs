import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ask, connect, manager, connected, perform, record, settle, TRANSPORTS } from "../support/clients.mjs";
import { fixtureWith } from "../support/suite.mjs";

const ARGS = ["text", { bytes: Buffer.from([1, 2]), list: [null, 1] }];
let namespaces = 100;

/** a is in r1; b in r1 and r2; c in r2; d in none: who of them, by name, gets an emit with this target? */
const TARGETS = [
  [{}, "a"],
  [{ volatile: true }, "a"],
  [{ compress: true }, "a"],
  [{ compress: false }, "a"],
  [{ timeout: 1000 }, "a"],
  [{ from: "socket" }, "a"],
  [{ broadcast: true }, "bcd"],
  [{ local: true }, "bcd"],
  [{ broadcast: true, volatile: true, compress: false, local: true }, "bcd"],
  [{ to: ["r1"] }, "b"],
  [{ to: ["r1", "r2"] }, "bc"],
  [{ to: ["r1"], except: ["r2"] }, ""],
  [{ except: ["r1"] }, "cd"],
  [{ except: ["r1", "r2"] }, "d"],
  [{ to: ["nobody"] }, ""],
  [{ to: ["@a"] }, ""],
  [{ to: ["@b", "@c"], except: ["@c"] }, "b"],
  [{ from: "io" }, "abcd"],
  [{ from: "io", to: ["r1"] }, "ab"],
  [{ from: "io", to: ["r1", "r2"] }, "abc"],
  [{ from: "io", to: ["r1", "r2"], except: ["@b"] }, "ac"],
  [{ from: "io", except: ["r1"] }, "cd"],
  [{ from: "io", except: ["@a", "@d"] }, "bc"],
  [{ from: "io", local: true }, "abcd"],
  [{ from: "io", local: true, to: ["r2"], compress: true }, "bc"],
  [{ from: "io", volatile: true }, "abcd"],
  [{ from: "io", to: ["@d"] }, "d"],
  [{ from: "@ns", to: ["r1"] }, "ab"],
  [{ from: "@ns", except: ["r2"] }, "ad"],
  [{ from: "ns:/chat" }, ""],
];

for (const [name, transports] of Object.entries(TRANSPORTS)) {
  describe(`emitting by operation over ${name}`, () => {
    const server = fixtureWith();

    async function four() {
      const namespace = `/dynamic-${namespaces++}`;
      const sockets = {};
      for (const key of "abcd") sockets[key] = await connect(server.url, namespace, { transports });
      await perform(sockets.a, "join", { room: "r1" });
      await perform(sockets.b, "join", { rooms: ["r1", "r2"] });
      await perform(sockets.c, "join", { rooms: ["r2"] });
      return { namespace, sockets };
    }

    it("reaches exactly the targets", async () => {
      const { namespace, sockets } = await four();
      const named = (rooms) => rooms?.map((room) => (room[0] === "@" ? sockets[room[1]].id : room));
      for (const [target, expected] of TARGETS) {
        // a volatile packet is dropped where no poll is waiting: that a client is ready is certain over WebSocket only
        if (target.volatile && name !== "websocket") continue;
        for (const socket of Object.values(sockets)) socket.log.length = 0;
        const from = target.from === "@ns" ? `ns:${namespace}` : target.from;
        const details = { ...target, from, to: named(target.to), except: named(target.except), event: "hit", args: ARGS };
        assert.equal(await perform(sockets.a, "emit", defined(details)), true);
        await settle(...Object.values(sockets));
        const hit = Object.keys(sockets).filter((key) => sockets[key].log.length > 0).join("");
        assert.equal(hit, expected, JSON.stringify(target));
        for (const key of hit) assert.deepEqual(sockets[key].log, [["hit", ...ARGS]]);
      }
    });

    it("reaches another namespace", async () => {
      const shared = manager(server.url, { transports });
      const [one, two] = [shared.socket("/custom"), shared.socket("/chat")];
      [one, two].forEach(record);
      await Promise.all([one, two].map(connected));
      await ask(two, "join", "room");
      await perform(one, "emit", { from: "ns:/chat", to: ["room"], event: "across", args: [1] });
      await settle(one, two);
      assert.deepEqual([one.log, two.log], [[["auth", {}]], [["auth", {}], ["across", 1]]]);
    });

    it("keeps the order of emits to oneself, to a room and to all", async () => {
      const { sockets } = await four();
      const done = [];
      for (let i = 0; i < 30; i++) {
        const target = [{}, { from: "io" }, { from: "io", to: ["r1"] }][i % 3];
        done.push(perform(sockets.a, "emit", { ...target, event: "n", args: i % 2 ? [i] : [i, Buffer.from([i])] }));
      }
      await Promise.all(done);
      assert.deepEqual(
        sockets.a.log.filter(([event]) => event === "n").map(([, i]) => i),
        Array.from({ length: 30 }, (_, i) => i),
      );
    });

    it("needs no arguments and no acknowledgement", async () => {
      const { sockets } = await four();
      sockets.a.emit("do", { op: "emit", event: "bare" });
      await settle(sockets.a);
      assert.deepEqual(sockets.a.log.at(-1), ["bare"]);
    });
  });
}

function defined(details) {
  return Object.fromEntries(Object.entries(details).filter(([, value]) => value !== undefined));
}
