// All samples of a run, by phase and server.
import { summarize } from "./statistics.js";

const metrics = {
  cpuUs: (sample) => sample.serverCpuNs / sample.units / 1000,
  pollUs: (sample) => sample.serverCpuNs / sample.polls / 1000,
  perPoll: (sample) => sample.units / sample.polls,
  rate: (sample) => sample.units / sample.seconds,
  p50Us: (sample) => sample.p50Ns / 1000,
  p99Us: (sample) => sample.p99Ns / 1000,
  serverBusy: (sample) => sample.serverCpuNs / 1e9 / sample.seconds,
  generatorBusy: (sample) => sample.generatorCpuNs / 1e9 / sample.seconds,
  crossingP50Us: (sample) => sample.crossingP50Ns / 1000,
  crossingP99Us: (sample) => sample.crossingP99Ns / 1000,
  lastServerCpuUs: (sample) => sample.lastServerCpuNs / sample.units / 1000,
  lastServerBusy: (sample) => sample.lastServerCpuNs / 1e9 / sample.seconds,
  bytes: (sample) => (sample.bytesAfter - sample.bytesBefore) / sample.units,
  bytesAsIs: (sample) => (sample.bytesAsIs - sample.bytesBefore) / sample.units,
  growth: (sample) => sample.bytesAfter - sample.bytesBefore,
};

export class Results {
  #samples = new Map();
  failures = [];

  add(server, samples) {
    for (const sample of samples) {
      const key = `${sample.phase}/${server}`;
      this.#samples.set(key, [...(this.#samples.get(key) ?? []), sample]);
    }
  }

  fail(server, scenario, error) {
    this.failures.push({ server, scenario, message: error.message });
  }

  // The servers that were measured in that phase, in the order in which they were.
  servers(phase) {
    return [...this.#samples.keys()].filter((key) => key.startsWith(`${phase}/`)).map((key) => key.slice(phase.length + 1));
  }

  samples(phase, server) {
    return this.#samples.get(`${phase}/${server}`) ?? [];
  }

  // Median, minimum and maximum over the rounds; undefined if the server was not measured in that phase.
  summary(phase, server, metric) {
    const samples = this.samples(phase, server);
    return samples.length === 0 ? undefined : summarize(samples.map(metrics[metric]));
  }

  // How many times as much the first server takes as the second, as medians.
  ratio(phase, metric, server, peer) {
    const ours = this.summary(phase, server, metric);
    const theirs = this.summary(phase, peer, metric);
    return ours && theirs && ours.median / theirs.median;
  }
}
