/*
 * The load generator of the benchmark: one thread, one epoll, no parsing beyond finding the number of each message.
 * See bench/README.md; the harness is what normally runs it.
 */
#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "measurement.h"
#include "pool.h"
#include "scenarios.h"

static const struct {
    const char *name;
    void (*run)(const settings *use);
} scenarios[] = {
    {"echo", scenario_echo},
    {"rooms", scenario_rooms},
    {"apart", scenario_apart},
    {"churn", scenario_churn},
    {"memberships", scenario_memberships},
    {"handshake", scenario_handshake},
    {"idle", scenario_idle},
    {"slow-reader", scenario_slow_reader},
};

static void raise_file_limit(void)
{
    struct rlimit limit;
    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
}

static uint64_t seconds(const char *text)
{
    return (uint64_t)(atof(text) * NANOS_PER_SECOND);
}

static void add_phase(settings *use, const char *text)
{
    if (use->phase_count == MAX_PHASES)
        fail("more than %d phases", MAX_PHASES);
    use->phases[use->phase_count++] = phase_parse(text);
}

static int next_server(int given)
{
    if (given == MAX_SERVERS)
        fail("more than %d servers", MAX_SERVERS);
    return given;
}

static settings read_options(int count, char **arguments)
{
    static const struct option options[] = {
        {"port", required_argument, NULL, 'p'},       {"pid", required_argument, NULL, 's'},
        {"dialect", required_argument, NULL, 'd'},    {"publisher", required_argument, NULL, 'u'},
        {"clients", required_argument, NULL, 'c'},    {"rooms", required_argument, NULL, 'r'},
        {"members", required_argument, NULL, 'm'},    {"repeat", required_argument, NULL, 'n'},
        {"warm-up", required_argument, NULL, 'w'},    {"seconds", required_argument, NULL, 't'},
        {"phase", required_argument, NULL, 'f'},      {0},
    };
    settings use = {.clients = 1, .rooms = 1, .members = 1, .repeat = 1, .measured_ns = NANOS_PER_SECOND};
    int ports = 0;
    int option;
    while ((option = getopt_long(count, arguments, "", options, NULL)) != -1) {
        switch (option) {
        case 'p': use.ports[next_server(ports++)] = atoi(optarg); break;
        case 's': use.servers[next_server(use.server_count++)] = atoi(optarg); break;
        case 'd': use.dialect = dialect_named(optarg); break;
        case 'u': use.publisher = dialect_named(optarg); break;
        case 'c': use.clients = atoi(optarg); break;
        case 'r': use.rooms = atoi(optarg); break;
        case 'm': use.members = atoi(optarg); break;
        case 'n': use.repeat = atoi(optarg); break;
        case 'w': use.warm_up_ns = seconds(optarg); break;
        case 't': use.measured_ns = seconds(optarg); break;
        case 'f': add_phase(&use, optarg); break;
        default: fail("an option that is not known");
        }
    }
    if (ports == 0 || ports != use.server_count || use.dialect == NULL || optind != count - 1)
        fail("usage: loadgen SCENARIO --port N --pid N [--port N --pid N] --dialect NAME [--clients N ...] [--phase ...]");
    return use;
}

int main(int count, char **arguments)
{
    settings use = read_options(count, arguments);
    raise_file_limit();
    measurement_of(use.servers, use.server_count);
    pool_start(use.ports, use.server_count);
    for (size_t i = 0; i < sizeof scenarios / sizeof *scenarios; i++) {
        if (strcmp(scenarios[i].name, arguments[optind]) == 0) {
            scenarios[i].run(&use);
            return 0;
        }
    }
    fail("there is no scenario %s", arguments[optind]);
}
