// Runs the rounds: in each, every phase with one client after the other, so that whatever disturbs the machine disturbs all of them alike.
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { spawnServer } from "../../harness/processes.js";
import { readOptions } from "./options.js";
import { PeerProcess, servers } from "./peers.js";
import { phases, PING_INTERVAL } from "./phases.js";
import { render } from "./report.js";

const WARM_UP = 5000; // milliseconds

const options = readOptions(process.argv.slice(2));
const samples = []; // { peer, phase, ...metrics }
const failures = [];
const warm = new Map();

const { command, environment } = servers[options.server];
const started = await spawnServer("server", { command: [...command, "--ping-interval", String(PING_INTERVAL)], environment }, options.serverCore);
const url = `http://127.0.0.1:${started.port}`;

async function measure(name, phase) {
  if (phase.shares) {
    if (!warm.has(name)) {
      const peer = await PeerProcess.start(name, url, options.clientCore);
      await peer.do("open", { count: 1 });
      warm.set(name, peer);
    }
    return await phase.measure(warm.get(name));
  }
  const peer = await PeerProcess.start(name, url, options.clientCore);
  try {
    return await phase.measure(peer);
  } finally {
    await peer.stop();
  }
}

// Long enough for the just-in-time compilers to have seen all there is.
async function warmUp(name, phase) {
  const end = performance.now() + WARM_UP;
  let sample;
  do {
    sample = await measure(name, phase);
  } while (performance.now() < end);
  return sample;
}

async function round(label, keep) {
  for (const phaseName of options.phases) {
    const phase = phases[phaseName];
    for (const name of options.peers) {
      if (!keep && !phase.shares) {
        continue;
      }
      try {
        const sample = keep ? await measure(name, phase) : await warmUp(name, phase);
        console.error(`${label} ${phaseName} ${name} ${JSON.stringify(sample)}`);
        if (keep) {
          samples.push({ peer: name, phase: phaseName, ...sample });
        }
      } catch (error) {
        console.error(`${label} ${phaseName} ${name} FAILED: ${error.stack}`);
        failures.push(`${phaseName}, ${name}: ${error.message}`);
        await warm.get(name)?.stop();
        warm.delete(name);
      }
    }
  }
}

await round("warm-up", false);
for (let i = 1; i <= options.rounds; i++) {
  await round(`${i}/${options.rounds}`, true);
}
for (const peer of warm.values()) {
  await peer.stop();
}
await started.stop();

const report = render(samples, failures, options);
mkdirSync(dirname(options.out), { recursive: true });
writeFileSync(options.out, report);
console.log(report);
const isWrong = samples.some(({ peer, missing, wrong }) => peer === "sockeye" && (missing > 0 || wrong > 0));
process.exit(failures.length > 0 || isWrong ? 1 : 0);
