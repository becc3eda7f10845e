#include "process.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

uint64_t process_cpu_ns(pid_t pid)
{
    /* The kernel's exact run time of the process, where /proc/PID/stat counts in ticks of 10 ms. */
    clockid_t clock;
    struct timespec time;
    if (clock_getcpuclockid(pid, &clock) != 0 || clock_gettime(clock, &time) != 0)
        fail("process %d is gone", (int)pid);
    return (uint64_t)time.tv_sec * NANOS_PER_SECOND + (uint64_t)time.tv_nsec;
}

uint64_t process_resident_bytes(pid_t pid)
{
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/status", (int)pid);
    FILE *file = fopen(path, "r");
    if (file == NULL)
        fail("process %d is gone", (int)pid);
    char line[256];
    unsigned long long kilobytes = 0;
    while (fgets(line, sizeof line, file) != NULL)
        if (sscanf(line, "VmRSS: %llu kB", &kilobytes) == 1)
            break;
    fclose(file);
    return kilobytes * 1024;
}
