/*
 * The floor: what the kernel alone asks for. One thread, one epoll, and for every delivery one send() and nothing else.
 * Speaks what bench/loadgen/dialect_bare.c says. Trusts its clients: it is a yardstick, not a server.
 */
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#define MAX_ROOMS 65536
#define MAX_FRAME (64 * 1024)
#define EVENTS_AT_ONCE 256
#define MASK_SIZE 4
#define FINAL_TEXT 0x81
#define FINAL_BINARY 0x82

typedef struct connection {
    int fd;
    bool upgraded;
    size_t held; /* bytes of a frame that is not complete */
    char *hold;
} connection;

typedef struct room {
    int *members;
    int count;
    int capacity;
} room;

static room rooms[MAX_ROOMS];

/* Writes the payload behind its prefix as one frame, and returns the frame's length. */
static size_t write_frame(char *frame, uint8_t first, const char *prefix, const char *payload, size_t length)
{
    size_t prefix_length = strlen(prefix);
    size_t total = prefix_length + length;
    size_t header = 2;
    frame[0] = (char)first;
    frame[1] = (char)total;
    if (total >= 126) {
        frame[1] = 126;
        frame[2] = (char)(total >> 8);
        frame[3] = (char)total;
        header = 4;
    }
    memcpy(frame + header, prefix, prefix_length);
    memcpy(frame + header + prefix_length, payload, length);
    return header + total;
}

/* A room's name is a letter and its number. */
static room *room_named(const char *name)
{
    return &rooms[atoi(name + 1) % MAX_ROOMS];
}

static void join(room *self, int fd)
{
    if (self->count == self->capacity) {
        self->capacity = self->capacity == 0 ? 16 : self->capacity * 2;
        self->members = realloc(self->members, sizeof *self->members * (size_t)self->capacity);
    }
    self->members[self->count++] = fd;
}

static void leave(room *self, int fd)
{
    for (int i = 0; i < self->count; i++) {
        if (self->members[i] == fd) {
            self->members[i] = self->members[--self->count];
            return;
        }
    }
}

static void say(const room *to, uint8_t first, const char *prefix, const char *payload, size_t length)
{
    char frame[MAX_FRAME];
    size_t size = write_frame(frame, first, prefix, payload, length);
    for (int i = 0; i < to->count; i++)
        send(to->members[i], frame, size, MSG_NOSIGNAL);
}

static void answer(int fd, const char *text, size_t length)
{
    char frame[MAX_FRAME];
    send(fd, frame, write_frame(frame, FINAL_TEXT, "", text, length), MSG_NOSIGNAL);
}

/* The payload is followed by a byte that may be overwritten. */
static void message(int fd, uint8_t first, char *payload, size_t length)
{
    char *end = payload + length;
    char *argument = memchr(payload, ' ', length);
    if (argument == NULL)
        return;
    argument++;
    char kind = first == FINAL_BINARY ? 'B' : payload[0];
    char after = *end;
    *end = 0;
    payload[0] = kind == 'B' ? payload[0] : 'A';
    switch (kind) {
    case 'B': say(room_named(payload), FINAL_BINARY, "", argument, (size_t)(end - argument)); break;
    case 'S': say(room_named(payload + 1), FINAL_TEXT, "M", argument, (size_t)(end - argument)); break;
    case 'J': join(room_named(argument), fd); answer(fd, payload, length); break;
    case 'L': leave(room_named(argument), fd); answer(fd, payload, length); break;
    default: answer(fd, payload, length); break;
    }
    *end = after;
}

static size_t take_frame(int fd, char *data, size_t length)
{
    const uint8_t *frame = (const uint8_t *)data;
    size_t header = 2 + MASK_SIZE;
    if (length < header)
        return 0;
    size_t size = frame[1] & 0x7f;
    if (size == 126) {
        header += 2;
        size = (size_t)frame[2] << 8 | frame[3];
    }
    if (length < header + size)
        return 0;
    /* The generator masks with zeros. */
    message(fd, frame[0], data + header, size);
    return header + size;
}

static size_t take_upgrade(connection *self, const char *data, size_t length)
{
    static const char reply[] =
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n";
    if (memmem(data, length, "\r\n\r\n", 4) == NULL)
        return 0;
    self->upgraded = true;
    send(self->fd, reply, sizeof reply - 1, MSG_NOSIGNAL);
    return length;
}

static void close_connection(connection *self)
{
    for (int i = 0; i < MAX_ROOMS; i++)
        if (rooms[i].count > 0)
            leave(&rooms[i], self->fd);
    close(self->fd);
    free(self->hold);
    free(self);
}

static void read_connection(connection *self)
{
    static char data[2 * MAX_FRAME + 1];
    memcpy(data, self->hold, self->held);
    ssize_t count = recv(self->fd, data + self->held, MAX_FRAME, MSG_DONTWAIT);
    if (count <= 0) {
        close_connection(self);
        return;
    }
    size_t length = self->held + (size_t)count;
    size_t used = self->upgraded ? 0 : take_upgrade(self, data, length);
    for (size_t step; (step = take_frame(self->fd, data + used, length - used)) > 0;)
        used += step;
    self->held = length - used;
    self->hold = realloc(self->hold, self->held + 1);
    memcpy(self->hold, data + used, self->held);
}

static int listen_on(int port)
{
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    int on = 1;
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    struct sockaddr_in address = {
        .sin_family = AF_INET,
        .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
        .sin_port = htons((uint16_t)port),
    };
    if (bind(fd, (struct sockaddr *)&address, sizeof address) != 0 || listen(fd, 1024) != 0) {
        perror("floor");
        exit(1);
    }
    return fd;
}

static void watch(int epoll, int fd, void *owner)
{
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = owner};
    epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event);
}

static void accept_one(int epoll, int listener)
{
    int on = 1;
    connection *self = calloc(1, sizeof *self);
    self->fd = accept(listener, NULL, NULL);
    setsockopt(self->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    watch(epoll, self->fd, self);
}

int main(int count, char **arguments)
{
    if (count != 3 || strcmp(arguments[1], "--port") != 0) {
        fprintf(stderr, "usage: floor --port N\n");
        return 1;
    }
    int listener = listen_on(atoi(arguments[2]));
    int epoll = epoll_create1(0);
    watch(epoll, listener, NULL);
    printf("ready\n");
    fflush(stdout);
    for (;;) {
        struct epoll_event events[EVENTS_AT_ONCE];
        int ready = epoll_wait(epoll, events, EVENTS_AT_ONCE, -1);
        for (int i = 0; i < ready; i++) {
            if (events[i].data.ptr == NULL)
                accept_one(epoll, listener);
            else
                read_connection(events[i].data.ptr);
        }
    }
}
