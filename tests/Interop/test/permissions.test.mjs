// Permissions of rooms and authentication that ends, as the documentation tells clients to use them.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { ask, client, connected, eventOf } from "../support/clients.mjs";
import { SHARED_BACKENDS, roomBackend } from "../support/room-backends.mjs";
import { RoomsServer } from "../support/rooms-server.mjs";

const join = (server, auth) => connected(client(server.url, "/permission", { auth }));
const refusal = (message, room) => ({ error: { message, data: { code: "E_FORBIDDEN", room } } });

for (const name of SHARED_BACKENDS) {
  describe(`permissions in ${name}`, () => {
    const backend = roomBackend(name);
    let servers;
    before(async () => {
      servers = await Promise.all([1, 2].map(() => RoomsServer.start(backend.options)));
    });
    after(() => Promise.all(servers.map((server) => server.kill())));

    it("are told with a reason, for joining and sending", async () => {
      const [ann, bob] = await Promise.all([join(servers[0], { user: "ann" }), join(servers[0], { user: "bob" })]);
      assert.equal(await ask(bob, "join", "news"), "in");
      assert.deepEqual(await ask(bob, "join", "vip:1"), refusal("members only", "vip:1"));
      assert.deepEqual(await ask(bob, "join", "elsewhere"), refusal("Forbidden", "elsewhere"));
      assert.deepEqual(await ask(bob, "say", "news", "me"), refusal("Forbidden", "news"));

      const said = eventOf(bob, "said");
      assert.equal(await ask(ann, "say", "news", "hello"), "sent");
      assert.deepEqual(await said, ["hello"]);
    });

    it("are withdrawn on all servers", async () => {
      const [ann, bob] = await Promise.all([join(servers[0], { user: "ann" }), join(servers[1], { user: "bob" })]);
      await ask(bob, "admit", "bob");
      assert.equal(await ask(bob, "join", "vip:1"), "in");
      const withdrawn = eventOf(bob, "room:withdrawn");
      await ask(bob, "forget", "bob");
      await ask(ann, "recheck", "bob");
      assert.deepEqual(await withdrawn, [{ room: "vip:1", reason: "members only" }]);
      assert.deepEqual(await ask(bob, "say", "vip:1", "still here"), refusal("members only", "vip:1"));
    });

    it("end with the authentication, unless it is renewed", async () => {
      const socket = await join(servers[0], { user: "ann", seconds: 3600 });
      assert.deepEqual(await ask(socket, "auth:renew", { user: "bob" }), {
        error: { message: "the credential belongs to another user", data: { code: "E_FORBIDDEN" } },
      });
      assert.deepEqual(await ask(socket, "auth:renew", {}), { error: { message: "no user", data: { code: "E_UNAUTHORIZED" } } });
      const expiring = eventOf(socket, "auth:expiring");
      const [given, gone] = [eventOf(socket, "disconnect_reason"), eventOf(socket, "disconnect")];
      const { expires } = await ask(socket, "auth:renew", { user: "ann", seconds: 1 });
      assert.deepEqual(await expiring, [{ expires }]);
      assert.deepEqual(await given, ["authentication expired"]);
      assert.equal((await gone)[0], "io server disconnect");
    });
  });
}
