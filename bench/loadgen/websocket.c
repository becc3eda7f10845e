#include "websocket.h"

#include <stdio.h>
#include <string.h>

#include "dialect.h"

size_t websocket_frame(char *out, opcode kind, const void *payload, size_t length)
{
    uint8_t *header = (uint8_t *)out;
    size_t size = 2;
    header[0] = (uint8_t)(0x80 | kind);
    if (length < 126) {
        header[1] = (uint8_t)(0x80 | length);
    } else {
        if (length > 0xffff)
            fail("a payload of %zu bytes is more than the generator sends", length);
        header[1] = 0x80 | 126;
        header[2] = (uint8_t)(length >> 8);
        header[3] = (uint8_t)length;
        size = 4;
    }
    memset(out + size, 0, 4);
    memcpy(out + size + 4, payload, length);
    return size + 4 + length;
}

void websocket_upgrade(client *self, const char *path)
{
    char request[512];
    int length = snprintf(request, sizeof request,
        "GET %s HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
        "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n", path);
    self->state = CLIENT_UPGRADING;
    client_send(self, request, (size_t)length);
}

/* The answer to the upgrade. Returns its length, or 0 while it is incomplete. */
static size_t receive_upgrade(client *self, char *data, size_t length)
{
    char *end = memmem(data, length, "\r\n\r\n", 4);
    if (end == NULL)
        return 0;
    if (length < 12 || memcmp(data, "HTTP/1.1 101", 12) != 0)
        fail("the server refused the upgrade: %.*s", (int)(end - data), data);
    self->state = CLIENT_OPENING;
    self->dialect->opened(self);
    return (size_t)(end + 4 - data);
}

static void receive_control(client *self, opcode kind, const char *payload, size_t length)
{
    if (kind == OPCODE_PING) {
        char frame[FRAME_OVERHEAD + 125];
        client_send(self, frame, websocket_frame(frame, OPCODE_PONG, payload, length));
    } else if (kind == OPCODE_CLOSE) {
        self->state = CLIENT_CLOSED;
    }
}

static void receive_data(client *self, opcode kind, bool final, const char *payload, size_t length)
{
    if (final && kind != OPCODE_CONTINUATION && self->message.length == 0) {
        self->dialect->received(self, kind, payload, length);
        return;
    }
    buffer_append(&self->message, payload, length);
    if (!final)
        return;
    /* Only text is ever sent in parts here: no server of the bench splits a binary message. */
    buffer whole = self->message;
    self->message = (buffer){0};
    self->dialect->received(self, OPCODE_TEXT, whole.data, whole.length);
    buffer_release(&whole);
}

size_t websocket_receive(client *self, char *data, size_t length)
{
    size_t used = 0;
    if (self->state == CLIENT_UPGRADING) {
        used = receive_upgrade(self, data, length);
        if (used == 0)
            return 0;
    }
    while (length - used >= 2 && self->state != CLIENT_CLOSED) {
        const uint8_t *frame = (const uint8_t *)data + used;
        size_t available = length - used;
        size_t header = 2;
        size_t size = frame[1];
        if (size == 126) {
            if (available < 4)
                break;
            header = 4;
            size = (size_t)frame[2] << 8 | frame[3];
        } else if (size == 127) {
            fail("the server sent a frame of 64 KiB or more");
        }
        if (available < header + size)
            break;
        opcode kind = frame[0] & 0x0f;
        const char *payload = data + used + header;
        used += header + size;
        if (kind >= OPCODE_CLOSE)
            receive_control(self, kind, payload, size);
        else
            receive_data(self, kind, (frame[0] & 0x80) != 0, payload, size);
    }
    return used;
}
