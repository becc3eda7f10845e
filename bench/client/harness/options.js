// The command line.
import { join } from "node:path";
import { parseArgs } from "node:util";
import * as paths from "../../harness/paths.js";
import { peers, servers, variants } from "./peers.js";
import { phases } from "./phases.js";

const usage = `bench/client.sh [options]
  --rounds N          how often each client is measured (2)
  --peers A,B,...     of ${Object.keys(peers).join(", ")} (all)
                      and of ${Object.keys(variants).join(", ")}
  --phases A,B,...    of ${Object.keys(phases).join(", ")} (all)
  --server NAME       of ${Object.keys(servers).join(", ")} (sockeye)
  --out FILE          where the table goes (bench/results/client.md)
  --server-core N     core of the server (0)
  --client-core N     core of the clients (1)
  --no-pin            leave the choice of cores to the system
  --no-build          use what is built`;

export function readOptions(args) {
  const { values } = parseArgs({
    args,
    options: {
      rounds: { type: "string", default: "2" },
      peers: { type: "string", default: Object.keys(peers).join(",") },
      phases: { type: "string", default: Object.keys(phases).join(",") },
      server: { type: "string", default: "sockeye" },
      out: { type: "string", default: join(paths.bench, "results", "client.md") },
      "server-core": { type: "string", default: "0" },
      "client-core": { type: "string", default: "1" },
      "no-pin": { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    console.log(usage);
    process.exit(0);
  }
  return {
    arguments: args,
    rounds: Number(values.rounds),
    peers: namesIn(values.peers, { ...peers, ...variants }),
    phases: namesIn(values.phases, phases),
    server: namesIn(values.server, servers)[0],
    out: values.out,
    serverCore: values["no-pin"] ? undefined : values["server-core"],
    clientCore: values["no-pin"] ? undefined : values["client-core"],
  };
}

function namesIn(list, known) {
  const names = list.split(",");
  const stranger = names.find((name) => !(name in known));
  if (stranger !== undefined) {
    throw new Error(`${stranger} is none of ${Object.keys(known).join(", ")}`);
  }
  return names;
}
