/* All connections of a run, one epoll for them, and what the scenario wants to hear of. */
#pragma once

#include "client.h"
#include "dialect.h"

typedef struct pool_events {
    /* An answer has come: how long it took. */
    void (*answered)(client *self, uint64_t latency_ns);
    /* A message said to a room has come. */
    void (*delivered)(client *self, const char *payload, size_t length);
} pool_events;

/* Servers that a run may spread its connections over. */
#define MAX_SERVERS 2
#define ALL_SERVERS -1

void pool_start(const int *ports, int count);

/* Where connections made from now on go: to that server, or to all of them in turns. */
void pool_place(int server);

void pool_listen(pool_events events);

/* Makes that many connections and waits until all are ready. */
client *pool_connect(const dialect *dialect, int count);
void pool_disconnect(client *clients, int count);

/* Whether connections made from now on get a small receive buffer, so that it is soon felt when they are not read. */
void pool_set_small_receive_buffers(bool small);

/* Never reads from that client again. */
void pool_stall(client *self);

/* Handles what has come in; waits at most that long if nothing has. */
void pool_poll(uint64_t wait_ns);

/* When the bytes being handled were read; set by the client that reads them. */
uint64_t pool_now(void);
void pool_mark_read(void);

/* Sends a request; its answer is checked and reported. */
void pool_call(client *self, call_kind kind, const char *argument);

/* Polls until no client of these has a request on its way. */
void pool_await_answers(const client *clients, int count);

/* Told by the dialects. */
void pool_ready(client *self);
void pool_answered(client *self, uint32_t id);
void pool_delivered(client *self, const char *payload, size_t length);
