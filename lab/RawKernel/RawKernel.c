#include "RawKernel.h"

#include <errno.h>
#include <linux/genetlink.h>
#include <linux/netlink.h>
#include <sys/socket.h>
#include <unistd.h>

enum { BUFFER_SIZE = 4 << 20, ANSWER_SIZE = 64 << 10 };

int rawkernel_open(void) {
    int descriptor = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_GENERIC);
    if (descriptor < 0) return -errno;
    int size = BUFFER_SIZE, on = 1;
    setsockopt(descriptor, SOL_SOCKET, SO_SNDBUFFORCE, &size, sizeof size);
    setsockopt(descriptor, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof size);
    setsockopt(descriptor, SOL_NETLINK, NETLINK_CAP_ACK, &on, sizeof on);
    struct sockaddr_nl kernel = {.nl_family = AF_NETLINK};
    if (connect(descriptor, (struct sockaddr *)&kernel, sizeof kernel) == 0) return descriptor;
    int error = errno;
    close(descriptor);
    return -error;
}

/// The sequence number of the last message of a datagram.
static uint32_t last_sequence(const char *datagram, size_t length) {
    uint32_t sequence = 0;
    int rest = (int)length;
    for (const struct nlmsghdr *message = (const void *)datagram; NLMSG_OK(message, rest);
         message = NLMSG_NEXT(message, rest))
        sequence = message->nlmsg_seq;
    return sequence;
}

long rawkernel_send(int descriptor, const void *bytes, const size_t *lengths, size_t count) {
    static _Thread_local char answer[ANSWER_SIZE];
    const char *datagram = bytes;
    long refused = 0;
    for (size_t index = 0; index < count; datagram += lengths[index++]) {
        uint32_t last = last_sequence(datagram, lengths[index]);
        if (send(descriptor, datagram, lengths[index], 0) < 0) return -errno;
        for (int is_settled = 0; !is_settled;) {
            ssize_t received = recv(descriptor, answer, sizeof answer, 0);
            if (received < 0) return -errno;
            int rest = (int)received;
            for (struct nlmsghdr *message = (void *)answer; NLMSG_OK(message, rest);
                 message = NLMSG_NEXT(message, rest)) {
                if (message->nlmsg_type != NLMSG_ERROR) continue;
                if (((struct nlmsgerr *)NLMSG_DATA(message))->error != 0) refused++;
                if (message->nlmsg_seq == last) is_settled = 1;
            }
        }
    }
    return refused;
}

long rawkernel_dump(int descriptor, const void *bytes, const size_t *lengths, size_t count) {
    static _Thread_local char answer[ANSWER_SIZE];
    const char *request = bytes;
    long parts = 0;
    for (size_t index = 0; index < count; request += lengths[index++]) {
        if (send(descriptor, request, lengths[index], 0) < 0) return -errno;
        for (int is_complete = 0; !is_complete;) {
            ssize_t received = recv(descriptor, answer, sizeof answer, 0);
            if (received < 0) return -errno;
            int rest = (int)received;
            for (struct nlmsghdr *message = (void *)answer; NLMSG_OK(message, rest);
                 message = NLMSG_NEXT(message, rest)) {
                if (message->nlmsg_type == NLMSG_DONE) is_complete = 1;
                else if (message->nlmsg_type == NLMSG_ERROR) return ((struct nlmsgerr *)NLMSG_DATA(message))->error;
                else parts++;
            }
        }
    }
    return parts;
}
