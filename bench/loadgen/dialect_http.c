/* Plain HTTP on a connection that is kept: each call is a GET of the megabyte that the server has, and the body its answer. */
#include <stdlib.h>
#include <string.h>

#include "dialect.h"
#include "http.h"
#include "pool.h"
#include "scan.h"

#define MEGABYTE 1000000

static void start(client *self)
{
    pool_ready(self);
}

/* The body is counted and not kept. */
static size_t receive(client *self, char *data, size_t length)
{
    size_t head = 0;
    if (self->body_due == 0) {
        head = http_head(data, length);
        if (head == 0)
            return 0;
        self->body_due = http_content_length(self, data, head);
        if (self->body_due != MEGABYTE || !STARTS_WITH(data, length, "HTTP/1.1 200"))
            fail("client %d: not the megabyte that was due: %.*s", self->index, (int)head, data);
    }
    size_t body = length - head;
    if (body > self->body_due)
        fail("client %d: %zu bytes behind the megabyte", self->index, body - self->body_due);
    self->body_due -= body;
    if (self->body_due == 0)
        pool_answered(self, self->next_call - 1);
    return length;
}

static size_t write_call(client *self, char *out, call_kind kind, uint32_t id, const char *argument)
{
    static const char request[] = "GET /megabyte HTTP/1.1\r\nHost: localhost\r\n\r\n";
    (void)self, (void)kind, (void)id, (void)argument;
    memcpy(out, request, sizeof request - 1);
    return sizeof request - 1;
}

const dialect dialect_http = {
    .name = "http",
    .start = start,
    .receive = receive,
    .write_call = write_call,
};
