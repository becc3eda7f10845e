import assert from "node:assert/strict";
import { request } from "node:http";
import { describe, it } from "node:test";
import { RawPolling } from "../support/raw.mjs";
import { fixtureWith } from "../support/suite.mjs";

describe("engine errors over HTTP", () => {
  const server = fixtureWith();
  const ERRORS = [
    ["GET", "?EIO=4", 400, { code: 0, message: "Transport unknown" }],
    ["GET", "?EIO=4&transport=abc", 400, { code: 0, message: "Transport unknown" }],
    ["GET", "?EIO=4&transport=__proto__", 400, { code: 0, message: "Transport unknown" }],
    ["GET", "?EIO=4&transport=polling&sid=abc", 400, { code: 1, message: "Session ID unknown" }],
    ["POST", "?EIO=4&transport=polling", 400, { code: 2, message: "Bad handshake method" }],
    ["GET", "?EIO=4&transport=websocket", 400, { code: 3, message: "Bad request" }],
    ["GET", "?EIO=3&transport=polling", 400, { code: 5, message: "Unsupported protocol version" }],
    ["GET", "?transport=polling", 400, { code: 5, message: "Unsupported protocol version" }],
  ];

  for (const [method, query, status, body] of ERRORS) {
    it(`${method} ${query} is ${status}, code ${body.code}`, async () => {
      const response = await fetch(`${server.url}/socket.io/${query}`, { method });
      assert.equal(response.status, status);
      assert.equal(response.headers.get("content-type"), "application/json");
      assert.deepEqual(await response.json(), body);
    });
  }

  it("the handshake's headers", async () => {
    const response = await fetch(`${server.url}/socket.io/?EIO=4&transport=polling`);
    assert.equal(response.status, 200);
    assert.equal(response.headers.get("content-type").toLowerCase(), "text/plain; charset=utf-8");
    assert.equal(response.headers.get("cache-control"), "no-store");
    assert.equal(response.headers.get("access-control-allow-origin"), null);
    await response.text();
  });

  it("a session id of a polling session is not known to a second poll beside the first", async () => {
    const session = await RawPolling.open(server.url);
    await session.send("40");
    await session.receive();
    const [first, second] = await Promise.all([session.receive(), session.receive()]);
    assert.deepEqual([first.status, second.status].sort(), [200, 400]);
    assert.equal((await session.receive()).status, 400);
  });
});

describe("--cors *", () => {
  const server = fixtureWith("--cors", "*");

  it("answers every origin", async () => {
    const headers = await headersOf(`${server.url}/socket.io/?EIO=4&transport=polling`, { origin: "http://a.example" });
    assert.equal(headers["access-control-allow-origin"], "*");
  });

  it("answers the preflight", async () => {
    const headers = await headersOf(
      `${server.url}/socket.io/?EIO=4&transport=polling`,
      {
        "origin": "http://a.example",
        "access-control-request-method": "POST",
        "access-control-request-headers": "content-type",
      },
      "OPTIONS",
    );
    assert.equal(headers[":status"], 204);
    assert.equal(headers["access-control-allow-origin"], "*");
    assert.match(headers["access-control-allow-methods"], /POST/);
    assert.match(headers["access-control-allow-headers"], /content-type/i);
  });

  it("puts the headers on errors, too", async () => {
    const headers = await headersOf(`${server.url}/socket.io/?EIO=4&transport=abc`, { origin: "http://a.example" });
    assert.equal(headers[":status"], 400);
    assert.equal(headers["access-control-allow-origin"], "*");
  });
});

describe("--cors with an origin", () => {
  const server = fixtureWith("--cors", "http://a.example");

  it("allows that origin", async () => {
    const headers = await headersOf(`${server.url}/socket.io/?EIO=4&transport=polling`, { origin: "http://a.example" });
    assert.equal(headers["access-control-allow-origin"], "http://a.example");
    assert.match(headers.vary, /Origin/i);
  });

  it("never allows another", async () => {
    const headers = await headersOf(`${server.url}/socket.io/?EIO=4&transport=polling`, { origin: "http://b.example" });
    assert.notEqual(headers["access-control-allow-origin"], "http://b.example");
    assert.notEqual(headers["access-control-allow-origin"], "*");
  });
});

/** fetch would not let us set these request headers. */
function headersOf(url, headers, method = "GET") {
  return new Promise((resolve, reject) => {
    request(url, { method, headers, agent: false }, (response) => {
      response.resume().on("end", () => resolve({ ...response.headers, ":status": response.statusCode }));
    })
      .on("error", reject)
      .end();
  });
}
