#include "rooms.h"

#include <stdio.h>
#include <string.h>

#include "measurement.h"
#include "pool.h"

#define SEQUENCE_DIGITS 10
#define DRAIN_TIMEOUT_NS (10 * NANOS_PER_SECOND)
#define JOINS_AT_ONCE 64
#define SETTLING_NS (1 * NANOS_PER_SECOND)
#define AFTERMATH_NS (20 * NANOS_PER_MILLI) /* in which a delivery made twice would show */

static struct {
    room *rooms;
    int count;
    int next; /* the room that speaks next */
    int in_flight;
    bool binary;
    char payload[MAX_PAYLOAD];
    size_t payload_size;
} traffic;

static uint32_t read_sequence(const char *payload)
{
    uint32_t value = 0;
    for (int i = 0; i < SEQUENCE_DIGITS; i++)
        value = value * 10 + (uint32_t)(payload[i] - '0');
    return value;
}

static void delivered(client *self, const char *payload, size_t length)
{
    room *of = self->room;
    if (of == NULL)
        fail("client %d is in no room and got a message", self->index);
    if (length != traffic.payload_size)
        fail("client %d: a payload of %zu bytes, %zu were sent", self->index, length, traffic.payload_size);
    uint32_t sequence = read_sequence(payload);
    if (sequence != self->next_sequence)
        fail("client %d of %s: message %u came where %u was due: %s", self->index, of->name, sequence, self->next_sequence,
            sequence < self->next_sequence ? "doubled or out of order" : "one is missing or out of order");
    self->next_sequence++;
    message *said = &of->messages[sequence & (of->capacity - 1)];
    uint64_t latency = pool_now() - said->said_at;
    if (self->server == of->publisher->server)
        measurement_unit(latency);
    else
        measurement_crossing(latency);
    if (--said->missing == 0)
        traffic.in_flight--;
}

static void say(room *to)
{
    char wire[MAX_WIRE];
    char digits[SEQUENCE_DIGITS + 1];
    message *said = &to->messages[to->next_sequence & (to->capacity - 1)];
    if (said->missing > 0)
        fail("%s: the server is %u messages behind: it does not sustain this rate", to->name, to->capacity);
    snprintf(digits, sizeof digits, "%0*u", SEQUENCE_DIGITS, to->next_sequence++);
    memcpy(traffic.payload, digits, SEQUENCE_DIGITS);
    size_t length = to->publisher->dialect->write_say(wire, to->name, traffic.payload, traffic.payload_size, traffic.binary);
    said->missing = to->members;
    said->said_at = now_ns();
    traffic.in_flight++;
    client_send(to->publisher, wire, length);
}

static void offer(const phase *load, uint64_t duration_ns)
{
    pace progress = {.started_at = now_ns()};
    while (now_ns() - progress.started_at < duration_ns) {
        while (phase_due(load, &progress, traffic.in_flight)) {
            say(&traffic.rooms[traffic.next]);
            traffic.next = (traffic.next + 1) % traffic.count;
            progress.started++;
        }
        pool_poll(phase_wait_ns(load, &progress));
    }
}

static void drain(void)
{
    uint64_t deadline = now_ns() + DRAIN_TIMEOUT_NS;
    while (traffic.in_flight > 0) {
        pool_poll(NANOS_PER_MILLI);
        if (now_ns() > deadline)
            fail("%d messages did not reach all members", traffic.in_flight);
    }
    for (uint64_t end = now_ns() + AFTERMATH_NS; now_ns() < end;)
        pool_poll(NANOS_PER_MILLI);
}

void rooms_run(const phase *load, uint64_t warm_up_ns, uint64_t measured_ns)
{
    traffic.payload_size = load->payload_size;
    traffic.binary = load->binary;
    memset(traffic.payload, 'x', traffic.payload_size);
    offer(load, warm_up_ns);
    measurement_begin();
    offer(load, measured_ns);
    measurement_end(load->name);
    drain();
}

void rooms_settle(void)
{
    for (uint64_t end = now_ns() + SETTLING_NS; now_ns() < end;)
        pool_poll(NANOS_PER_MILLI * 10);
}

void rooms_let_in(client *guest, int room)
{
    pool_call(guest, CALL_JOIN, traffic.rooms[room].name);
    pool_await_answers(guest, 1);
}

void rooms_open(int rooms, int members, const dialect *members_speak, const dialect *publisher_speaks)
{
    traffic.rooms = allocate(sizeof *traffic.rooms * (size_t)rooms);
    traffic.count = rooms;
    pool_listen((pool_events){.delivered = delivered});
    bool listeners_only = members_speak->write_say == NULL;
    client *outsider = listeners_only ? pool_connect(publisher_speaks, 1) : NULL;
    client *clients = pool_connect(members_speak, rooms * members);
    for (int i = 0; i < rooms; i++) {
        room *self = &traffic.rooms[i];
        snprintf(self->name, sizeof self->name, "r%d", i);
        self->members = members;
        self->publisher = listeners_only ? outsider : &clients[i * members];
        self->capacity = rooms == 1 ? ROOM_MESSAGES : ROOM_MESSAGES / 64;
        self->messages = allocate(sizeof *self->messages * self->capacity);
    }
    for (int i = 0; i < rooms * members; i++) {
        clients[i].room = &traffic.rooms[i / members];
        pool_call(&clients[i], CALL_JOIN, clients[i].room->name);
        if (i % JOINS_AT_ONCE == JOINS_AT_ONCE - 1)
            pool_await_answers(&clients[i + 1 - JOINS_AT_ONCE], JOINS_AT_ONCE);
    }
    pool_await_answers(clients, rooms * members);
}
