/*
 * How work is offered for a while. Saturated: so many units are always on their way. Paced: so many units a second are
 * started, whether or not the ones before are done.
 */
#pragma once

#include "base.h"

typedef struct phase {
    char name[64];
    bool paced;
    double amount; /* units in flight, or per second */
    size_t payload_size;
    bool binary;
} phase;

typedef struct pace {
    uint64_t started_at;
    uint64_t started; /* units so far */
} pace;

/* Reads NAME=saturated:IN_FLIGHT[:SIZE[:binary]] or NAME=paced:PER_SECOND[:SIZE[:binary]]. */
phase phase_parse(const char *text);

/* Whether another unit is due, with that many on their way. */
bool phase_due(const phase *self, const pace *progress, int in_flight);

/* How long to wait at most for something to come in before looking again. */
uint64_t phase_wait_ns(const phase *self, const pace *progress);
