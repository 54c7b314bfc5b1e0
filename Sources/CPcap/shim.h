#pragma once

// libpcap: live captures and the files that tcpdump and Wireshark read.

#include <pcap/pcap.h>
#include <poll.h>
#include <errno.h>
#include <net/if.h>

/// Waits until the descriptor is readable. Returns 1, 0 after the time or where a signal came, or a negative errno.
static inline int cpcap_wait(int descriptor, int milliseconds) {
    struct pollfd entry = {.fd = descriptor, .events = POLLIN};
    int ready = poll(&entry, 1, milliseconds);
    if (ready < 0) return errno == EINTR ? 0 : -errno;
    return ready;
}
