#include <stdio.h>

#include "pool.h"
#include "requests.h"
#include "scenarios.h"

#define ROOMS 1000
#define STRIDE 7 /* so that clients meet in rooms without all walking them in step */

/* A client joins a room and leaves it with its next request, then goes to another. */
static void join_or_leave(client *self)
{
    char room[16];
    uint32_t visit = self->next_call / 2;
    snprintf(room, sizeof room, "c%u", ((uint32_t)self->index * STRIDE + visit) % ROOMS);
    pool_call(self, self->next_call % 2 == 0 ? CALL_JOIN : CALL_LEAVE, room);
}

void scenario_churn(const settings *use)
{
    client *clients = pool_connect(use->dialect, use->clients);
    for (int i = 0; i < use->phase_count; i++)
        requests_run(clients, use->clients, &use->phases[i], join_or_leave, use->warm_up_ns, use->measured_ns);
}
