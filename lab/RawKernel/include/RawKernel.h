#pragma once

// What the kernel alone costs: prepared netlink messages sent, and its answers taken, with nothing made of them. And a
// count of what others write to IPVS, from a tap on netlink itself.

#include <stddef.h>
#include <stdint.h>

#include "AdvertWatch.h"

/// Opens a generic netlink socket with large buffers. Returns the descriptor or a negative errno.
int rawkernel_open(void);

/// Sends `count` datagrams that lie one after the other in `bytes`, each of any number of messages with an
/// acknowledgement asked of the last one, and waits for that before the next. Returns how many messages were refused, or
/// a negative errno.
long rawkernel_send(int descriptor, const void *bytes, const size_t *lengths, size_t count);

/// Sends `count` requests for a dump that lie one after the other in `bytes`, and receives each to its end. Returns how
/// many parts came, or a negative errno.
long rawkernel_dump(int descriptor, const void *bytes, const size_t *lengths, size_t count);

/// Opens a packet socket on an interface of type nlmon that sees the requests that programs of this network namespace
/// send over netlink. Returns the descriptor or a negative errno.
int rawkernel_watch_requests(const char *interface);

/// Takes what has been seen and returns how many messages to the generic netlink family `family` change IPVS; -ENOBUFS
/// where some were not seen, or another negative errno.
long rawkernel_count_changes(int descriptor, uint16_t family);
