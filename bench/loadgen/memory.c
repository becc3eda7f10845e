#include "memory.h"

#include <stdio.h>

#include "pool.h"
#include "process.h"

#define REST_NS (1 * NANOS_PER_SECOND)

void memory_rest(uint64_t duration_ns)
{
    for (uint64_t end = now_ns() + duration_ns; now_ns() < end;)
        pool_poll(NANOS_PER_MILLI * 10);
}

memory_reading memory_read(pid_t server, client *control)
{
    memory_reading reading;
    memory_rest(REST_NS);
    reading.as_is = process_resident_bytes(server);
    pool_call(control, CALL_COLLECT, "");
    pool_await_answers(control, 1);
    memory_rest(REST_NS);
    reading.collected = process_resident_bytes(server);
    return reading;
}

void memory_report(const char *phase, int units, memory_reading before, memory_reading after)
{
    printf("{\"phase\":\"%s\",\"units\":%d,\"bytesBefore\":%llu,\"bytesAfter\":%llu,\"bytesAsIs\":%llu}\n",
        phase, units, (unsigned long long)before.collected, (unsigned long long)after.collected, (unsigned long long)after.as_is);
    fflush(stdout);
}
