#pragma once

// VRRP advertisements on IPv4 as a packet socket sees them, with the kernel's time of each.

#include <stddef.h>
#include <stdint.h>

struct rawkernel_advert {
    /// CLOCK_REALTIME, nanoseconds.
    int64_t at;
    int interface_index;
    /// Whether this namespace sent it.
    int is_outgoing;
    uint8_t virtual_router;
    uint8_t priority;
};

/// Opens a packet socket on all interfaces of this network namespace, blind to priority 254. Returns the descriptor or a negative errno.
int rawkernel_watch_adverts(void);

/// Takes some of what waits, without blocking. Returns how many there were, 0 where nothing waits, -ENOBUFS where some
/// were lost, or another negative errno.
long rawkernel_read_adverts(int descriptor, struct rawkernel_advert *adverts, size_t capacity);

/// CLOCK_REALTIME in nanoseconds.
int64_t rawkernel_wall_clock(void);
