import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { connect, eventOf, until } from "../support/clients.mjs";
import { Fixture, refusal } from "../support/fixture.mjs";

describe("the fixture's command line", () => {
  it("prints where it is ready", async () => {
    const fixture = await Fixture.start();
    assert.match(fixture.url, /^http:\/\/127\.0\.0\.1:\d+$/);
    await fixture.stop();
  });

  it("stops gracefully on SIGTERM, whatever its clients do", async () => {
    const fixture = await Fixture.start();
    const sockets = [
      await connect(fixture.url, "/", { transports: ["polling"] }),
      await connect(fixture.url, "/chat", { transports: ["websocket"] }),
      await connect(fixture.url, "/dynamic-1"),
    ];
    await until(() => sockets[2].io.engine.transport.name === "websocket", "upgrade");
    const gone = sockets.map((socket) => eventOf(socket, "disconnect"));
    const started = Date.now();
    assert.equal(await fixture.stop(), 0);
    assert.ok(Date.now() - started < 5000);
    for (const [reason] of await Promise.all(gone)) assert.match(reason, /^transport (close|error)$/);
  });

  for (const args of [["--nope"], ["--port"], ["--ping-interval", "--port", "0"]]) {
    it(`refuses ${args.join(" ")}`, async () => {
      const { code, errors } = await refusal(...args);
      assert.notEqual(code, 0);
      assert.match(errors, /-/);
    });
  }
});
