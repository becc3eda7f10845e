#include "measurement.h"
#include "pool.h"
#include "scenarios.h"

void scenario_handshake(const settings *use)
{
    measurement_begin();
    client *clients = pool_connect(use->dialect, use->clients);
    for (int i = 0; i < use->clients; i++)
        measurement_unit(0);
    measurement_end("handshake");
    pool_disconnect(clients, use->clients);
}
