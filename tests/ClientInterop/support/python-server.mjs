import { fileURLToPath } from "node:url";
import { ServerProcess } from "./server-process.mjs";

const PROGRAM = fileURLToPath(new URL("../python/server.py", import.meta.url));

/** A server of python-socketio. Debian's Python has the packages. */
export class PythonServer {
  static start() {
    return ServerProcess.start("/usr/bin/python3", [PROGRAM]);
  }
}
