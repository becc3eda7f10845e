// What was said, without loss and without duplicates.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { Rooms } from "../../../clients/js/dist/index.js";
import { RoomsServer } from "../../Interop/support/rooms-server.mjs";
import { FakeConnection } from "../support/fake-connection.mjs";
import { listenersOf, logOf, lose, page, until } from "../support/page.mjs";

const follow = (rooms, room, options) => rooms.history(room, { events: ["said"], roomOf: () => room, ...options });
const said = (history) => history.messages.map(({ args }) => args[0]).join();
const offset = (i) => `0000000000001-${String(i).padStart(8, "0")}`;

describe("history", () => {
  let server;
  before(async () => (server = await RoomsServer.start()));
  after(() => server.kill());

  it("is what was said before and what is said now, in one list", async () => {
    const speaker = page(server, "/history");
    const speaking = follow(speaker, "tea");
    await speaking.ready;
    for (const text of ["a", "b", "c", "d"]) await speaker.request("say", "tea", text, null);

    const listener = follow(page(server, "/history"), "tea", { pageSize: 2 });
    const log = logOf(listener, { message: ({ args }) => args[0] });
    await listener.ready;
    assert.deepEqual([said(listener), listener.hasOlder, log], ["c,d", true, []]);
    const own = await speaker.request("say to others", "tea", "e");
    speaking.add({ offset: own, event: "said", args: ["e"] });
    await until(() => said(listener) === "c,d,e" && said(speaking) === "a,b,c,d,e", "the fifth");
    await Promise.all([listener.loadOlder(), listener.loadOlder()]);
    assert.deepEqual([said(listener), listener.hasOlder, log], ["a,b,c,d,e", false, ["message e"]]);
    assert.deepEqual(listener.messages.at(-1).offset, own);
    assert.ok(Math.abs(listener.messages[0].time - Date.now()) < 60_000);
  });

  it("catches up after each of many reconnects while others go on talking", async () => {
    const speaker = page(server, "/history");
    await follow(speaker, "talk").ready;
    const rooms = page(server, "/history");
    const history = follow(rooms, "talk", { pageSize: 3 });
    await history.ready;
    const log = logOf(history, { message: ({ args }) => args[0] });
    const texts = [];
    const say = async (count) => {
      for (let i = 0; i < count; i++) {
        texts.push(`t${texts.length}`);
        await speaker.request("say", "talk", texts.at(-1), null);
      }
    };
    for (let round = 0; round < 4; round++) {
      await say(3);
      const comeBack = await lose(rooms);
      await say(4);
      comeBack();
      await say(2);
      await until(() => history.messages.length === texts.length, "all of it");
    }
    assert.equal(said(history), texts.join());
    assert.deepEqual(log, texts.map((text) => `message ${text}`));
    assert.equal(history.messages.some(({ isAfterGap }) => isAfterGap), false);
  });

  it("says where something is missing that the server no longer has", async () => {
    const speaker = page(server, "/history");
    await follow(speaker, "gap").ready;
    const rooms = page(server, "/history");
    const history = follow(rooms, "gap");
    await history.ready;
    await speaker.request("say", "gap", "before", null);
    await until(() => said(history) === "before", "the first");
    const comeBack = await lose(rooms);
    for (let i = 0; i < 12; i++) await speaker.request("say", "gap", `t${i}`, null);
    comeBack();
    await until(() => said(history).endsWith("t11"), "the last");
    assert.deepEqual(history.messages.slice(0, 2).map(({ args, isAfterGap }) => [args[0], isAfterGap]), [["before", undefined], ["t2", true]]);
    assert.equal(history.messages.length, 11);
  });

  it("misses nothing that was overtaken when the connection broke", async () => {
    const kept = [1, 2, 3, 4, 5, 6].map((i) => ({ offset: offset(i), time: i, event: "message", args: [{ room: "tea", i }] }));
    let end = 3;
    const connection = new FakeConnection((event, room, range) => {
      const messages = kept.slice(0, end).filter((message) => !range.since || message.offset > range.since);
      return { room, messages, more: false, truncated: false };
    });
    const rooms = new Rooms(connection);
    const history = rooms.history("tea");
    await history.ready;
    // The fifth came, and the fourth, of another server, did not.
    connection.says("message", { room: "tea", i: 5 }, offset(5));
    connection.says("message", { room: "elsewhere", i: 9 }, offset(9));
    connection.lose();
    end = 6;
    connection.comeBack();
    connection.says("message", { room: "tea", i: 6 }, offset(6), "AbCd12f"); // with a position of connection state recovery
    await until(() => history.status === "live", "the rest");
    assert.deepEqual(history.messages.map(({ args }) => args[0].i), [1, 2, 3, 4, 5, 6]);
    connection.says("message", { room: "tea", i: "not kept" });
    assert.deepEqual(history.messages.map(({ offset }) => offset).slice(-2), [offset(6), null]);
    rooms.close();
    assert.equal(connection.listenerCount, 0);
  });

  it("tries again while the store does not answer", async () => {
    let isAway = true;
    const refusal = { error: { message: "the history is not available", data: { code: "E_UNAVAILABLE" } } };
    const connection = new FakeConnection((event, room) => (isAway ? refusal : { room, messages: [], more: false, truncated: false }));
    const rooms = new Rooms(connection);
    const history = rooms.history("tea");
    const codes = [];
    await new Promise((resolve) => {
      history.on("error", ({ code, isTemporary }) => {
        codes.push([code, isTemporary]);
        resolve();
      });
    });
    connection.says("message", { room: "tea", i: 1 });
    assert.deepEqual(history.messages.map(({ args }) => args[0].i), [1], "what is said meanwhile is shown");
    isAway = false;
    await history.ready;
    assert.deepEqual([codes, history.status], [[["E_UNAVAILABLE", true]], "live"]);
    rooms.close();
  });

  it("keeps no more than asked for", async () => {
    const connection = new FakeConnection((event, room) => ({ room, messages: [], more: false, truncated: false }));
    const rooms = new Rooms(connection);
    const history = rooms.history("tea", { maxMessages: 3 });
    await history.ready;
    for (let i = 1; i <= 5; i++) connection.says("message", { room: "tea", i }, offset(i));
    assert.deepEqual([history.messages.map(({ args }) => args[0].i), history.hasOlder], [[3, 4, 5], true]);
    rooms.close();
  });

  it("leaves no listener when it is closed, also in the middle of reading", async () => {
    const rooms = page(server, "/history");
    const history = follow(rooms, "tea");
    history.close();
    await assert.rejects(history.ready, { code: "E_CLOSED" });
    follow(rooms, "tea");
    rooms.close();
    assert.equal(listenersOf(rooms.socket), 0);
  });
});
