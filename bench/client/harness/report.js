// The run as Markdown.
import { machine } from "../../harness/machine.js";
import { summarize } from "../../harness/statistics.js";
import { servers, titleOf } from "./peers.js";
import { phases, PING_INTERVAL } from "./phases.js";

const AIM = 0.5;
const table = (header, rows) => [header, header.map(() => "---"), ...rows].map((row) => `| ${row.join(" | ")} |`).join("\n");
const number = (value) => (value >= 1000 ? Math.round(value).toLocaleString("en-US").replaceAll(",", " ") : String(Number(value.toPrecision(3))));

export function render(samples, failures, options) {
  const summary = (peer, phase, metric) => summarize(samples.filter((sample) => sample.peer === peer && sample.phase === phase).map((sample) => sample[metric]));
  const rows = options.phases.flatMap((phase) => Object.entries(phases[phase].metrics).map(([metric, unit]) => [
    phases[phase].title,
    unit,
    ...options.peers.map((peer) => figure(summary(peer, phase, metric), peer === "sockeye" ? undefined : summary("sockeye", phase, metric))),
  ]));
  return [
    "# Sockeye.Client beside other clients",
    machine(),
    `Command: \`bench/client.sh ${options.arguments.join(" ")}\`. Rounds: ${options.rounds}, interleaved. The server is ${servers[options.server].title}, the same process for all, with a ping every ${PING_INTERVAL / 1000} s. `
      + `Figures are medians over the rounds with (minimum–maximum); the factor is Sockeye's over that client's: the aim is ${AIM} or less.`,
    table(["phase", "measure", ...options.peers.map(titleOf)], rows),
    faults(samples),
    ...failures.map((failure) => `- **failed**: ${failure}`),
    "",
  ].filter((part) => part !== undefined).join("\n\n");
}

function figure({ median, min, max }, ours) {
  if (median === undefined) {
    return "none";
  }
  const factor = ours?.median === undefined ? "" : ` ×${(ours.median / median).toFixed(2)}`;
  return `**${number(median)}** (${number(min)}–${number(max)})${factor}`;
}

function faults(samples) {
  const bad = samples.filter(({ missing, wrong }) => missing > 0 || wrong > 0);
  return bad.length === 0
    ? "Every event came once and in order, and every answer to its caller."
    : bad.map(({ peer, phase, missing, wrong }) => `- ${titleOf(peer)}, ${phase}: ${missing} missing, ${wrong} out of order or of another caller`).join("\n");
}
