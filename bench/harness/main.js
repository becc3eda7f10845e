// Runs the rounds: in each, every scenario on one server after the other, so that whatever disturbs the machine
// disturbs all of them alike.
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { runGenerator } from "./generator.js";
import { readOptions } from "./options.js";
import { quiet } from "./quiet.js";
import { render } from "./report.js";
import { Results } from "./results.js";
import { scenarios } from "./scenarios.js";
import { servers, startServer, variants } from "./servers.js";

const options = readOptions(process.argv.slice(2));
const results = new Results();
const running = new Map();

async function serverFor(name) {
  if (!running.has(name)) {
    running.set(name, await startServer(name, options));
  }
  return running.get(name);
}

async function stopServer(name) {
  await running.get(name)?.stop();
  running.delete(name);
}

const othersQuiet = () => quiet([...running.values()].flatMap(({ processes }) => processes));

// A scenario that looks at memory gets a process of its own, others one that is warm.
async function measure(name, scenario, timing) {
  if (!scenario.fresh) {
    const server = await serverFor(name);
    await othersQuiet();
    return await runGenerator(server, scenario, timing);
  }
  const server = await startServer(name, options);
  try {
    await othersQuiet();
    const samples = await runGenerator(server, scenario, timing);
    return samples.map((sample) => ({ ...sample, log: server.log.filter((line) => line.startsWith("disconnect")) }));
  } finally {
    await server.stop();
  }
}

async function round(label, timing, keep) {
  for (const scenarioName of options.scenarios) {
    const scenario = scenarios[scenarioName];
    for (const name of new Set([...options.servers, ...(scenario.beside ?? [])])) {
      if (!scenario.servers({ ...servers, ...variants }[name]) || (scenario.fresh && !keep)) {
        continue;
      }
      try {
        const samples = await measure(name, scenario, timing);
        if (keep) {
          results.add(name, samples);
        }
        console.error(`${label} ${scenarioName} ${name}`);
      } catch (error) {
        console.error(`${label} ${scenarioName} ${name} FAILED: ${error.message}`);
        results.fail(name, scenarioName, error);
        await stopServer(name);
      }
    }
  }
}

// Long enough for the just-in-time compilers to have seen all there is.
const WARM_UP = { ...options, warmUp: 0, seconds: options.quick ? 0.5 : 2 };

await round("warm-up", WARM_UP, false);
for (let i = 1; i <= options.rounds; i++) {
  await round(`${i}/${options.rounds}`, options, true);
}
for (const name of [...running.keys()]) {
  await stopServer(name);
}

const report = render(results, options);
mkdirSync(dirname(options.out), { recursive: true });
writeFileSync(options.out, report);
console.log(report);
process.exitCode = results.failures.length === 0 ? 0 : 1;
