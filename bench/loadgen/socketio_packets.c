#include "socketio_packets.h"

#include <stdio.h>
#include <string.h>

#include "pool.h"
#include "scan.h"

#define SAID "42[\"said\",\""
#define SAID_END "\"]"

void socketio_packet(client *self, const char *packet, size_t length)
{
    const char *end = packet + length;
    if (STARTS_WITH(packet, length, SAID) && ENDS_WITH(packet, length, SAID_END)) {
        /* A payload has no quotes. With recovery a position follows it, as a client of the reference would see. */
        const char *payload = packet + sizeof SAID - 1;
        const char *quote = memchr(payload, '"', (size_t)(end - payload));
        pool_delivered(self, payload, (size_t)(quote - payload));
    } else if (STARTS_WITH(packet, length, "43")) {
        const char *cursor = packet + 2;
        pool_answered(self, scan_number(&cursor, end));
    } else if (STARTS_WITH(packet, length, "451-[\"said\",")) {
        self->attachment_due = true;
    } else if (STARTS_WITH(packet, length, "40")) {
        pool_ready(self);
    } else if (STARTS_WITH(packet, length, "41")) {
        self->state = CLIENT_CLOSED;
    } else {
        fail("client %d: a packet nobody asked for: %.*s", self->index, (int)length, packet);
    }
}

size_t socketio_write_call(char *out, size_t capacity, call_kind kind, uint32_t id, const char *argument)
{
    return (size_t)snprintf(out, capacity, "42%u[\"%s\",\"%s\"]", id, call_names[kind], argument);
}
