#include <stdio.h>

#include "pool.h"
#include "rooms.h"
#include "scenarios.h"

#define BUSY 0
#define OTHER 1

/* Clients in rooms of their own: nothing that is said may reach them. */
static void let_bystanders_in(const dialect *dialect, int count)
{
    char room[32];
    client *bystanders = pool_connect(dialect, count);
    for (int i = 0; i < count; i++) {
        snprintf(room, sizeof room, "bystander-%d", i);
        pool_call(&bystanders[i], CALL_JOIN, room);
    }
    pool_await_answers(bystanders, count);
}

void scenario_apart(const settings *use)
{
    if (use->server_count != 2)
        fail("the rooms of one server apart from another's need two servers");
    pool_place(OTHER);
    let_bystanders_in(use->dialect, use->clients);
    pool_place(BUSY);
    rooms_open(use->rooms, use->members, use->dialect, use->publisher);
    rooms_settle();
    for (int i = 0; i < use->phase_count; i++)
        rooms_run(&use->phases[i], use->warm_up_ns, use->measured_ns);
}
