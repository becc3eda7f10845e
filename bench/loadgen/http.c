#include "http.h"

#include <stdlib.h>
#include <string.h>

#define HEAD_END "\r\n\r\n"

size_t http_head(const char *data, size_t length)
{
    const char *end = memmem(data, length, HEAD_END, sizeof HEAD_END - 1);
    return end == NULL ? 0 : (size_t)(end - data) + sizeof HEAD_END - 1;
}

size_t http_content_length(const client *self, const char *head, size_t length)
{
    static const char name[] = "content-length:";
    for (const char *line = head; line < head + length; line = (const char *)memchr(line, '\n', (size_t)(head + length - line)) + 1)
        if (strncasecmp(line, name, sizeof name - 1) == 0)
            return strtoul(line + sizeof name - 1, NULL, 10);
    fail("client %d: an answer without Content-Length: %.*s", self->index, (int)length, head);
}
