#include <string.h>

#include "pool.h"
#include "requests.h"
#include "scenarios.h"

static char value[MAX_PAYLOAD];

static void echo(client *self)
{
    pool_call(self, CALL_ECHO, value);
}

void scenario_echo(const settings *use)
{
    client *clients = pool_connect(use->dialect, use->clients);
    for (int i = 0; i < use->phase_count; i++) {
        memset(value, 0, sizeof value);
        memset(value, 'x', use->phases[i].payload_size);
        requests_run(clients, use->clients, &use->phases[i], echo, use->warm_up_ns, use->measured_ns);
    }
}
