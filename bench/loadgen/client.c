#include "client.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>

#include "dialect.h"
#include "pool.h"

#define READ_SIZE (256 * 1024)

bool client_read(client *self)
{
    static char data[READ_SIZE];
    ssize_t count = recv(self->fd, data, sizeof data, MSG_DONTWAIT);
    if (count <= 0)
        return count < 0 && errno == EAGAIN;
    pool_mark_read();

    if (self->wire.length == 0) {
        size_t used = self->dialect->receive(self, data, (size_t)count);
        if (used < (size_t)count)
            buffer_append(&self->wire, data + used, (size_t)count - used);
    } else {
        buffer whole = self->wire;
        self->wire = (buffer){0};
        buffer_append(&whole, data, (size_t)count);
        size_t used = self->dialect->receive(self, whole.data, whole.length);
        if (used < whole.length)
            buffer_append(&self->wire, whole.data + used, whole.length - used);
        buffer_release(&whole);
    }
    return self->state != CLIENT_CLOSED;
}

void client_send(client *self, const void *data, size_t length)
{
    ssize_t sent = send(self->fd, data, length, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent != (ssize_t)length)
        fail("client %d: the server does not take what is sent: %s", self->index, sent < 0 ? strerror(errno) : "its buffers are full");
}
