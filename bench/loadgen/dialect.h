/*
 * The protocols that the servers speak. All of them carry the same contract:
 *   echo(value), join(room), leave(room), collect()  are answered;
 *   say(room, payload)                               delivers said(payload) to every member, text or binary.
 */
#pragma once

#include "client.h"
#include "websocket.h"

typedef enum call_kind { CALL_ECHO, CALL_JOIN, CALL_LEAVE, CALL_COLLECT } call_kind;

/* The longest payload that a scenario sends, and room for it with all that goes around it on the wire. */
#define MAX_PAYLOAD 16384
#define MAX_WIRE (MAX_PAYLOAD + 1024)

typedef struct dialect {
    const char *name;

    /* Starts the handshake on a connection that has just been made. */
    void (*start)(client *self);
    /* Takes what is complete out of the bytes that came; returns how many it used. */
    size_t (*receive)(client *self, char *data, size_t length);
    /* WebSocket dialects: the upgrade is done; a message has come. */
    void (*opened)(client *self);
    void (*received)(client *self, opcode kind, const char *payload, size_t length);

    /* Write what goes on the wire (at most MAX_WIRE bytes), and return its length. A dialect without write_say can only listen. */
    size_t (*write_call)(client *self, char *out, call_kind kind, uint32_t id, const char *argument);
    size_t (*write_say)(char *out, const char *room, const char *payload, size_t length, bool binary);
} dialect;

extern const dialect dialect_socketio;
extern const dialect dialect_socketio_polling;
extern const dialect dialect_signalr;
extern const dialect dialect_bare;
extern const dialect dialect_http;

/* The dialect of that name, or the end of the run. */
const dialect *dialect_named(const char *name);

/* Names of the calls, in the order of call_kind. */
extern const char *const call_names[];
