// Who is in a room, under reconnects and drops.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { RoomError, Rooms } from "../../../clients/js/dist/index.js";
import { RoomsServer } from "../../Interop/support/rooms-server.mjs";
import { FakeConnection } from "../support/fake-connection.mjs";
import { eventOf, listenersOf, logOf, lose, page, until } from "../support/page.mjs";

const enter = (server, user, options) => page(server, "/chat", { auth: { user, name: user.toUpperCase() }, ...options });
const idsOf = (presence) => [...presence.members.keys()].sort().join();
const events = { join: ({ id }) => id, leave: ({ id }) => id, update: ({ id, state }) => `${id} ${JSON.stringify(state)}` };

describe("presence", () => {
  let server;
  before(async () => (server = await RoomsServer.start({ grace: 300 })));
  after(() => server.kill());

  it("tells who is there, who comes, changes and goes", async () => {
    const ann = enter(server, "ann").presence("tea");
    await ann.ready;
    await until(() => idsOf(ann) === "ann", "her own name");
    const log = logOf(ann, events);
    assert.deepEqual([ann.members.get("ann").info, ann.count, ann.status], [{ name: "ANN" }, 1, "live"]);

    const rooms = enter(server, "bob");
    const bob = rooms.presence("tea");
    await bob.ready;
    await until(() => log.length === 1, "that bob has joined");
    await bob.update({ typing: true });
    await until(() => log.length === 2, "that bob is typing");
    assert.deepEqual(ann.members.get("bob"), { id: "bob", state: { typing: true }, info: { name: "BOB" } });
    await rooms.request("leave", "tea");
    await until(() => log.length === 3, "that bob has left");
    assert.deepEqual(log, ["join bob", 'update bob {"typing":true}', "leave bob"]);
    assert.equal(idsOf(ann), "ann");
  });

  it("tells after a reconnect what changed meanwhile, and sets the state again", async () => {
    const rooms = enter(server, "ann");
    const ann = rooms.presence("coffee");
    const stays = enter(server, "bob").presence("coffee");
    const goes = enter(server, "cid");
    await Promise.all([ann.ready, stays.ready, goes.presence("coffee").ready]);
    await ann.update("busy");
    await until(() => idsOf(ann) === "ann,bob,cid", "all of them");

    const log = logOf(ann, events);
    const comeBack = await lose(rooms);
    assert.equal(ann.status, "offline");
    assert.equal(idsOf(ann), "ann,bob,cid");
    await goes.request("leave", "coffee");
    await until(() => idsOf(stays) === "bob", "that ann and cid are gone");
    const newcomer = enter(server, "dan").presence("coffee");
    await newcomer.ready;
    comeBack();
    await until(() => ann.status === "live" && log.includes("join dan"), "that she is back");
    await until(() => stays.members.get("ann")?.state === "busy", "her state");
    assert.deepEqual(log.filter((entry) => !entry.includes(" ann")).sort(), ["join dan", "leave cid"]);
    await until(() => idsOf(ann) === "ann,bob,dan", "the members");
  });

  it("comes back to a server that was started again", async () => {
    const own = await RoomsServer.start({ grace: 300 });
    try {
      const people = ["ann", "bob"].map((user) => enter(own, user).presence("tea"));
      await Promise.all(people.map(({ ready }) => ready));
      await people[0].update("busy");
      const lost = Promise.all(people.map((one) => eventOf((listener) => one.on("status", (status) => status === "offline" && listener()))));
      await own.kill();
      await lost;
      await own.start();
      await until(() => people.every((one) => one.status === "live" && idsOf(one) === "ann,bob" && one.members.get("ann").state === "busy"), "that all are back");
    } finally {
      await own.kill();
    }
  });

  it("has the connections of each member, and sets the state of its own, also after a reconnect", async () => {
    const device = (user) => page(server, "/devices", { auth: { user } });
    const [desk, phone] = [device("ann"), device("ann")];
    const bob = device("bob").presence("tea");
    const parts = [desk, phone].map((rooms) => rooms.presence("tea"));
    await Promise.all([bob, ...parts].map(({ ready }) => ready));
    await Promise.all([parts[0].updateConnection({ device: "desk" }), parts[1].updateConnection({ device: "phone" }), parts[0].update("busy")]);
    const seen = () => bob.members.get("ann")?.connections.map(({ state }) => state?.device).sort().join();
    await until(() => seen() === "desk,phone" && bob.members.get("ann").state === "busy", "both connections");
    assert.deepEqual(new Set(bob.members.get("ann").connections.map(({ id }) => id)), new Set([desk.socket.id, phone.socket.id]));

    const log = logOf(bob, { update: ({ id, connections }, before) => `${id} ${before.connections.length} ${connections.length}`, leave: ({ id }) => id });
    const comeBack = await lose(phone);
    await until(() => seen() === "desk", "that one is gone");
    comeBack();
    await until(() => seen() === "desk,phone", "that it is back with its state");
    assert.equal(log[0], "update ann 2 1");
    assert.ok(!log.some((entry) => entry.startsWith("leave")));
    assert.equal(bob.members.get("ann").state, "busy");
  });

  it("refuses the state of a connection if the server lists none", async () => {
    const presence = enter(server, "ann").presence("tea");
    await presence.ready;
    await until(() => idsOf(presence) === "ann", "the members");
    assert.equal(presence.members.get("ann").connections, undefined);
    await assert.rejects(presence.updateConnection("x"), { name: "RoomError", code: "E_INVALID" });
  });

  it("shows the members although a state that was to be set is refused after the reconnect", async () => {
    const told = { room: "tea", members: [{ id: "ann", state: null }], count: 1 };
    const connection = new FakeConnection((event) => (event === "presence:list" ? told : { error: { message: "no", data: { code: "E_FORBIDDEN" } } }));
    const rooms = new Rooms(connection);
    const presence = rooms.presence("tea");
    await presence.ready;
    connection.lose();
    await assert.rejects(presence.update("x"), { code: "E_OFFLINE" });
    const error = eventOf((listener) => presence.on("error", listener));
    connection.comeBack();
    assert.equal((await error)[0].code, "E_FORBIDDEN");
    await until(() => presence.status === "live", "the members");
    connection.lose();
    connection.comeBack();
    await until(() => presence.status === "live", "the members once more");
    assert.equal(connection.requests.filter(([event]) => event === "presence:update").length, 1);
    rooms.close();
  });

  it("is refused with the reason of the server", async () => {
    const rooms = enter(server, "ann", { join: undefined });
    const presence = rooms.presence("tea");
    const error = eventOf((listener) => presence.on("error", listener));
    await assert.rejects(presence.ready, (refusal) => refusal instanceof RoomError && refusal.code === "E_NOT_IN_ROOM" && !refusal.isTemporary && refusal.data.code === refusal.code);
    assert.equal((await error)[0].code, "E_NOT_IN_ROOM");
    assert.equal(presence.status, "refused");
    await assert.rejects(presence.update("x"), { name: "RoomError", code: "E_NOT_IN_ROOM" });

    // The application joins by itself.
    await rooms.request("join", "tea");
    await until(() => presence.status === "live" && idsOf(presence) === "ann", "the members");
    await assert.rejects(presence.update("x".repeat(10_000)), { code: "E_TOO_LARGE" });
  });

  it("ends with the permission, and can be had again", async () => {
    const [rooms, admin] = ["bob", "ann"].map((user) => page(server, "/permission", { auth: { user } }));
    await eventOf((listener) => admin.socket.once("connect", listener));
    await admin.request("admit", "bob");
    const presence = rooms.presence("vip:1");
    await presence.ready;
    const withdrawn = eventOf((listener) => rooms.on("withdrawn", listener));
    const error = eventOf((listener) => presence.on("error", listener));
    await admin.request("forget", "bob");
    await admin.request("recheck", "bob");
    assert.deepEqual(await withdrawn, ["vip:1", "members only"]);
    assert.deepEqual([(await error)[0].code, presence.status, presence.members.size], ["E_WITHDRAWN", "refused", 0]);
    await admin.request("admit", "bob");
    presence.reload();
    await until(() => presence.status === "live" && presence.members.has("bob"), "that he is back");
  });

  it("hears nothing more if the first to hear of a withdrawal closes it", async () => {
    const connection = new FakeConnection((event, room) => ({ room, members: [], count: 0 }));
    const rooms = new Rooms(connection);
    const [one, two] = [rooms.presence("tea"), rooms.presence("tea")];
    await Promise.all([one.ready, two.ready]);
    one.on("error", () => two.close());
    two.on("error", () => assert.fail("it is closed"));
    connection.says("room:withdrawn", { room: "tea", reason: "not in the team" });
    assert.deepEqual([one.status, two.status], ["refused", "closed"]);
    rooms.close();
  });

  it("leaves no listener when it is closed", async () => {
    const rooms = enter(server, "ann");
    const { socket } = rooms;
    const [one, two] = [rooms.presence("tea"), rooms.presence("coffee")];
    await Promise.all([one.ready, two.ready]);
    const count = listenersOf(socket);
    one.close();
    assert.equal(listenersOf(socket), count - 4);
    rooms.close();
    assert.equal(listenersOf(socket), 0);
    assert.deepEqual([one.status, two.status], ["closed", "closed"]);
    await assert.rejects(rooms.request("join", "tea"), { code: "E_CLOSED" });
  });

  it("reads a room that is larger than a snapshot by pages", async () => {
    const all = Array.from({ length: 5 }, (_, i) => ({ id: `m${i}`, state: null }));
    const connection = new FakeConnection((event, room, { after = "" } = {}) => {
      if (event !== "presence:list") return {};
      connection.says("presence:left", { room, members: [{ id: "m0" }], count: 4 });
      const rest = all.filter(({ id }) => id > after && id !== "m0");
      return { room, members: rest.slice(0, 2), count: 4, ...(rest.length > 2 && { next: rest[1].id }) };
    });
    const rooms = new Rooms(connection, { join: (room) => connection.says("presence:snapshot", { room, members: all.slice(0, 2), count: 5, more: true }) });
    const presence = rooms.presence("tea");
    await presence.ready;
    assert.equal(idsOf(presence), "m1,m2,m3,m4");
    rooms.close();
    assert.equal(connection.listenerCount, 0);
  });
});
