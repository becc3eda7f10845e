import { after, before } from "node:test";
import { Fixture } from "./fixture.mjs";

/** One fixture for all tests of the block it is called in: `const server = fixtureWith("--port", "0")`, then `server.url`. */
export function fixtureWith(...args) {
  const handle = {};
  before(async () => {
    handle.fixture = await Fixture.start(args);
    handle.url = handle.fixture.url;
    handle.port = handle.fixture.port;
  });
  after(() => handle.fixture?.stop());
  return handle;
}
