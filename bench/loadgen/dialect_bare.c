/*
 * What the servers without a protocol of their own speak, one WebSocket message each:
 *   to the server    E<id> value, J<id> room, L<id> room, C<id>, S<room> payload; binary: <room> payload
 *   from the server  A<id> value, M<payload>; binary: payload
 */
#include <stdio.h>

#include "dialect.h"
#include "pool.h"
#include "scan.h"

static void start(client *self)
{
    websocket_upgrade(self, "/");
}

static void received(client *self, opcode kind, const char *payload, size_t length)
{
    const char *end = payload + length;
    if (kind == OPCODE_BINARY) {
        pool_delivered(self, payload, length);
    } else if (STARTS_WITH(payload, length, "M")) {
        pool_delivered(self, payload + 1, length - 1);
    } else if (STARTS_WITH(payload, length, "A")) {
        const char *cursor = payload + 1;
        pool_answered(self, scan_number(&cursor, end));
    } else {
        fail("client %d: a message nobody asked for: %.*s", self->index, (int)length, payload);
    }
}

static size_t write_call(client *self, char *out, call_kind kind, uint32_t id, const char *argument)
{
    (void)self;
    char text[2048];
    int size = snprintf(text, sizeof text, "%c%u %s", "EJLC"[kind], id, argument);
    return websocket_frame(out, OPCODE_TEXT, text, (size_t)size);
}

static size_t write_say(char *out, const char *room, const char *payload, size_t length, bool binary)
{
    char text[MAX_WIRE];
    int size = snprintf(text, sizeof text, "%s%s ", binary ? "" : "S", room);
    memcpy(text + size, payload, length);
    return websocket_frame(out, binary ? OPCODE_BINARY : OPCODE_TEXT, text, (size_t)size + length);
}

const dialect dialect_bare = {
    .name = "bare",
    .start = start,
    .receive = websocket_receive,
    .opened = pool_ready,
    .received = received,
    .write_call = write_call,
    .write_say = write_say,
};
