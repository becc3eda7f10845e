#include "phase.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dialect.h"

#define DEFAULT_PAYLOAD 64
#define LONGEST_WAIT_NS (10 * NANOS_PER_MILLI)

static _Noreturn void refuse(const char *text)
{
    fail("not a phase (NAME=saturated:IN_FLIGHT[:SIZE[:binary]] or NAME=paced:PER_SECOND[...]): %s", text);
}

phase phase_parse(const char *text)
{
    phase self = {.payload_size = DEFAULT_PAYLOAD};
    char mode[16];
    char amount[16];
    char size[16] = "";
    char kind[16] = "";
    if (sscanf(text, "%63[^=]=%15[^:]:%15[^:]:%15[^:]:%15s", self.name, mode, amount, size, kind) < 3)
        refuse(text);
    self.paced = strcmp(mode, "paced") == 0;
    self.amount = atof(amount);
    self.binary = strcmp(kind, "binary") == 0;
    if (size[0] != 0)
        self.payload_size = strtoul(size, NULL, 10);
    if ((!self.paced && strcmp(mode, "saturated") != 0) || self.amount <= 0 || self.payload_size > MAX_PAYLOAD)
        refuse(text);
    return self;
}

static uint64_t due_at(const phase *self, const pace *progress)
{
    return progress->started_at + (uint64_t)((double)progress->started * NANOS_PER_SECOND / self->amount);
}

bool phase_due(const phase *self, const pace *progress, int in_flight)
{
    return self->paced ? now_ns() >= due_at(self, progress) : in_flight < (int)self->amount;
}

uint64_t phase_wait_ns(const phase *self, const pace *progress)
{
    if (!self->paced)
        return LONGEST_WAIT_NS;
    uint64_t due = due_at(self, progress);
    uint64_t now = now_ns();
    if (due <= now)
        return 0;
    return due - now < LONGEST_WAIT_NS ? due - now : LONGEST_WAIT_NS;
}
