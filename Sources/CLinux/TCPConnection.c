#include "CLinux.h"

#include <linux/icmp.h>
#include <netinet/icmp6.h>
#include <netinet/tcp.h>

union address {
    struct sockaddr any;
    struct sockaddr_in ipv4;
    struct sockaddr_in6 ipv6;
};

// Returns the length of the filled address, 0 for addresses of neither family.
static socklen_t fill_address(union address *address, const uint8_t *bytes, size_t length, uint16_t port) {
    *address = (union address){0};
    if (length == 4) {
        address->ipv4.sin_family = AF_INET;
        address->ipv4.sin_port = htons(port);
        memcpy(&address->ipv4.sin_addr, bytes, 4);
        return sizeof address->ipv4;
    }
    if (length != 16) return 0;
    address->ipv6.sin6_family = AF_INET6;
    address->ipv6.sin6_port = htons(port);
    memcpy(&address->ipv6.sin6_addr, bytes, 16);
    return sizeof address->ipv6;
}

// Closes a descriptor on the way out with an error.
static int fail(int descriptor, int error) {
    close(descriptor);
    return -error;
}

// Has a socket send from an address, a port and an interface, with a mark; what is not said the kernel chooses.
static int bind_origin(int descriptor, int family, const struct clinux_origin *origin, const uint8_t *source,
                       size_t address_length) {
    int enabled = 1;
    if (origin->mark && setsockopt(descriptor, SOL_SOCKET, SO_MARK, &origin->mark, sizeof origin->mark) < 0)
        return errno;
    if (origin->interface &&
        setsockopt(descriptor, SOL_SOCKET, SO_BINDTOIFINDEX, &origin->interface, sizeof origin->interface) < 0)
        return errno;
    if (!source && !origin->port) return 0;
    union address from = {0};
    from.any.sa_family = family;
    socklen_t length = family == AF_INET ? sizeof from.ipv4 : sizeof from.ipv6;
    if (source) fill_address(&from, source, address_length, origin->port);
    else if (family == AF_INET) from.ipv4.sin_port = htons(origin->port);
    else from.ipv6.sin6_port = htons(origin->port);
    if (family == AF_INET6) from.ipv6.sin6_scope_id = origin->interface;
    if (origin->port) {
        // The last check's connection is over, but the kernel remembers its port.
        struct linger none = {.l_onoff = 1};
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &enabled, sizeof enabled);
        setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &none, sizeof none);
    } else {
        // The port is chosen at connect, when the target is known, so that ports are shared out per target. Kernels
        // without the option only use up local ports sooner.
        setsockopt(descriptor, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &enabled, sizeof enabled);
    }
    return bind(descriptor, &from.any, length) < 0 ? errno : 0;
}

// Opens a socket of a type and begins to connect it.
static int begin_connect(int type, int protocol, const uint8_t *target, size_t address_length, uint16_t port,
                         const uint8_t *source, struct clinux_origin origin, int *in_progress) {
    union address address;
    socklen_t length = fill_address(&address, target, address_length, port);
    if (length == 0) return -EAFNOSUPPORT;
    if (address.any.sa_family == AF_INET6) address.ipv6.sin6_scope_id = origin.interface;
    int descriptor = socket(address.any.sa_family, type | SOCK_NONBLOCK | SOCK_CLOEXEC, protocol);
    if (descriptor < 0) return -errno;
    int error = bind_origin(descriptor, address.any.sa_family, &origin, source, address_length);
    if (error) return fail(descriptor, error);
    *in_progress = connect(descriptor, &address.any, length) < 0;
    if (*in_progress && errno != EINPROGRESS && errno != EINTR) return fail(descriptor, errno);
    return descriptor;
}

int clinux_tcp_connect(const uint8_t *target, size_t address_length, uint16_t port, const uint8_t *source,
                       struct clinux_origin origin, int *in_progress) {
    return begin_connect(SOCK_STREAM, IPPROTO_TCP, target, address_length, port, source, origin, in_progress);
}

int clinux_udp_connect(const uint8_t *target, size_t address_length, uint16_t port, const uint8_t *source,
                       struct clinux_origin origin) {
    int in_progress;
    return begin_connect(SOCK_DGRAM, IPPROTO_UDP, target, address_length, port, source, origin, &in_progress);
}

int clinux_icmp_connect(const uint8_t *target, size_t address_length, const uint8_t *source,
                        struct clinux_origin origin) {
    int in_progress;
    int is_ipv6 = address_length == 16;
    int descriptor = begin_connect(SOCK_RAW, is_ipv6 ? IPPROTO_ICMPV6 : IPPROTO_ICMP, target, address_length, 0, source,
                                   origin, &in_progress);
    if (descriptor < 0) return descriptor;
    if (is_ipv6) {
        struct icmp6_filter filter;
        ICMP6_FILTER_SETBLOCKALL(&filter);
        ICMP6_FILTER_SETPASS(ICMP6_ECHO_REPLY, &filter);
        setsockopt(descriptor, IPPROTO_ICMPV6, ICMP6_FILTER, &filter, sizeof filter);
    } else {
        struct icmp_filter filter = {~(1U << ICMP_ECHOREPLY)};
        setsockopt(descriptor, SOL_RAW, ICMP_FILTER, &filter, sizeof filter);
    }
    return descriptor;
}

int clinux_keep_alive(int descriptor, int idle, int interval, int count) {
    int enabled = 1;
    // What a server says unasked is never read; it takes no more of the kernel's memory than this.
    int room = 4096;
    unsigned int silence = 1000U * (unsigned int)(idle + interval * count);
    setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &room, sizeof room);
    if (setsockopt(descriptor, SOL_SOCKET, SO_KEEPALIVE, &enabled, sizeof enabled) < 0 ||
        setsockopt(descriptor, IPPROTO_TCP, TCP_KEEPIDLE, &idle, sizeof idle) < 0 ||
        setsockopt(descriptor, IPPROTO_TCP, TCP_KEEPINTVL, &interval, sizeof interval) < 0 ||
        setsockopt(descriptor, IPPROTO_TCP, TCP_KEEPCNT, &count, sizeof count) < 0 ||
        setsockopt(descriptor, IPPROTO_TCP, TCP_USER_TIMEOUT, &silence, sizeof silence) < 0)
        return -errno;
    return 0;
}

void clinux_discard_at_close(int descriptor) {
    struct linger at_once = {1, 0};
    setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
}

int clinux_connect_result(int descriptor) {
    int error = 0;
    socklen_t length = sizeof error;
    return getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &error, &length) < 0 ? errno : error;
}
