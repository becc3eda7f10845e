/*
 * Rooms with members that all listen and one publisher each. Every message carries its number in its room, and each
 * member must get each number once, in order.
 */
#pragma once

#include "client.h"
#include "dialect.h"
#include "phase.h"

/* Messages of one room that may be on their way at once. */
#define ROOM_MESSAGES 4096

typedef struct message {
    uint64_t said_at;
    int missing; /* deliveries still to come */
} message;

typedef struct room {
    char name[16];
    client *publisher;
    int members;
    uint32_t next_sequence;
    uint32_t capacity; /* of messages; a power of two */
    message *messages;
} room;

/*
 * Connects the members, makes them join, and picks the first of each room as its publisher; where the members' dialect
 * can only listen, one more client that is in no room publishes for all, in the other dialect.
 */
void rooms_open(int rooms, int members, const dialect *members_speak, const dialect *publisher_speaks);

/* Waits until servers of a cluster have subscribed to the rooms: a join is answered before that. */
void rooms_settle(void);

/* Lets one more client into a room without expecting anything of it. */
void rooms_let_in(client *guest, int room);

/* Offers the phase's load for a warm-up and then for the time that is measured; then waits for all that is on its way. */
void rooms_run(const phase *load, uint64_t warm_up_ns, uint64_t measured_ns);
