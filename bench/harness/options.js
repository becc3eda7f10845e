// The command line.
import { join } from "node:path";
import { parseArgs } from "node:util";
import * as paths from "./paths.js";
import { groups, scenarios } from "./scenarios.js";
import { servers, variants } from "./servers.js";

const usage = `bench/run.sh [options]
  --quick             one short round: 8 minutes, to see that all works
  --rounds N          how often each server is measured (3)
  --seconds S         how long a phase is measured (2.5)
  --warm-up S         how long each phase runs before that (0.7)
  --servers A,B,...   of ${Object.keys(servers).join(", ")} (all)
                      and of ${Object.keys(variants).join(", ")}
  --scenarios A,B,... of ${Object.keys(scenarios).join(", ")} (all);
                      ${Object.keys(groups).join(", ")}: all of its kind
  --out FILE          where the table goes (bench/results/latest.md)
  --server-core N     core of the server, or of both of a pair (0)
  --load-core N       core of the generator, and of Redis (1)
  --no-pin            leave the choice of cores to the system
  --no-build          use what is built`;

export function readOptions(args) {
  const { values } = parseArgs({
    args,
    options: {
      quick: { type: "boolean", default: false },
      rounds: { type: "string" },
      seconds: { type: "string" },
      "warm-up": { type: "string" },
      servers: { type: "string", default: Object.keys(servers).join(",") },
      scenarios: { type: "string", default: Object.keys(scenarios).join(",") },
      out: { type: "string", default: join(paths.bench, "results", "latest.md") },
      "server-core": { type: "string", default: "0" },
      "load-core": { type: "string", default: "1" },
      "no-pin": { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    console.log(usage);
    process.exit(0);
  }
  const defaults = values.quick ? { rounds: 1, seconds: 0.7, warmUp: 0.4 } : { rounds: 3, seconds: 2.5, warmUp: 0.7 };
  return {
    arguments: args,
    quick: values.quick,
    rounds: Number(values.rounds ?? defaults.rounds),
    seconds: Number(values.seconds ?? defaults.seconds),
    warmUp: Number(values["warm-up"] ?? defaults.warmUp),
    servers: namesIn(values.servers, { ...servers, ...variants }),
    scenarios: namesIn(values.scenarios, scenarios, groups),
    out: values.out,
    serverCore: values["no-pin"] ? undefined : values["server-core"],
    loadCore: values["no-pin"] ? undefined : values["load-core"],
  };
}

function namesIn(list, known, groups = {}) {
  const names = list.split(",").flatMap((name) => groups[name] ?? name);
  const stranger = names.find((name) => !(name in known));
  if (stranger !== undefined) {
    throw new Error(`${stranger} is none of ${Object.keys(known).join(", ")}`);
  }
  return names;
}
