/* What can be measured. Each makes its own connections, and writes one line of JSON a phase. */
#pragma once

#include <sys/types.h>

#include "dialect.h"
#include "phase.h"
#include "pool.h"

#define MAX_PHASES 16

typedef struct settings {
    const dialect *dialect;
    const dialect *publisher; /* of rooms whose members can only listen */
    pid_t servers[MAX_SERVERS];
    int ports[MAX_SERVERS];
    int server_count;
    int clients;
    int rooms;
    int members;
    int repeat;
    uint64_t warm_up_ns;
    uint64_t measured_ns;
    phase phases[MAX_PHASES];
    int phase_count;
} settings;

/* Requests with an answer: clients, phases (in flight per client; or per second, of all). */
void scenario_echo(const settings *use);

/* Deliveries to rooms: rooms, members, phases (in flight or per second, of all rooms). */
void scenario_rooms(const settings *use);

/* Deliveries to rooms whose members are all on the first of two servers, beside clients on the other: rooms, members, clients, phases. */
void scenario_apart(const settings *use);

/* Joining and leaving: clients, phases (in flight per client). */
void scenario_churn(const settings *use);

/* What a membership takes: clients, rooms (of each client). */
void scenario_memberships(const settings *use);

/* What it takes to let a client into the namespace: clients. */
void scenario_handshake(const settings *use);

/* What an idle connection takes: clients. */
void scenario_idle(const settings *use);

/* A room with and without a member that does not read: members, one paced phase, repeat. */
void scenario_slow_reader(const settings *use);
