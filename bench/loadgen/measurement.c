#include "measurement.h"

#include <stdio.h>
#include <unistd.h>

#include "histogram.h"
#include "process.h"

static struct {
    pid_t server;
    bool running;
    uint64_t started_at;
    uint64_t server_cpu;
    uint64_t own_cpu;
    histogram latencies;
} measurement;

void measurement_of(pid_t server)
{
    measurement.server = server;
}

void measurement_begin(void)
{
    histogram_reset(&measurement.latencies);
    measurement.server_cpu = process_cpu_ns(measurement.server);
    measurement.own_cpu = process_cpu_ns(getpid());
    measurement.started_at = now_ns();
    measurement.running = true;
}

void measurement_unit(uint64_t latency_ns)
{
    if (measurement.running)
        histogram_record(&measurement.latencies, latency_ns);
}

void measurement_end(const char *phase)
{
    measurement.running = false;
    uint64_t elapsed = now_ns() - measurement.started_at;
    uint64_t server_cpu = process_cpu_ns(measurement.server) - measurement.server_cpu;
    uint64_t own_cpu = process_cpu_ns(getpid()) - measurement.own_cpu;
    const histogram *latencies = &measurement.latencies;
    if (latencies->count == 0)
        fail("phase %s: nothing was done", phase);
    printf("{\"phase\":\"%s\",\"units\":%llu,\"seconds\":%.6f,\"serverCpuNs\":%llu,\"generatorCpuNs\":%llu,"
           "\"p50Ns\":%llu,\"p99Ns\":%llu,\"maxNs\":%llu}\n",
        phase, (unsigned long long)latencies->count, (double)elapsed / NANOS_PER_SECOND,
        (unsigned long long)server_cpu, (unsigned long long)own_cpu,
        (unsigned long long)histogram_quantile(latencies, 0.5),
        (unsigned long long)histogram_quantile(latencies, 0.99), (unsigned long long)latencies->max);
    fflush(stdout);
}
