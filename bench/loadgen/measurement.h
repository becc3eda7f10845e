/* One measured phase: what was done in it, how long each took, and what the servers used for it. */
#pragma once

#include <sys/types.h>

#include "base.h"

void measurement_of(const pid_t *servers, int count);

/* From here on units count. */
void measurement_begin(void);

/* A unit of work (a delivery, a request, an operation) is done. Ignored outside a phase. */
void measurement_unit(uint64_t latency_ns);

/* The same of a delivery to a client of another server than the sender's: how long these took is shown apart. */
void measurement_crossing(uint64_t latency_ns);

/* A poll has been answered, however many units it brought. */
void measurement_poll(void);

/* Ends the phase and writes it as one line of JSON on standard output. */
void measurement_end(const char *phase);
