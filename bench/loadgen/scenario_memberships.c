#include <stdio.h>

#include "memory.h"
#include "pool.h"
#include "scenarios.h"

#define SHARED_BY 10  /* clients in each room */
#define JOINS_AT_ONCE 8
#define WARM_UP_ROOMS 20000

/* Joins and leaves rooms that nobody else is in, until the code is warm and the heap has its size. */
static void warm_up(client *self)
{
    char room[32];
    for (int i = 0; i < WARM_UP_ROOMS; i++) {
        snprintf(room, sizeof room, "warm-%d", i / 2);
        pool_call(self, i % 2 == 0 ? CALL_JOIN : CALL_LEAVE, room);
        if (self->outstanding == JOINS_AT_ONCE)
            pool_await_answers(self, 1);
    }
    pool_await_answers(self, 1);
}

/* Every ten clients share their rooms with one another and with nobody else. */
static void join_all(client *clients, int count, int rooms)
{
    char room[32];
    for (int k = 0; k < rooms; k++) {
        for (int i = 0; i < count; i++) {
            snprintf(room, sizeof room, "room-%d", i / SHARED_BY * rooms + k);
            pool_call(&clients[i], CALL_JOIN, room);
        }
        if (k % JOINS_AT_ONCE == JOINS_AT_ONCE - 1)
            pool_await_answers(clients, count);
    }
    pool_await_answers(clients, count);
}

void scenario_memberships(const settings *use)
{
    client *clients = pool_connect(use->dialect, use->clients);
    warm_up(&clients[0]);
    memory_reading before = memory_read(use->servers[0], &clients[0]);
    join_all(clients, use->clients, use->rooms);
    memory_report("membership", use->clients * use->rooms, before, memory_read(use->servers[0], &clients[0]));
}
