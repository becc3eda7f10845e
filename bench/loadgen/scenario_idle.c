#include "memory.h"
#include "pool.h"
#include "scenarios.h"

#define WARM_UP_ROUNDS 20
#define WARM_UP_CLIENTS 200
#define WARM_UP_PAUSE_NS (NANOS_PER_SECOND / 10)

/*
 * Connections that come and go, so that code and heap are warm. Few at a time: memory that they leave with the
 * process would be missing from what the idle ones seem to take.
 */
static void warm_up(const dialect *dialect)
{
    for (int i = 0; i < WARM_UP_ROUNDS; i++) {
        client *clients = pool_connect(dialect, WARM_UP_CLIENTS);
        pool_disconnect(clients, WARM_UP_CLIENTS);
        memory_rest(WARM_UP_PAUSE_NS);
    }
}

void scenario_idle(const settings *use)
{
    warm_up(use->dialect);
    client *control = pool_connect(use->dialect, 1);
    memory_reading before = memory_read(use->servers[0], control);
    pool_connect(use->dialect, use->clients);
    memory_report("idle", use->clients, before, memory_read(use->servers[0], control));
}
