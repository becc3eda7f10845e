/*
 * Socket.IO over HTTP long-polling. One connection a client, with one request on it at a time: handshake, post CONNECT,
 * poll for its answer. Then it rests until its first call, which is posted; from there on it polls for ever, and only
 * posts between two polls to answer a ping.
 */
#include <stdio.h>

#include "dialect.h"
#include "http.h"
#include "measurement.h"
#include "pool.h"
#include "scan.h"
#include "socketio_packets.h"

#define PACKET_END '\x1e'

static const char path[] = "/socket.io/?EIO=4&transport=polling";

static size_t write_get(const client *self, char *out, size_t capacity)
{
    return (size_t)snprintf(out, capacity, "GET %s%s%s HTTP/1.1\r\nHost: localhost\r\n\r\n",
        path, self->session[0] == 0 ? "" : "&sid=", self->session);
}

static size_t write_post(const client *self, char *out, size_t capacity, const char *body)
{
    return (size_t)snprintf(out, capacity,
        "POST %s&sid=%s HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain;charset=UTF-8\r\nContent-Length: %zu\r\n\r\n%s",
        path, self->session, strlen(body), body);
}

static void get(client *self, polling_step step)
{
    char request[512];
    self->step = step;
    client_send(self, request, write_get(self, request, sizeof request));
}

static void post(client *self, const char *body)
{
    char request[1024];
    self->step = POLLING_POST;
    client_send(self, request, write_post(self, request, sizeof request, body));
}

static void start(client *self)
{
    self->state = CLIENT_OPENING;
    get(self, POLLING_HANDSHAKE);
}

static void handshake_done(client *self, const char *body, size_t length)
{
    static const char key[] = "\"sid\":\"";
    const char *sid = memmem(body, length, key, sizeof key - 1);
    if (sid == NULL)
        fail("client %d: a handshake without a session: %.*s", self->index, (int)length, body);
    sid += sizeof key - 1;
    size_t size = strcspn(sid, "\"");
    if (size >= sizeof self->session)
        fail("client %d: a session id of %zu characters", self->index, size);
    memcpy(self->session, sid, size);
    post(self, "40");
}

static void poll_done(client *self, const char *body, size_t length)
{
    bool was_ready = self->state == CLIENT_READY;
    bool pinged = false;
    const char *end = body + length;
    measurement_poll();
    while (body < end) {
        const char *stop = memchr(body, PACKET_END, (size_t)(end - body));
        size_t size = (size_t)((stop == NULL ? end : stop) - body);
        if (size == 1 && *body == '2')
            pinged = true;
        else
            socketio_packet(self, body, size);
        body += size + 1;
    }
    if (pinged)
        post(self, "3");
    else if (was_ready)
        get(self, POLLING_POLL);
}

static void answered(client *self, const char *body, size_t length)
{
    switch (self->step) {
    case POLLING_HANDSHAKE:
        handshake_done(self, body, length);
        break;
    case POLLING_POST:
        get(self, POLLING_POLL);
        break;
    case POLLING_POLL:
        poll_done(self, body, length);
        break;
    }
}

static size_t receive(client *self, char *data, size_t length)
{
    /* With one request at a time there is one answer at most. */
    size_t head = http_head(data, length);
    if (head == 0)
        return 0;
    size_t body = http_content_length(self, data, head);
    if (length < head + body)
        return 0;
    if (length > head + body || !STARTS_WITH(data, length, "HTTP/1.1 200"))
        fail("client %d: not the answer that was due: %.*s", self->index, (int)length, data);
    answered(self, data + head, body);
    return length;
}

static size_t write_call(client *self, char *out, call_kind kind, uint32_t id, const char *argument)
{
    char packet[512];
    socketio_write_call(packet, sizeof packet, kind, id, argument);
    self->step = POLLING_POST;
    return write_post(self, out, MAX_WIRE, packet);
}

const dialect dialect_socketio_polling = {
    .name = "socketio-polling",
    .start = start,
    .receive = receive,
    .write_call = write_call,
};
