#pragma once

// Connections of checks, begun without waiting for them.

#include <stddef.h>
#include <stdint.h>

/// What packets leave with beside their address; 0 stands for the kernel's choice.
struct clinux_origin {
    uint16_t port;
    /// An interface's number.
    uint32_t interface;
    uint32_t mark;
};

/// Begins to connect a non-blocking socket that closes on exec. Addresses are 4 or 16 bytes in network order.
/// `source` may be NULL: the kernel chooses. Returns the descriptor, with `in_progress` telling whether the outcome is
/// still to come, or a negative errno.
int clinux_tcp_connect(const uint8_t *target, size_t address_length, uint16_t port, const uint8_t *source,
                       struct clinux_origin origin, int *in_progress);

/// Opens a non-blocking UDP socket whose peer is the target; the same parameters. Returns it or a negative errno.
int clinux_udp_connect(const uint8_t *target, size_t address_length, uint16_t port, const uint8_t *source,
                       struct clinux_origin origin);

/// Opens a non-blocking raw socket that hears ICMP echo replies of the target alone. Over IPv4 each comes with its IP
/// header. Returns it or a negative errno.
int clinux_icmp_connect(const uint8_t *target, size_t address_length, const uint8_t *source,
                        struct clinux_origin origin);

/// Has the kernel ask the peer of an idle TCP connection whether it is there: after `idle` seconds, then every `interval`
/// seconds, and end the connection after `count` questions without an answer. Returns 0 or a negative errno.
int clinux_keep_alive(int descriptor, int idle, int interval, int count);

/// Has the end of a connection be a reset: no TIME_WAIT keeps its port.
void clinux_discard_at_close(int descriptor);

/// How a connection attempt ended, once its descriptor is writable or has failed: 0 or an errno.
int clinux_connect_result(int descriptor);
