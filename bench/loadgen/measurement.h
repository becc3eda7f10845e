/* One measured phase: what was done in it, how long each took, and what the server used for it. */
#pragma once

#include <sys/types.h>

#include "base.h"

void measurement_of(pid_t server);

/* From here on units count. */
void measurement_begin(void);

/* A unit of work (a delivery, a request, an operation) is done. Ignored outside a phase. */
void measurement_unit(uint64_t latency_ns);

/* Ends the phase and writes it as one line of JSON on standard output. */
void measurement_end(const char *phase);
