#include "dialect.h"

#include <string.h>

const char *const call_names[] = {"echo", "join", "leave", "collect"};

const dialect *dialect_named(const char *name)
{
    static const dialect *const all[] = {&dialect_socketio, &dialect_socketio_polling, &dialect_signalr, &dialect_bare, &dialect_http};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (strcmp(all[i]->name, name) == 0)
            return all[i];
    fail("there is no dialect %s", name);
}
