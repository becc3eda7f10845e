/* Clients that send requests, each answered. */
#pragma once

#include "client.h"
#include "phase.h"

/* Makes the next request of a client. */
typedef void (*request_maker)(client *self);

/* Offers the phase's load for a warm-up and for the time that is measured; then waits for all answers. */
void requests_run(client *clients, int count, const phase *load, request_maker make, uint64_t warm_up_ns, uint64_t measured_ns);
