#include "rooms.h"
#include "scenarios.h"

void scenario_rooms(const settings *use)
{
    rooms_open(use->rooms, use->members, use->dialect, use->publisher);
    if (use->server_count > 1)
        rooms_settle();
    for (int i = 0; i < use->phase_count; i++)
        rooms_run(&use->phases[i], use->warm_up_ns, use->measured_ns);
}
