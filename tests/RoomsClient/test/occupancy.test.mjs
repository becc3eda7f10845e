// How many are in a room, under reconnects and drops.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { Rooms } from "../../../clients/js/dist/index.js";
import { RoomsServer } from "../../Interop/support/rooms-server.mjs";
import { FakeConnection } from "../support/fake-connection.mjs";
import { eventOf, logOf, lose, page, until } from "../support/page.mjs";

describe("occupancy", () => {
  let server;
  before(async () => (server = await RoomsServer.start()));
  after(() => server.kill());
  const enter = (options) => page(server, "/devices", options);

  it("counts connections, whosever they are, and follows each change", async () => {
    const [here, there] = [enter(), enter()];
    const one = here.occupancy("stream");
    const log = logOf(one, { change: (count, before) => `${before} ${count}` });
    await one.ready;
    await until(() => one.count === 1, "itself");
    assert.deepEqual(log, ["change 0 1"]);

    await there.request("join", "stream");
    await until(() => one.count === 2, "the other");
    await there.request("leave", "stream");
    await until(() => one.count === 1, "that it has left");
    assert.deepEqual(log, ["change 0 1", "change 1 2", "change 2 1"]);
    const other = there.occupancy("elsewhere");
    await other.ready;
    await until(() => other.count === 1, "the other room");
    assert.equal(one.count, 1);
  });

  it("is right again after a reconnect", async () => {
    const rooms = enter();
    const one = rooms.occupancy("film");
    await one.ready;
    await until(() => one.count === 1, "itself");
    const comeBack = await lose(rooms);
    assert.deepEqual([one.status, one.count], ["offline", 1]);
    const other = enter().occupancy("film");
    await other.ready;
    comeBack();
    await until(() => one.status === "live" && one.count === 2, "both");
  });

  it("is refused with the reason of the server, until the application has joined", async () => {
    const rooms = enter({ join: undefined });
    const one = rooms.occupancy("tea");
    one.on("error", () => {});
    await assert.rejects(one.ready, { name: "RoomError", code: "E_NOT_IN_ROOM" });
    assert.deepEqual([one.status, one.count], ["refused", 0]);
    await rooms.request("join", "tea");
    await until(() => one.status === "live" && one.count === 1, "itself");
  });

  it("is nothing when the permission is withdrawn, and leaves no listener when it is closed", async () => {
    const connection = new FakeConnection((event, room) => ({ room, count: 7 }));
    const rooms = new Rooms(connection);
    const one = rooms.occupancy("tea");
    const log = logOf(one, { change: (count, before) => `${before} ${count}`, error: ({ code }) => code });
    await one.ready;
    const refused = eventOf((listener) => one.on("error", listener));
    connection.says("room:withdrawn", { room: "tea", reason: "not in the team" });
    await refused;
    assert.deepEqual(log, ["change 0 7", "change 7 0", "error E_WITHDRAWN"]);
    rooms.close();
    assert.equal(connection.listenerCount, 0);
  });
});
