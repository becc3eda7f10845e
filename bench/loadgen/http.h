/* As much of HTTP/1.1 as a load generator needs. */
#pragma once

#include "client.h"

/* The length of the head of an answer, with the empty line; 0 while it is incomplete. */
size_t http_head(const char *data, size_t length);

/* The length that the head announces for the body, or the end of the run. */
size_t http_content_length(const client *self, const char *head, size_t length);
