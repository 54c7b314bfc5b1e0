#pragma once

// Many datagrams in one system call: recvmmsg(2) and sendmmsg(2).

#include <stddef.h>
#include <stdint.h>

/// An address as numbers in host order; IPv4 in the last four bytes of `low`.
struct clinux_address {
    uint64_t high;
    uint64_t low;
};

/// What the kernel says beside a received datagram. Source and destination are set for IPv6 only: what raw IPv4 sockets
/// deliver begins with the IP header.
struct clinux_datagram {
    /// Where it lies, until the next call of clinux_inbox_fill.
    const uint8_t *bytes;
    size_t length;
    /// Whether there was more than the inbox has room for.
    int is_cut;
    /// The hop limit, -1 where none came.
    int hop_limit;
    int has_destination;
    struct clinux_address source;
    struct clinux_address destination;
};

/// Room for many datagrams.
struct clinux_inbox;

/// Returns NULL where there is no memory. Pages that no datagram touches take none.
struct clinux_inbox *clinux_inbox_create(unsigned capacity, size_t datagram_size);
void clinux_inbox_destroy(struct clinux_inbox *inbox);

/// Takes what waits, without blocking. Returns how many datagrams came, or a negative errno.
int clinux_inbox_fill(struct clinux_inbox *inbox, int descriptor);

/// One of the datagrams that came with the last call of clinux_inbox_fill.
struct clinux_datagram clinux_inbox_read(const struct clinux_inbox *inbox, unsigned index);

/// Where a message goes.
struct clinux_route {
    /// 4 or 6.
    int ip_version;
    struct clinux_address source;
    struct clinux_address destination;
    /// 0: the kernel chooses.
    int interface_index;
    /// 0: the socket's own.
    int hop_limit;
};

/// Messages that wait to be sent together.
struct clinux_outbox;

/// Returns NULL where there is no memory.
struct clinux_outbox *clinux_outbox_create(void);
void clinux_outbox_destroy(struct clinux_outbox *outbox);

/// Copies a message into the outbox. Returns 0 or a negative errno.
int clinux_outbox_add(struct clinux_outbox *outbox, const void *message, size_t length,
                      const struct clinux_route *route);

/// Copies an Ethernet frame into the outbox, to be sent from a packet socket. Returns 0 or a negative errno.
int clinux_outbox_add_frame(struct clinux_outbox *outbox, const void *frame, size_t length, int interface_index);

/// How many messages wait.
size_t clinux_outbox_count(const struct clinux_outbox *outbox);

/// Sends everything, without blocking, and empties the outbox; one that fails does not keep the others back.
void clinux_outbox_send(struct clinux_outbox *outbox, int descriptor);

/// What became of a message that the last call of clinux_outbox_send sent: 0 or an errno.
int clinux_outbox_result(const struct clinux_outbox *outbox, size_t index);
