// Requests, refusals and credentials.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { RoomError, Rooms } from "../../../clients/js/dist/index.js";
import { RoomsServer } from "../../Interop/support/rooms-server.mjs";
import { FakeConnection } from "../support/fake-connection.mjs";
import { eventOf, page, until } from "../support/page.mjs";

describe("requests", () => {
  let server;
  before(async () => (server = await RoomsServer.start()));
  after(() => server.kill());

  it("throw what the server refuses, and what it does not answer", async () => {
    const rooms = page(server, "/permission", { auth: { user: "bob" }, timeout: 200 });
    await assert.rejects(rooms.request("join", "news"), { name: "RoomError", code: "E_OFFLINE" });
    await eventOf((listener) => rooms.socket.once("connect", listener));
    assert.equal(await rooms.request("join", "news"), "in");
    await assert.rejects(rooms.request("join", "vip:1"), (error) => {
      assert.ok(error instanceof RoomError);
      assert.deepEqual([error.code, error.message, error.reason, error.data], ["E_FORBIDDEN", "members only", "members only", { code: "E_FORBIDDEN", room: "vip:1" }]);
      return true;
    });
    await assert.rejects(rooms.request("nobody listens"), { code: "E_TIMEOUT", isTemporary: true });
  });

  it("renew the authentication before it ends", async () => {
    let renewals = 0;
    const rooms = page(server, "/permission", { auth: { user: "ann", seconds: 1 }, renew: () => ({ user: "ann", seconds: ++renewals === 1 ? 1 : 3600 }) });
    await eventOf((listener) => rooms.socket.once("connect", listener));
    await until(() => renewals === 2, "the second one");
    assert.equal(await rooms.request("join", "news"), "in");
  });

  it("join again when an authentication that has expired is renewed", async () => {
    const joins = [];
    const connection = new FakeConnection((event, room) => (event === "history:read" ? { room, messages: [], more: false } : {}));
    const rooms = new Rooms(connection, { join: (room) => joins.push(room), renew: async () => ({ token: "new" }) });
    const history = rooms.history("tea");
    await history.ready;
    const error = eventOf((listener) => history.on("error", listener));
    const live = eventOf((listener) => history.on("status", (status) => status === "live" && listener()));
    connection.says("auth:expired");
    assert.equal((await error)[0].code, "E_EXPIRED");
    await live;
    assert.deepEqual([joins, connection.requests.map(([event]) => event)], [["tea", "tea"], ["history:read", "auth:renew", "history:read"]]);
    rooms.close();
  });

  it("of a listener that throws disturb no other", async () => {
    const connection = new FakeConnection((event, room) => ({ room, messages: [], more: false }));
    const rooms = new Rooms(connection);
    const history = rooms.history("tea");
    await history.ready;
    const reported = [];
    const before = console.error;
    console.error = (error) => reported.push(error.message);
    try {
      const heard = [];
      history.on("message", () => {
        throw new Error("of the page");
      });
      history.on("message", ({ args }) => heard.push(args[0]));
      connection.says("message", { room: "tea" });
      assert.deepEqual([heard, reported], [[{ room: "tea" }], ["of the page"]]);
    } finally {
      console.error = before;
    }
    rooms.close();
  });
});
