#include "measurement.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "histogram.h"
#include "pool.h"
#include "process.h"

static struct {
    pid_t servers[MAX_SERVERS];
    int count;
    bool running;
    uint64_t started_at;
    uint64_t server_cpu[MAX_SERVERS];
    uint64_t own_cpu;
    uint64_t polls;
    histogram latencies;
    histogram crossings;
} measurement;

void measurement_of(const pid_t *servers, int count)
{
    memcpy(measurement.servers, servers, sizeof *servers * (size_t)count);
    measurement.count = count;
}

void measurement_begin(void)
{
    histogram_reset(&measurement.latencies);
    histogram_reset(&measurement.crossings);
    for (int i = 0; i < measurement.count; i++)
        measurement.server_cpu[i] = process_cpu_ns(measurement.servers[i]);
    measurement.own_cpu = process_cpu_ns(getpid());
    measurement.polls = 0;
    measurement.started_at = now_ns();
    measurement.running = true;
}

void measurement_unit(uint64_t latency_ns)
{
    if (measurement.running)
        histogram_record(&measurement.latencies, latency_ns);
}

void measurement_crossing(uint64_t latency_ns)
{
    measurement_unit(latency_ns);
    if (measurement.running)
        histogram_record(&measurement.crossings, latency_ns);
}

void measurement_poll(void)
{
    if (measurement.running)
        measurement.polls++;
}

void measurement_end(const char *phase)
{
    measurement.running = false;
    uint64_t elapsed = now_ns() - measurement.started_at;
    uint64_t own_cpu = process_cpu_ns(getpid()) - measurement.own_cpu;
    uint64_t server_cpu = 0;
    uint64_t last_cpu = 0;
    for (int i = 0; i < measurement.count; i++) {
        last_cpu = process_cpu_ns(measurement.servers[i]) - measurement.server_cpu[i];
        server_cpu += last_cpu;
    }
    const histogram *latencies = &measurement.latencies;
    const histogram *crossings = &measurement.crossings;
    if (latencies->count == 0)
        fail("phase %s: nothing was done", phase);
    printf("{\"phase\":\"%s\",\"units\":%llu,\"seconds\":%.6f,\"serverCpuNs\":%llu,\"generatorCpuNs\":%llu,"
           "\"p50Ns\":%llu,\"p99Ns\":%llu,\"maxNs\":%llu",
        phase, (unsigned long long)latencies->count, (double)elapsed / NANOS_PER_SECOND,
        (unsigned long long)server_cpu, (unsigned long long)own_cpu,
        (unsigned long long)histogram_quantile(latencies, 0.5),
        (unsigned long long)histogram_quantile(latencies, 0.99), (unsigned long long)latencies->max);
    if (measurement.count > 1)
        printf(",\"lastServerCpuNs\":%llu,\"crossings\":%llu,\"crossingP50Ns\":%llu,\"crossingP99Ns\":%llu", (unsigned long long)last_cpu,
            (unsigned long long)crossings->count, (unsigned long long)histogram_quantile(crossings, 0.5),
            (unsigned long long)histogram_quantile(crossings, 0.99));
    if (measurement.polls > 0)
        printf(",\"polls\":%llu", (unsigned long long)measurement.polls);
    puts("}");
    fflush(stdout);
}
