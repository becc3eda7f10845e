/* Looking at known text without parsing it. */
#pragma once

#include <string.h>

#include "base.h"

#define STARTS_WITH(data, length, literal) \
    ((length) >= sizeof(literal) - 1 && memcmp(data, literal, sizeof(literal) - 1) == 0)

#define ENDS_WITH(data, length, literal) \
    ((length) >= sizeof(literal) - 1 && memcmp((data) + (length) - (sizeof(literal) - 1), literal, sizeof(literal) - 1) == 0)

/* Reads decimal digits from *cursor and moves it behind them. */
static inline uint32_t scan_number(const char **cursor, const char *end)
{
    uint32_t value = 0;
    while (*cursor < end && **cursor >= '0' && **cursor <= '9')
        value = value * 10 + (uint32_t)(*(*cursor)++ - '0');
    return value;
}
