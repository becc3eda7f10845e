// The contract of tests/ClientFixture with npm socket.io-client behind it: what proves the checks themselves.
import { createInterface } from "node:readline";
import { COMMANDS, closeEverything, CommandError } from "./reference/commands.mjs";
import { describe } from "./reference/errors.mjs";
import { tell } from "./reference/output.mjs";
import { toJson } from "./reference/values.mjs";

for (const event of ["uncaughtException", "unhandledRejection"]) {
  process.on(event, (error) => {
    tell({ fatal: error?.stack ?? String(error) });
    process.exit(1);
  });
}

const input = createInterface({ input: process.stdin });
input.on("line", (line) => run(JSON.parse(line)));
input.on("close", quit);

function run(command) {
  if (command.op === "quit") {
    tell({ id: command.id, ok: true });
    return input.close();
  }
  answer(command).then(
    (ok) => tell({ id: command.id, ok: toJson(ok) }),
    (error) => tell({ id: command.id, ...describe(error) }),
  );
}

/** Runs up to its first wait before the next line is read: commands are started in order. */
async function answer(command) {
  if (!Object.hasOwn(COMMANDS, command.op)) throw new CommandError(`unknown command: ${command.op}`);
  return await COMMANDS[command.op](command);
}

function quit() {
  closeEverything();
  process.exit(0);
}
