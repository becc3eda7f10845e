/* Socket.IO 5 over Engine.IO 4 on a WebSocket, main namespace. */
#include <stdio.h>

#include "dialect.h"
#include "pool.h"
#include "scan.h"
#include "socketio_packets.h"

static void send_text(client *self, const char *text)
{
    char frame[FRAME_OVERHEAD + 16];
    client_send(self, frame, websocket_frame(frame, OPCODE_TEXT, text, strlen(text)));
}

static void opened(client *self)
{
    (void)self; /* the server speaks first */
}

static void start(client *self)
{
    websocket_upgrade(self, "/socket.io/?EIO=4&transport=websocket");
}

static void received(client *self, opcode kind, const char *payload, size_t length)
{
    if (kind == OPCODE_BINARY) {
        if (!self->attachment_due)
            fail("client %d: a binary message without its header", self->index);
        self->attachment_due = false;
        pool_delivered(self, payload, length);
        return;
    }
    if (self->attachment_due)
        fail("client %d: a text message where an attachment was due: %.*s", self->index, (int)length, payload);
    if (STARTS_WITH(payload, length, "0"))
        send_text(self, "40");
    else if (STARTS_WITH(payload, length, "2"))
        send_text(self, "3");
    else
        socketio_packet(self, payload, length);
}

static size_t write_call(client *self, char *out, call_kind kind, uint32_t id, const char *argument)
{
    (void)self;
    char packet[2048];
    return websocket_frame(out, OPCODE_TEXT, packet, socketio_write_call(packet, sizeof packet, kind, id, argument));
}

static size_t write_say(char *out, const char *room, const char *payload, size_t length, bool binary)
{
    char packet[MAX_WIRE];
    if (!binary) {
        int size = snprintf(packet, sizeof packet, "42[\"say\",\"%s\",\"%.*s\"]", room, (int)length, payload);
        return websocket_frame(out, OPCODE_TEXT, packet, (size_t)size);
    }
    int size = snprintf(packet, sizeof packet, "451-[\"say-binary\",\"%s\",{\"_placeholder\":true,\"num\":0}]", room);
    size_t header = websocket_frame(out, OPCODE_TEXT, packet, (size_t)size);
    return header + websocket_frame(out + header, OPCODE_BINARY, payload, length);
}

const dialect dialect_socketio = {
    .name = "socketio",
    .start = start,
    .receive = websocket_receive,
    .opened = opened,
    .received = received,
    .write_call = write_call,
    .write_say = write_say,
};
