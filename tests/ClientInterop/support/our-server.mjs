import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { ServerProcess } from "./server-process.mjs";

const PROGRAM = fileURLToPath(new URL("../../../artifacts/bin/Fixture/release/Fixture", import.meta.url));

/** tests/Fixture. */
export class OurServer {
  static async start(...args) {
    if (!existsSync(PROGRAM)) throw new Error(`${PROGRAM} is not built: dotnet build -c Release tests/Fixture`);
    return await ServerProcess.start(PROGRAM, ["--port", "0", ...args]);
  }
}
