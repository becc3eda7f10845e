/*
 * One connection to a server: its socket, what has come in of a frame or message that is not complete, and what the
 * scenario keeps about it. The bytes are read here; a dialect makes sense of them.
 */
#pragma once

#include "base.h"
#include "buffer.h"

struct dialect;
struct room;

/* Requests that a client may have on their way at once. */
#define MAX_OUTSTANDING 16

typedef enum client_state {
    CLIENT_NEW,
    CLIENT_UPGRADING, /* waits for the HTTP answer */
    CLIENT_OPENING,   /* the dialect's own handshake is going on */
    CLIENT_READY,
    CLIENT_CLOSED,
} client_state;

typedef enum polling_step { POLLING_HANDSHAKE, POLLING_POST, POLLING_POLL } polling_step;

typedef struct client {
    int fd;
    int index;
    int server; /* which of the servers it is connected to */
    client_state state;
    const struct dialect *dialect;
    buffer wire;    /* the start of a frame or HTTP message whose end has not come yet */
    buffer message; /* the parts so far of a message that came in several frames */

    bool attachment_due; /* Socket.IO: the header of a binary event has come, its attachment has not */
    char session[64];    /* polling: the session id, and what the request on its way is for */
    polling_step step;
    size_t body_due; /* plain HTTP: what is still to come of the answer */

    uint32_t next_call;                  /* id of the next request */
    int outstanding;                     /* requests on their way */
    uint64_t called_at[MAX_OUTSTANDING]; /* by id; 0 is free */

    struct room *room;
    uint32_t next_sequence; /* what the next delivery must carry */
} client;

/* Reads what is there. False once the connection has ended. */
bool client_read(client *self);

/* Sends the bytes at once, or ends the run: the generator never queues for a server that does not read. */
void client_send(client *self, const void *data, size_t length);
