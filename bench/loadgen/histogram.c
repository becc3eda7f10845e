#include "histogram.h"

#include <string.h>

/* Values below 64 have a bucket each; above, 64 buckets for each doubling. */
static unsigned bucket_of(uint64_t value)
{
    if (value < 64)
        return (unsigned)value;
    unsigned shift = 63 - (unsigned)__builtin_clzll(value) - 6;
    unsigned bucket = (shift + 1) * 64 + (unsigned)((value >> shift) - 64);
    return bucket < HISTOGRAM_BUCKETS ? bucket : HISTOGRAM_BUCKETS - 1;
}

static uint64_t upper_bound(unsigned bucket)
{
    if (bucket < 64)
        return bucket;
    unsigned shift = bucket / 64 - 1;
    return ((uint64_t)(bucket % 64 + 65) << shift) - 1;
}

void histogram_reset(histogram *target)
{
    memset(target, 0, sizeof *target);
}

void histogram_record(histogram *target, uint64_t nanoseconds)
{
    target->buckets[bucket_of(nanoseconds)]++;
    target->count++;
    if (nanoseconds > target->max)
        target->max = nanoseconds;
}

uint64_t histogram_quantile(const histogram *source, double share)
{
    uint64_t wanted = (uint64_t)(share * (double)source->count);
    uint64_t seen = 0;
    for (unsigned i = 0; i < HISTOGRAM_BUCKETS; i++) {
        seen += source->buckets[i];
        if (seen > wanted)
            return upper_bound(i) < source->max ? upper_bound(i) : source->max;
    }
    return source->max;
}
