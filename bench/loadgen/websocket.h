/* As much of RFC 6455 as a load generator needs. */
#pragma once

#include "client.h"

typedef enum opcode {
    OPCODE_CONTINUATION = 0,
    OPCODE_TEXT = 1,
    OPCODE_BINARY = 2,
    OPCODE_CLOSE = 8,
    OPCODE_PING = 9,
    OPCODE_PONG = 10,
} opcode;

/* The most that a frame's header adds to its payload on the way to the server. */
#define FRAME_OVERHEAD 14

/* Writes one client frame, masked with a key of zeros: legal, and it costs nothing. Returns its length. */
size_t websocket_frame(char *out, opcode kind, const void *payload, size_t length);

/* Asks for the upgrade of a connection that has just been made. */
void websocket_upgrade(client *self, const char *path);

/* Takes whole frames out of the bytes and gives their messages to the dialect. Returns how many bytes it used. */
size_t websocket_receive(client *self, char *data, size_t length);
