/* A growing run of bytes. */
#pragma once

#include "base.h"

typedef struct buffer {
    char *data;
    size_t length;
    size_t capacity;
} buffer;

void buffer_append(buffer *target, const void *data, size_t length);

/* Forgets the contents and gives the memory back, so that an idle connection owns none. */
void buffer_release(buffer *target);
