/* The JSON hub protocol of ASP.NET Core SignalR on a WebSocket, without negotiation. */
#include <stdio.h>

#include "dialect.h"
#include "pool.h"
#include "scan.h"

#define RECORD_END '\x1e'
#define PING "{\"type\":6}\x1e"
#define SAID "{\"type\":1,\"target\":\"said\",\"arguments\":[\""
#define SAID_END "\"]}"
#define ANSWER "{\"type\":3,\"invocationId\":\""

static const char *const methods[] = {"Echo", "Join", "Leave", "Collect"};

static void send_text(client *self, const char *text)
{
    char frame[FRAME_OVERHEAD + 64];
    client_send(self, frame, websocket_frame(frame, OPCODE_TEXT, text, strlen(text)));
}

static void opened(client *self)
{
    send_text(self, "{\"protocol\":\"json\",\"version\":1}\x1e");
}

static void record(client *self, const char *text, size_t length)
{
    if (STARTS_WITH(text, length, SAID) && ENDS_WITH(text, length, SAID_END)) {
        size_t around = sizeof SAID - 1 + sizeof SAID_END - 1;
        pool_delivered(self, text + sizeof SAID - 1, length - around);
    } else if (STARTS_WITH(text, length, ANSWER)) {
        const char *cursor = text + sizeof ANSWER - 1;
        pool_answered(self, scan_number(&cursor, text + length));
    } else if (STARTS_WITH(text, length, "{\"type\":6")) {
        send_text(self, PING);
    } else if (STARTS_WITH(text, length, "{}")) {
        pool_ready(self);
    } else {
        fail("client %d: a record nobody asked for: %.*s", self->index, (int)length, text);
    }
}

static void start(client *self)
{
    websocket_upgrade(self, "/hub");
}

static void received(client *self, opcode kind, const char *payload, size_t length)
{
    if (kind != OPCODE_TEXT || length == 0 || payload[length - 1] != RECORD_END)
        fail("client %d: a message that is not whole records", self->index);
    while (length > 0) {
        size_t size = (size_t)((const char *)memchr(payload, RECORD_END, length) - payload);
        record(self, payload, size);
        payload += size + 1;
        length -= size + 1;
    }
}

static size_t write_call(client *self, char *out, call_kind kind, uint32_t id, const char *argument)
{
    (void)self;
    char text[2048];
    int size = snprintf(text, sizeof text, "{\"type\":1,\"invocationId\":\"%u\",\"target\":\"%s\",\"arguments\":[\"%s\"]}\x1e",
        id, methods[kind], argument);
    return websocket_frame(out, OPCODE_TEXT, text, (size_t)size);
}

static size_t write_say(char *out, const char *room, const char *payload, size_t length, bool binary)
{
    if (binary)
        fail("the JSON hub protocol has no binary messages");
    char text[MAX_WIRE];
    int size = snprintf(text, sizeof text, "{\"type\":1,\"target\":\"Say\",\"arguments\":[\"%s\",\"%.*s\"]}\x1e",
        room, (int)length, payload);
    return websocket_frame(out, OPCODE_TEXT, text, (size_t)size);
}

const dialect dialect_signalr = {
    .name = "signalr",
    .start = start,
    .receive = websocket_receive,
    .opened = opened,
    .received = received,
    .write_call = write_call,
    .write_say = write_say,
};
