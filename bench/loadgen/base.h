/* What every file of the load generator needs: the clock, and the one way to fail. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define NANOS_PER_SECOND 1000000000ull
#define NANOS_PER_MILLI 1000000ull

/* Monotonic time in nanoseconds. */
uint64_t now_ns(void);

/* Says what went wrong on standard error and ends the run: a measurement with a fault in it is worth nothing. */
_Noreturn void fail(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* malloc and realloc that end the run instead of returning NULL. */
void *allocate(size_t size);
void *reallocate(void *memory, size_t size);
