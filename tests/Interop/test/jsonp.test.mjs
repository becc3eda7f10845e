import assert from "node:assert/strict";
import { describe, it } from "node:test";
import vm from "node:vm";
import { fixtureWith } from "../support/suite.mjs";

/** A browser that has nothing but scripts and forms: as engine.io-client 3 does it. */
class Jsonp {
  constructor(url) {
    this.address = `${url}/socket.io/?EIO=4&transport=polling&j=2`;
  }

  async receive() {
    const script = await (await fetch(this.address)).text();
    let received;
    vm.runInNewContext(script, { ___eio: { 2: (payload) => (received = payload) } });
    return received;
  }

  async open() {
    const { sid } = JSON.parse((await this.receive()).slice(1));
    this.address += `&sid=${sid}`;
  }

  async send(payload) {
    const escaped = payload.replace(/\\n/g, "\\\\n").replace(/\n/g, "\\n");
    const response = await fetch(this.address, { method: "POST", body: new URLSearchParams({ d: escaped }) });
    assert.equal(await response.text(), "ok");
  }
}

describe("JSONP", () => {
  const server = fixtureWith();

  it("carries any text, both ways", async () => {
    const client = new Jsonp(server.url);
    await client.open();
    await client.send("40");
    assert.match(await client.receive(), /^40\{"sid":"/);
    const text = `a+b & c=d \u2028\u2029 "quoted" \\ \\n \\\\n 100% €😀 </script>`;
    await client.send(`42${JSON.stringify(["message", text, "second\nline"])}`);
    const received = [];
    while (received.at(-1)?.[0] !== "message-back") {
      for (const packet of (await client.receive()).split("\x1e")) {
        if (packet.startsWith("42")) received.push(JSON.parse(packet.slice(2)));
      }
    }
    assert.deepEqual(received.at(-1), ["message-back", text, "second\nline"]);
  });
});
