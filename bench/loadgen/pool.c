#include "pool.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define EVENTS_AT_ONCE 128         /* few, so that pacing stays exact while much comes in */
#define HANDSHAKES_AT_ONCE 64      /* below every server's backlog */
#define ANSWER_TIMEOUT_NS (20 * NANOS_PER_SECOND)
#define PORTS_PER_ADDRESS 20000    /* a source address has some 28 000 ports */
#define SMALL_RECEIVE_BUFFER 4096

static struct {
    int epoll;
    int ports[MAX_SERVERS];
    int servers;
    int place;
    bool small_receive_buffers;
    int ready;
    int made; /* connections ever made: chooses the source address */
    uint64_t now;
    pool_events events;
} pool;

void pool_start(const int *ports, int count)
{
    memcpy(pool.ports, ports, sizeof *ports * (size_t)count);
    pool.servers = count;
    pool.place = ALL_SERVERS;
    pool.epoll = epoll_create1(EPOLL_CLOEXEC);
    if (pool.epoll < 0)
        fail("epoll: %s", strerror(errno));
}

void pool_listen(pool_events events)
{
    pool.events = events;
}

void pool_place(int server)
{
    pool.place = server;
}

void pool_set_small_receive_buffers(bool small)
{
    pool.small_receive_buffers = small;
}

uint64_t pool_now(void)
{
    return pool.now;
}

static int dial(int server)
{
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0)
        fail("socket: %s", strerror(errno));
    int on = 1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    setsockopt(fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof on);
    if (pool.small_receive_buffers) {
        int size = SMALL_RECEIVE_BUFFER;
        setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof size);
    }
    struct sockaddr_in source = {
        .sin_family = AF_INET,
        .sin_addr.s_addr = htonl(INADDR_LOOPBACK + (uint32_t)(pool.made++ / PORTS_PER_ADDRESS)),
    };
    struct sockaddr_in target = {
        .sin_family = AF_INET,
        .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
        .sin_port = htons((uint16_t)pool.ports[server]),
    };
    if (bind(fd, (struct sockaddr *)&source, sizeof source) != 0)
        fail("bind: %s", strerror(errno));
    if (connect(fd, (struct sockaddr *)&target, sizeof target) != 0)
        fail("connect: %s", strerror(errno));
    return fd;
}

static void watch(client *self)
{
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = self};
    if (epoll_ctl(pool.epoll, EPOLL_CTL_ADD, self->fd, &event) != 0)
        fail("epoll_ctl: %s", strerror(errno));
}

client *pool_connect(const dialect *dialect, int count)
{
    client *clients = allocate(sizeof *clients * (size_t)count);
    uint64_t deadline = now_ns() + ANSWER_TIMEOUT_NS;
    int started = 0;
    pool.ready = 0;
    while (pool.ready < count) {
        for (; started < count && started - pool.ready < HANDSHAKES_AT_ONCE; started++) {
            client *self = &clients[started];
            self->index = started;
            self->dialect = dialect;
            self->server = pool.place == ALL_SERVERS ? started % pool.servers : pool.place;
            self->fd = dial(self->server);
            watch(self);
            dialect->start(self);
            deadline = now_ns() + ANSWER_TIMEOUT_NS;
        }
        pool_poll(NANOS_PER_MILLI * 10);
        if (now_ns() > deadline)
            fail("%d of %d clients did not get in", count - pool.ready, count);
    }
    return clients;
}

void pool_disconnect(client *clients, int count)
{
    /* A reset, so that no thousands of connections linger in TIME_WAIT. */
    struct linger reset = {.l_onoff = 1};
    for (int i = 0; i < count; i++) {
        setsockopt(clients[i].fd, SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
        close(clients[i].fd);
        buffer_release(&clients[i].wire);
        buffer_release(&clients[i].message);
    }
    free(clients);
}

void pool_stall(client *self)
{
    if (epoll_ctl(pool.epoll, EPOLL_CTL_DEL, self->fd, NULL) != 0)
        fail("epoll_ctl: %s", strerror(errno));
}

void pool_poll(uint64_t wait_ns)
{
    struct epoll_event events[EVENTS_AT_ONCE];
    struct timespec wait = {
        .tv_sec = (time_t)(wait_ns / NANOS_PER_SECOND),
        .tv_nsec = (long)(wait_ns % NANOS_PER_SECOND),
    };
    int count = epoll_pwait2(pool.epoll, events, EVENTS_AT_ONCE, &wait, NULL);
    if (count < 0 && errno != EINTR)
        fail("epoll: %s", strerror(errno));
    for (int i = 0; i < count; i++) {
        client *self = events[i].data.ptr;
        if (!client_read(self))
            fail("client %d: the server closed the connection", self->index);
    }
}

void pool_mark_read(void)
{
    pool.now = now_ns();
}

void pool_call(client *self, call_kind kind, const char *argument)
{
    char wire[MAX_WIRE];
    uint32_t id = self->next_call++;
    uint64_t *slot = &self->called_at[id % MAX_OUTSTANDING];
    if (*slot != 0)
        fail("client %d: request %u has not been answered", self->index, id - MAX_OUTSTANDING);
    size_t length = self->dialect->write_call(self, wire, kind, id, argument);
    *slot = now_ns();
    self->outstanding++;
    client_send(self, wire, length);
}

void pool_await_answers(const client *clients, int count)
{
    uint64_t deadline = now_ns() + ANSWER_TIMEOUT_NS;
    for (int i = 0; i < count; i++) {
        while (clients[i].outstanding > 0) {
            pool_poll(NANOS_PER_MILLI * 10);
            if (now_ns() > deadline)
                fail("client %d: %d requests were not answered", i, clients[i].outstanding);
        }
    }
}

void pool_ready(client *self)
{
    self->state = CLIENT_READY;
    pool.ready++;
}

void pool_answered(client *self, uint32_t id)
{
    uint64_t *slot = &self->called_at[id % MAX_OUTSTANDING];
    if (*slot == 0 || id >= self->next_call || self->next_call - id > MAX_OUTSTANDING)
        fail("client %d: request %u was answered twice, or never made", self->index, id);
    uint64_t latency = pool.now - *slot;
    *slot = 0;
    self->outstanding--;
    if (pool.events.answered != NULL)
        pool.events.answered(self, latency);
}

void pool_delivered(client *self, const char *payload, size_t length)
{
    if (pool.events.delivered == NULL)
        fail("client %d: a delivery that nobody asked for", self->index);
    pool.events.delivered(self, payload, length);
}
