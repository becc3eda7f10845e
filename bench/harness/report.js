// The run as Markdown.
import { evaluate, standings } from "./acceptance.js";
import { machine } from "./machine.js";
import { phases } from "./scenarios.js";
import { servers, variants } from "./servers.js";

const find = (server) => ({ ...servers, ...variants })[server];
const titleOf = (server) => find(server)?.title ?? server;
const table = (header, rows) => [header, header.map(() => "---"), ...rows].map((row) => `| ${row.join(" | ")} |`).join("\n");

function number(value) {
  if (value >= 1000) {
    return Math.round(value).toLocaleString("en-US").replaceAll(",", " ");
  }
  return Number.isFinite(value) ? String(Number(value.toPrecision(3))) : "";
}

const spread = (summary) => `**${number(summary.median)}** (${number(summary.min)}–${number(summary.max)})`;
const percent = (summary) => `${Math.round(summary.median * 100)} %`;
const ratio = (value) => (Number.isFinite(value) ? value.toFixed(2) : "");

const oursColumns = ["ours", "loops"];

// Against both of ours, of the same kind as that server: one alone, or two on the same channels.
function ours(results, phase, metric, server) {
  const kind = find(server)?.channels ? `-${find(server).channels}` : "";
  return ["sockeye", "sockeye-loops"].map((own) => ratio(results.ratio(phase, metric, own + kind, server)));
}

export function render(results, run) {
  return [
    "# Sockeye beside its peers",
    machine(),
    `Command: \`bench/run.sh ${run.arguments.join(" ")}\`. Rounds: ${run.rounds}, interleaved; measured time of a phase: ${run.seconds} s. `
      + "Figures are medians over the rounds with (minimum–maximum). CPU is user and system time of the server's process, without Redis. "
      + "The column *ours* is the median of Sockeye, on Kestrel's own sockets, over that server's: below 1 Sockeye takes less; *loops* is the same of Sockeye on event loops.",
    acceptance(results),
    standing(results),
    ...Object.keys(phases).map((phase) => section(results, phase)).filter(Boolean),
    slowReaders(results),
    failures(results),
  ].filter(Boolean).join("\n\n") + "\n";
}

function acceptance(results) {
  const rows = evaluate(results).map(({ server, title, peer, ratio: value, target, met }) =>
    [titleOf(server), title, titleOf(peer), value < 0.01 ? value.toFixed(4) : value.toFixed(2), `≤ ${target}`, met ? "yes" : "**no**"]);
  return rows.length === 0 ? "" : `## Targets\n\n${table(["server", "scenario", "against", "ratio", "target", "met"], rows)}`;
}

function standing(results) {
  const rows = standings(results);
  if (rows.length === 0) {
    return "";
  }
  const [{ plain, loops }] = rows;
  const header = ["scenario", ...plain.map(({ peer }) => `ours: ${titleOf(peer)}`), ...loops.map(({ peer }) => `loops: ${titleOf(peer)}`)];
  const body = rows.map(({ title, plain: own, loops: onLoops }) => [
    title, ...own.map((cell) => ratio(cell.ratio)), ...onLoops.map((cell) => (cell.fellBehind ? `**${ratio(cell.ratio)}**` : ratio(cell.ratio))),
  ]);
  return `## All peers at a glance\n\nRatios as in the columns *ours* and *loops*. Bold: on event loops, behind a peer that was overtaken before.\n\n${table(header, body)}`;
}

function section(results, phase) {
  const { title, memory, cluster, apart } = phases[phase];
  const measured = results.servers(phase);
  if (measured.length === 0) {
    return "";
  }
  const tableOf = memory ? memoryTable : cluster ? clusterTable : apart ? apartTable : timeTable;
  const body = tableOf(results, phase, measured);
  return `## ${title}\n\n${body}`;
}

function timeTable(results, phase, measured) {
  const { unit, polls } = phases[phase];
  const latencies = phase !== "handshake";
  const header = [
    "server", `CPU µs per ${unit}`, ...oursColumns, ...(polls ? ["CPU µs per poll", ...oursColumns, "deliveries per poll"] : []), "per second",
    ...(latencies ? ["p50 µs", "p99 µs"] : []), "server busy", "generator busy",
  ];
  return table(header, measured.map((server) => {
    const of = (metric) => results.summary(phase, server, metric);
    return [
      titleOf(server), spread(of("cpuUs")), ...ours(results, phase, "cpuUs", server),
      ...(polls ? [spread(of("pollUs")), ...ours(results, phase, "pollUs", server), number(of("perPoll").median)] : []), spread(of("rate")),
      ...(latencies ? [spread(of("p50Us")), spread(of("p99Us"))] : []), percent(of("serverBusy")), percent(of("generatorBusy")),
    ];
  }));
}

// CPU is that of both servers; the latencies are those of deliveries by the server that the sender is not on.
function clusterTable(results, phase, measured) {
  const { unit } = phases[phase];
  const header = ["servers", `CPU µs per ${unit}, both`, ...oursColumns, "per second", "p50 µs across", "p99 µs across", "servers busy", "generator busy"];
  return table(header, measured.map((server) => {
    const of = (metric) => results.summary(phase, server, metric);
    return [
      titleOf(server), spread(of("cpuUs")), ...ours(results, phase, "cpuUs", server), spread(of("rate")),
      spread(of("crossingP50Us")), spread(of("crossingP99Us")), percent(of("serverBusy")), percent(of("generatorBusy")),
    ];
  }));
}

function apartTable(results, phase, measured) {
  const { unit } = phases[phase];
  const header = ["servers", `CPU µs per ${unit}, the other server`, ...oursColumns, "the other busy", "per second", `CPU µs per ${unit}, both`, "p99 µs", "generator busy"];
  return table(header, measured.map((server) => {
    const of = (metric) => results.summary(phase, server, metric);
    return [
      titleOf(server), spread(of("lastServerCpuUs")), ...ours(results, phase, "lastServerCpuUs", server),
      `${(of("lastServerBusy").median * 100).toFixed(2)} %`, spread(of("rate")), spread(of("cpuUs")), spread(of("p99Us")), percent(of("generatorBusy")),
    ];
  }));
}

function memoryTable(results, phase, measured) {
  const { unit } = phases[phase];
  return table(["server", `bytes per ${unit}, collected`, ...oursColumns, "as is", ...oursColumns], measured.map((server) => [
    titleOf(server), spread(results.summary(phase, server, "bytes")), ...ours(results, phase, "bytes", server),
    spread(results.summary(phase, server, "bytesAsIs")), ...ours(results, phase, "bytesAsIs", server),
  ]));
}

function slowReaders(results) {
  const rows = results.servers("stalled-end").map((server) => {
    const ends = results.samples("stalled-end", server);
    return [
      titleOf(server), spread(results.summary("calm", server, "p99Us")), spread(results.summary("stalled", server, "p99Us")),
      number(results.summary("stalled-end", server, "growth").max / 1024), `${ends.filter((end) => end.closed).length} of ${ends.length}`,
      [...new Set(ends.flatMap((end) => end.log))].join("; "),
    ];
  });
  const header = ["server", "p99 µs without", "p99 µs beside it", "most growth, KiB", "disconnected", "reason given"];
  return rows.length === 0 ? "" : `## One member of a busy room does not read\n\n${table(header, rows)}`;
}

function failures(results) {
  const lines = results.failures.map(({ server, scenario, message }) => `- ${titleOf(server)}, ${scenario}: ${message}`);
  return lines.length === 0 ? "" : `## Failed\n\n${lines.join("\n")}`;
}
