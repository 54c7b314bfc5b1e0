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

/// How a connection attempt ended, once its descriptor is writable or has failed: 0 or an errno.
int clinux_connect_result(int descriptor);
