import { manager, until } from "../support/clients.mjs";
import { Member } from "./member.mjs";
import { named } from "./names.mjs";

const WATCHER = "watcher";

/** Plays a scenario on the server at this address; gives each member's log, with names in place of ids. */
export async function play(scenario, url) {
  const world = { members: new Map(), watchers: [], ids: new Map() };
  const namespaces = [...new Set(scenario.clients.flatMap((client) => client.namespaces))];
  await enter(world, url, { name: WATCHER, transports: ["websocket"], namespaces }, scenario);
  for (const client of scenario.clients) await enter(world, url, client, scenario);

  for (const [number, step] of scenario.steps.entries()) {
    const member = world.members.get(step.member);
    if (member.connected !== (step.kind !== "reconnect")) continue;
    for (const each of world.members.values()) each.log.push([`step ${number}`]);
    await ACTIONS[step.kind](member, resolved(step, world.members), world.members);
    await settle(world, member);
  }
  return Object.fromEntries(
    [...world.members].flatMap(([name, { log, repeated }]) => [
      [name, named(withoutIdleSteps(log), world.ids)],
      [`${name}, repeated`, named(repeated, world.ids)],
    ]),
  );
}

/** Lets a client into its namespaces, one after the other. */
async function enter(world, url, { name, transports, auth, namespaces }, { recovery }) {
  const connection = manager(url, { transports, autoConnect: false });
  for (const namespace of namespaces) {
    const answers = Number(name.slice(1)) % 3 !== 2; // every third client leaves all questions unanswered
    const member = new Member(name + namespace, connection.socket(namespace, { auth }), world.ids, { answers, recovery });
    world.members.set(member.name, member);
    if (name === WATCHER) world.watchers.push(member);
    await member.connect();
    await settle(world, member);
  }
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

/**
 * Until the server has seen everything that the actor sent, both sides agree on who is there, and everybody has what the server
 * sent. Who is there is asked by watchers, who do nothing else.
 */
async function settle({ members, watchers }, actor) {
  await actor.ask("echo", "settle");
  for (const watcher of watchers) {
    if (!watcher.connected) {
      watcher.agreed = undefined;
      await watcher.connect();
    }
    await until(() => agreed(watcher, members), `agreement on who is in ${watcher.namespace}`);
  }

  // A broadcast is given to one socket after the other while others are served: an answer to one of them may come before it, not several.
  for (let i = 0; i < 4; i++) await roundTrip(members);
}

async function agreed(watcher, members) {
  const here = [...members.values()].filter(({ namespace, connected }) => connected && namespace === watcher.namespace);
  const expected = here.map(({ id }) => id).sort();
  if (watcher.agreed?.join() !== expected.join()) {
    const gone = watcher.agreed?.filter((id) => !expected.includes(id)) ?? [];
    const [answer] = (await watcher.ask("do", { op: "fetchSockets", from: "io" })) ?? [];
    if (answer?.ok?.map(({ id }) => id).join() !== expected.join() || gone.some((id) => !watcher.leavers.has(id))) return false;
    watcher.agreed = expected;
  }
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
