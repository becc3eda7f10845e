#include "measurement.h"
#include "memory.h"
#include "pool.h"
#include "scenarios.h"

#define WARM_UP_ROUNDS 4
#define WARM_UP_CLIENTS 1000

/* Connections that come and go, so that the handshakes that count meet warm code and a heap that has been used. */
static void warm_up(const dialect *dialect)
{
    for (int i = 0; i < WARM_UP_ROUNDS; i++) {
        client *clients = pool_connect(dialect, WARM_UP_CLIENTS);
        pool_disconnect(clients, WARM_UP_CLIENTS);
        memory_rest(NANOS_PER_SECOND / 2);
    }
}

void scenario_idle(const settings *use)
{
    warm_up(use->dialect);
    client *control = pool_connect(use->dialect, 1);
    memory_reading before = memory_read(use->server, control);
    measurement_begin();
    pool_connect(use->dialect, use->clients);
    for (int i = 0; i < use->clients; i++)
        measurement_unit(0);
    measurement_end("handshake");
    memory_report("idle", use->clients, before, memory_read(use->server, control));
}
