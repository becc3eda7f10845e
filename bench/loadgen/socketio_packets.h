/* Socket.IO packets as text, the same over WebSocket and polling. */
#pragma once

#include "dialect.h"

/* Takes one packet from the server that begins with the Engine.IO message type. */
void socketio_packet(client *self, const char *packet, size_t length);

size_t socketio_write_call(char *out, size_t capacity, call_kind kind, uint32_t id, const char *argument);
