import { manager, until } from "../support/clients.mjs";
import { Member } from "./member.mjs";
import { named } from "./names.mjs";

/** Plays a scenario on the server at this address; gives each member's log, with names in place of ids. */
export async function play(scenario, url) {
  const ids = new Map();
  const members = new Map();
  for (const { name, transports, auth, namespaces } of scenario.clients) {
    const connection = manager(url, { transports, autoConnect: false });
    for (const namespace of namespaces) {
      const member = new Member(name + namespace, connection.socket(namespace, { auth }), ids, {
        answers: Number(name.slice(1)) % 3 !== 2, // every third client leaves all questions unanswered
        recovery: scenario.recovery,
      });
      members.set(member.name, member);
      await member.connect();
      await settle(members);
    }
  }
  for (const step of scenario.steps) {
    const member = members.get(step.member);
    if (member.connected !== (step.kind !== "reconnect")) continue;
    for (const each of members.values()) each.log.push([`step ${scenario.steps.indexOf(step)}`]);
    await ACTIONS[step.kind](member, resolved(step, members), members);
    await settle(members);
  }
  return Object.fromEntries([...members].map(([name, { log }]) => [name, named(withoutIdleSteps(log), ids)]));
}

const ACTIONS = {
  message: (member, { args }) => member.socket.emit("message", ...args),
  messageWithAck: async (member, { args }) => member.noteAnswer("message-with-ack", await member.ask("message-with-ack", ...args)),
  join: async (member, { room }) => member.noteAnswer("join", await member.ask("join", room)),
  leave: async (member, { room }) => member.noteAnswer("leave", await member.ask("leave", room)),
  say: (member, { room, payload }) => member.socket.emit("say", room, payload),
  shout: (member, { payload }) => member.socket.emit("shout", payload),
  whoami: async (member) => member.noteAnswer("whoami", await member.ask("whoami")),
  burst: (member, { room, payloads }) => payloads.forEach((payload) => member.socket.emit("say", room, payload)),
  do: async (member, { operation }) => member.noteAnswer(operation.op, await member.ask("do", operation)),
  disconnectSockets: async (member, { operation }, members) => {
    const [{ ok: targets }] = await member.ask("do", { ...operation, op: "fetchSockets" });
    await ACTIONS.do(member, { operation });
    // an event that a client sends before it knows that it is out would break its whole connection
    const out = [...members.values()].filter(({ id }) => targets.some((target) => target.id === id));
    await until(() => out.every(({ connected }) => !connected), "disconnection of all targets");
  },
  serverDisconnect: async (member, { close }) => {
    member.socket.emit("do", { op: "disconnect", close });
    await until(() => !member.connected, "disconnection by the server");
  },
  clientDisconnect: (member) => member.socket.disconnect(),
  breakConnection: (member) => member.socket.io.engine.close(),
  reconnect: (member) => member.connect(),
};

/** Until the server has seen everything that was sent, everybody has what the server sent, and both agree on who is there. */
async function settle(members) {
  await roundTrip(members);
  for (const namespace of new Set([...members.values()].map((member) => member.namespace))) {
    await until(() => agreed(namespace, members), `agreement on who is in ${namespace}`);
  }
  await roundTrip(members);
}

async function agreed(namespace, members) {
  const here = [...members.values()].filter((member) => member.namespace === namespace && member.connected);
  const observer = here[0];
  if (observer === undefined || here.every((member) => member.seenIn === here.map(({ id }) => id).join())) return true;
  const [answer] = (await observer.ask("do", { op: "fetchSockets", from: "io" })) ?? [];
  const there = answer?.ok?.map(({ id }) => id).join();
  if (there !== here.map(({ id }) => id).sort().join()) return false;
  for (const member of here) member.seenIn = here.map(({ id }) => id).join();
  return true;
}

async function roundTrip(members) {
  await Promise.all([...members.values()].map((member) => member.ask("echo", "settle")));
}

/** With ids in place of @names: of those that are away, the last one. */
function resolved(step, members) {
  const room = (name) => (name?.startsWith("@") ? (members.get(name.slice(1)).id ?? name) : name);
  const { operation } = step;
  return {
    ...step,
    room: room(step.room),
    ...(operation && {
      operation: {
        ...operation,
        ...(operation.to && { to: operation.to.map(room) }),
        ...(operation.except && { except: operation.except.map(room) }),
      },
    }),
  };
}

function withoutIdleSteps(log) {
  const isStep = (entry) => entry?.length === 1;
  return log.filter((entry, i) => !isStep(entry) || (i + 1 < log.length && !isStep(log[i + 1])));
}
