#include "requests.h"

#include "measurement.h"
#include "pool.h"

static struct {
    request_maker make;
    bool paced;
    bool ending;
} requests;

static void answered(client *self, uint64_t latency_ns)
{
    measurement_unit(latency_ns);
    if (!requests.paced && !requests.ending)
        requests.make(self);
}

/* Saturated, each answer makes the next request, and there is nothing to do here but to listen. */
static void offer(client *clients, int count, const phase *load, uint64_t duration_ns)
{
    pace progress = {.started_at = now_ns()};
    while (now_ns() - progress.started_at < duration_ns) {
        while (load->paced && phase_due(load, &progress, 0))
            requests.make(&clients[progress.started++ % (uint64_t)count]);
        pool_poll(phase_wait_ns(load, &progress));
    }
}

void requests_run(client *clients, int count, const phase *load, request_maker make, uint64_t warm_up_ns, uint64_t measured_ns)
{
    requests.make = make;
    requests.paced = load->paced;
    requests.ending = false;
    pool_listen((pool_events){.answered = answered});
    for (int i = 0; i < count && !load->paced; i++)
        for (int k = 0; k < (int)load->amount; k++)
            make(&clients[i]);
    offer(clients, count, load, warm_up_ns);
    measurement_begin();
    offer(clients, count, load, measured_ns);
    measurement_end(load->name);
    requests.ending = true;
    pool_await_answers(clients, count);
}
