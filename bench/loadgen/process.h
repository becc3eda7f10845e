/* What the server under test has used: its CPU time and its resident memory. */
#pragma once

#include <sys/types.h>

#include "base.h"

/* User and system time of all threads the process has or had, in nanoseconds. */
uint64_t process_cpu_ns(pid_t pid);

/* Resident set in bytes. */
uint64_t process_resident_bytes(pid_t pid);
