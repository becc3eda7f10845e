import { parseArgs } from "node:util";
import { churn } from "./churn.mjs";

// node churn/main.mjs --people 3000 --rooms 300 --seconds 300
const { values } = parseArgs({
  options: {
    people: { type: "string", default: "3000" },
    rooms: { type: "string", default: "300" },
    seconds: { type: "string", default: "300" },
    steps: { type: "string", default: "2000" },
    heartbeat: { type: "string", default: "2000" },
    grace: { type: "string", default: "2000" },
    seed: { type: "string", default: "1" },
  },
});
const { steps, ...numbers } = Object.fromEntries(Object.entries(values).map(([name, value]) => [name, Number(value)]));
const result = await churn({ ...numbers, stepsPerRound: steps, log: (line) => console.log(`${new Date().toISOString().slice(11, 19)} ${line}`) });
console.log(`${result.steps} steps by ${result.connections} connections: every server listed the true members at every quiet moment`);
