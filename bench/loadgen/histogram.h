/* Latencies in buckets that are at most 1.6 % wide, from 1 ns up. */
#pragma once

#include "base.h"

#define HISTOGRAM_BUCKETS (64 * 48)

typedef struct histogram {
    uint64_t buckets[HISTOGRAM_BUCKETS];
    uint64_t count;
    uint64_t max;
} histogram;

void histogram_reset(histogram *target);
void histogram_record(histogram *target, uint64_t nanoseconds);

/* The value that a share (0.5, 0.99) of the recorded ones do not exceed; 0 if there are none. */
uint64_t histogram_quantile(const histogram *source, double share);
