#include <errno.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

#include "pool.h"
#include "process.h"
#include "rooms.h"
#include "scenarios.h"

/* What became of the client that did not read. */
typedef struct stalled_end {
    bool closed;
    uint64_t bytes; /* that waited for it */
} stalled_end;

static client *let_stalled_in(const dialect *dialect)
{
    pool_set_small_receive_buffers(true);
    client *stalled = pool_connect(dialect, 1);
    pool_set_small_receive_buffers(false);
    rooms_let_in(stalled, 0);
    pool_stall(stalled);
    return stalled;
}

/* Reads at last what waits, up to the end of the connection or until nothing more comes. */
static stalled_end read_out(client *stalled)
{
    static char data[256 * 1024];
    stalled_end end = {0};
    struct timeval patience = {.tv_sec = 1};
    setsockopt(stalled->fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    ssize_t count;
    while ((count = recv(stalled->fd, data, sizeof data, 0)) > 0)
        end.bytes += (uint64_t)count;
    end.closed = count == 0 || errno == ECONNRESET;
    close(stalled->fd);
    return end;
}

void scenario_slow_reader(const settings *use)
{
    if (use->phase_count != 2 || !use->phases[0].paced || !use->phases[1].paced)
        fail("a slow reader needs two paced phases: without it, and with it");
    rooms_open(1, use->members, use->dialect, use->publisher);
    for (int i = 0; i < use->repeat; i++) {
        rooms_run(&use->phases[0], use->warm_up_ns, use->measured_ns);
        client *stalled = let_stalled_in(use->dialect);
        uint64_t before = process_resident_bytes(use->servers[0]);
        rooms_run(&use->phases[1], 0, use->measured_ns);
        uint64_t after = process_resident_bytes(use->servers[0]);
        stalled_end end = read_out(stalled);
        printf("{\"phase\":\"stalled-end\",\"closed\":%s,\"bytesWaiting\":%llu,\"bytesBefore\":%llu,\"bytesAfter\":%llu}\n",
            end.closed ? "true" : "false", (unsigned long long)end.bytes, (unsigned long long)before, (unsigned long long)after);
        fflush(stdout);
    }
}
