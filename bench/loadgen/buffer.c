#include "buffer.h"

#include <stdlib.h>
#include <string.h>

void buffer_append(buffer *target, const void *data, size_t length)
{
    size_t needed = target->length + length;
    if (needed > target->capacity) {
        target->capacity = needed < 512 ? 512 : needed * 2;
        target->data = reallocate(target->data, target->capacity);
    }
    memcpy(target->data + target->length, data, length);
    target->length = needed;
}

void buffer_release(buffer *target)
{
    free(target->data);
    *target = (buffer){0};
}
