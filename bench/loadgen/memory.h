/* The server's resident memory, as it is and after it has collected its garbage. */
#pragma once

#include <sys/types.h>

#include "client.h"

typedef struct memory_reading {
    uint64_t as_is;
    uint64_t collected;
} memory_reading;

/* Lets the server come to rest, reads, asks it over that client to collect, and reads again. */
memory_reading memory_read(pid_t server, client *control);

/* Writes what each of so many things takes, as one line of JSON on standard output. */
void memory_report(const char *phase, int units, memory_reading before, memory_reading after);

/* Listens for so long, so that the server's pings are answered. */
void memory_rest(uint64_t duration_ns);
