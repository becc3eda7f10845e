import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { after, before, describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { ask, client, connect, eventOf, manager, TRANSPORTS, until } from "../support/clients.mjs";
import { TARGET } from "../support/fixture.mjs";
import { freePort } from "../support/ports.mjs";

const project = (path) => fileURLToPath(new URL(`../../../${path}`, import.meta.url));

// samples/Gateway, whose scheme of JWT reads what clients send as auth.token.
describe("tokens", { skip: TARGET === "node" }, () => {
  let gateway;
  let url;
  const tokens = {};

  before(async () => {
    url = `http://127.0.0.1:${await freePort()}`;
    gateway = spawn(project("artifacts/bin/Gateway/release/Gateway"), ["--urls", url, "--contentRoot", project("samples/Gateway")], {
      env: { ...process.env, ASPNETCORE_ENVIRONMENT: "Development" },
      stdio: "ignore",
    });
    await until(() => fetch(url).then((response) => response.ok, () => false), "the sample answers");
    for (const [name, password] of [["ann", "tea"], ["root", "admin"]]) {
      const response = await fetch(`${url}/login`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ name, password }),
      });
      tokens[name] = (await response.json()).token;
    }
  });

  after(async () => {
    const ended = once(gateway, "exit");
    gateway.kill("SIGKILL");
    await ended;
  });

  for (const [name, transports] of Object.entries(TRANSPORTS)) {
    it(`say who a client is, over ${name}`, async () => {
      const shop = await connect(url, "/shop", { transports, auth: { token: tokens.ann } });

      const order = await ask(shop, "order", "tea");

      assert.equal(order.customer, "ann");
    });
  }

  it("are asked for by a function, too", async () => {
    const shop = await connect(url, "/shop", { auth: (callback) => callback({ token: tokens.ann }) });

    assert.equal((await ask(shop, "order", "tea")).customer, "ann");
  });

  it("are those of one namespace of a connection", async () => {
    const shared = manager(url);
    const shop = shared.socket("/shop", { auth: { token: tokens.ann } });
    const admin = shared.socket("/admin", { auth: { token: tokens.root } });
    await Promise.all([eventOf(shop, "connect"), eventOf(admin, "connect")]);
    const placed = eventOf(admin, "order placed");

    assert.equal((await ask(shop, "order", "tea")).customer, "ann");
    assert.equal((await placed)[0].customer, "ann");
  });

  it("that are missing, wrong or not enough are refused", async () => {
    const refusal = async (namespace, auth) => {
      const [error] = await eventOf(client(url, namespace, { auth }), "connect_error");
      return `${error.message} ${error.data.code}`;
    };

    assert.equal(await refusal("/shop", {}), "Unauthorized E_UNAUTHORIZED");
    assert.equal(await refusal("/shop", { token: tokens.ann.slice(0, -5) }), "Unauthorized E_UNAUTHORIZED");
    assert.equal(await refusal("/admin", { token: tokens.ann }), "Forbidden E_FORBIDDEN");
  });
});
