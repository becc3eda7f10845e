// Which rooms there are.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { Rooms } from "../../../clients/js/dist/index.js";
import { RoomsServer } from "../../Interop/support/rooms-server.mjs";
import { FakeConnection } from "../support/fake-connection.mjs";
import { listenersOf, logOf, lose, page, until } from "../support/page.mjs";

const events = { create: ({ room }) => room, update: ({ room, value, members }) => `${room} ${value.title} ${members}`, delete: ({ room }, reason) => `${room} ${reason}` };
const shown = (list) => list.records.map(({ room, value, members }) => `${room} ${value.title} ${members}`).join(", ");

describe("records", () => {
  let server;
  before(async () => (server = await RoomsServer.start()));
  after(() => server.kill());

  it("follow what is made, changed and deleted, and what changed while there was no connection", async () => {
    const [rooms, other] = [page(server, "/records"), page(server, "/records")];
    const list = rooms.records({ prefix: "a:" });
    await Promise.all([list.ready, other.records().ready]);
    assert.deepEqual(list.records, []);
    const log = logOf(list, events);
    await other.request("create", "a:tea", { title: "Tea" }, true);
    await other.request("create", "b:else", { title: "Else" }, true);
    await until(() => log.length === 1 && shown(list) === "a:tea Tea 1", "the record");
    await other.request("rename", "a:tea", "Green tea");
    await until(() => shown(list) === "a:tea Green tea 1", "the new title");
    assert.deepEqual([list.get("a:tea").version, log], [2, ["create a:tea", "update a:tea Green tea 1"]]);

    const comeBack = await lose(rooms);
    await other.request("delete", "a:tea");
    await other.request("create", "a:coffee", { title: "Coffee" }, true);
    comeBack();
    await until(() => list.status === "live" && shown(list) === "a:coffee Coffee 1", "what there is now");
    await other.request("delete", "a:coffee");
    await until(() => list.records.length === 0, "that it is gone");
    assert.deepEqual(log.slice(2), ["delete a:tea undefined", "create a:coffee", "delete a:coffee deleted"]);
    await assert.rejects(rooms.request("rooms:get", "a:coffee"), { name: "RoomError", code: "E_NOT_FOUND" });
  });

  it("of several prefixes share the one watch that a socket has", async () => {
    const rooms = page(server, "/records");
    const one = rooms.records({ prefix: "x:1" });
    await one.ready;
    const two = rooms.records({ prefix: "x:2" });
    const all = rooms.records();
    await Promise.all([two.ready, all.ready]);
    for (const room of ["x:1", "x:2", "y"]) await rooms.request("create", room, { title: "T" }, true);
    await until(() => all.get("y") && all.get("x:1") && all.get("x:2"), "all of them");
    assert.deepEqual([shown(one), shown(two)], ["x:1 T 1", "x:2 T 1"]);
    two.close();
    await rooms.request("rename", "x:1", "New");
    await until(() => shown(one) === "x:1 New 1", "the new title");
    for (const room of ["x:1", "x:2", "y"]) await rooms.request("delete", room);
  });

  it("come by pages, in order, and what belongs to the pages comes in between", async () => {
    const [rooms, other] = [page(server, "/records"), page(server, "/records")];
    const all = other.records({ prefix: "p:" });
    await all.ready;
    for (const i of [1, 2, 3, 4, 5, 6]) await other.request("create", `p:${i}`, { title: "T" }, true);
    await until(() => all.records.length === 6 && all.records.every(({ members }) => members === 1), "the numbers of members");
    const byName = rooms.records({ prefix: "p:", pageSize: 2 });
    const byMembers = rooms.records({ prefix: "p:", pageSize: 2, order: "members" });
    await Promise.all([byName.ready, byMembers.ready]);
    const names = (list) => list.records.map(({ room }) => room).join();
    assert.deepEqual([names(byName), byName.hasMore], ["p:1,p:2", true]);
    await Promise.all([byName.loadMore(), byName.loadMore()]);
    assert.equal(names(byName), "p:1,p:2,p:3,p:4");

    // One that is on none of the pages, one in between, and one that moves up.
    await other.request("create", "p:9", { title: "T" }, true);
    await other.request("create", "p:25", { title: "T" }, true);
    await rooms.request("join", "p:6");
    await until(() => byMembers.get("p:6")?.members === 2 && byName.get("p:25"), "them");
    assert.equal(names(byName), "p:1,p:2,p:25,p:3,p:4");
    assert.equal(names(byMembers), "p:6,p:1,p:2");
    while (byName.hasMore) await byName.loadMore();
    assert.equal(names(byName), "p:1,p:2,p:25,p:3,p:4,p:5,p:6,p:9");
  });

  it("are watched and listed anew if the server gave up to tell", async () => {
    let version = 1;
    const connection = new FakeConnection((event) =>
      event === "rooms:list" ? { rooms: [{ room: "tea", value: {}, version, created: 0, updated: 0, members: 0 }] } : {},
    );
    const rooms = new Rooms(connection);
    const list = rooms.records();
    await list.ready;
    version = 2;
    connection.says("rooms:unwatched", "too slow");
    await until(() => list.get("tea").version === 2, "what there is now");
    assert.deepEqual(connection.requests.map(([event]) => event), ["rooms:watch", "rooms:list", "rooms:watch", "rooms:list"]);
    rooms.close();
    assert.equal(connection.listenerCount, 0);
  });

  it("of a page that was not asked for are asked for again if the server is busy, until the list is closed", async (test) => {
    const record = (room, members) => ({ room, value: {}, version: 1, created: 0, updated: 0, members });
    let refusals = 2;
    const connection = new FakeConnection((event, room) => {
      if (event === "rooms:list") return { rooms: [record("tea", 1)], next: "more" };
      if (event !== "rooms:get") return {};
      return refusals-- > 0 ? { error: { message: "there are too many requests", data: { code: "E_BUSY" } } } : record(room, 5);
    });
    const asked = (room) => connection.requests.filter(([event, name]) => event === "rooms:get" && name === room).length;
    const rooms = new Rooms(connection);
    const list = rooms.records({ order: "members", pageSize: 1 });
    await list.ready;
    test.mock.timers.enable({ apis: ["setTimeout"] });
    const pass = async (milliseconds) => {
      test.mock.timers.tick(milliseconds);
      await new Promise(setImmediate);
    };
    connection.says("rooms:members", { rooms: [{ room: "coffee", members: 5 }] });
    await pass(0);
    await pass(500);
    assert.deepEqual([asked("coffee"), list.get("coffee")], [2, undefined]);
    await pass(1_000);
    assert.deepEqual([asked("coffee"), list.records.map(({ room }) => room)], [3, ["coffee", "tea"]]);

    refusals = Infinity;
    connection.says("rooms:members", { rooms: [{ room: "milk", members: 9 }] });
    await pass(0);
    list.close();
    await pass(60_000);
    assert.equal(asked("milk"), 1);
    rooms.close();
  });

  it("leave no listener when they are closed", async () => {
    const rooms = page(server, "/records");
    const list = rooms.records();
    await list.ready;
    list.close();
    await rooms.request("rooms:unwatch"); // behind that of the list
    rooms.close();
    assert.equal(listenersOf(rooms.socket), 0);
  });
});
