#pragma once

// The Linux interfaces that the Glibc module leaves out or shows as macros that Swift cannot read.

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <net/if_arp.h>
#include <netinet/in.h>
#include <netinet/ip.h>
#include <netinet/ip6.h>
#include <netpacket/packet.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "TCPConnection.h"
#include "UnixSocket.h"
#include "Watching.h"

/// Waits on an epoll descriptor until `deadline` (CLOCK_MONOTONIC, nanoseconds; negative: for ever), with the
/// precision of a timerfd kept in `timer`. Returns the number of events, or a negative errno.
int clinux_epoll_wait_until(int epoll, int timer, int64_t deadline, struct epoll_event *events, int capacity);

/// Adds, modifies or removes a descriptor. Returns 0 or a negative errno.
int clinux_epoll_control(int epoll, int operation, int descriptor, uint32_t interest, uint64_t token);

/// The user data of an event.
uint64_t clinux_epoll_token(const struct epoll_event *event);

/// CLOCK_MONOTONIC in nanoseconds.
int64_t clinux_monotonic_now(void);

/// A received datagram's outer facts.
struct clinux_datagram {
    /// Bytes received, or a negative errno.
    ssize_t length;
    /// TTL or hop limit from ancillary data, -1 where none came.
    int ttl;
    /// The interface it came in on, 0 where unknown.
    int interface_index;
    /// 4 or 16 bytes, network order; the destination's family is the source's.
    uint8_t source[16];
    uint8_t destination[16];
    int has_destination;
};

/// Receives one datagram from an IPv4 or IPv6 raw socket with IP_PKTINFO and IP_RECVTTL (or their IPv6 twins) on.
void clinux_receive(int descriptor, void *buffer, size_t capacity, struct clinux_datagram *result);

/// Sends `length` bytes from a raw socket to an IPv4 (4 bytes) or IPv6 (16 bytes) address, out of the interface and with
/// the source address given. Returns 0 or a negative errno.
int clinux_send_from(int descriptor, const void *buffer, size_t length, const uint8_t *source,
                     const uint8_t *destination, size_t address_length, int interface_index);

/// Opens a packet socket that sees only what this host itself sends out of the interface with that IP protocol, IPv4 and
/// IPv6, from the IP header on. Returns the descriptor or a negative errno.
int clinux_open_outgoing_watch(int interface_index, uint8_t ip_protocol);

/// Sends `length` bytes as one frame out of the interface. Returns 0 or a negative errno.
int clinux_send_frame(int packet_socket, int interface_index, const void *frame, size_t length);

/// Joins or leaves an IPv4 (4 bytes) or IPv6 (16 bytes) multicast group on an interface. Returns 0 or a negative errno.
int clinux_multicast_membership(int descriptor, int join, const uint8_t *group, size_t group_length, int interface_index);

/// Names the calling thread, up to 15 bytes.
int clinux_name_thread(const char *name);

/// The calling thread's errno.
static inline int clinux_errno(void) { return errno; }

/// The first real-time signal left to programs.
static inline int clinux_sigrtmin(void) { return SIGRTMIN; }

/// The last real-time signal.
static inline int clinux_sigrtmax(void) { return SIGRTMAX; }

/// Moves the calling thread into the network namespace open at `descriptor`. Returns 0 or a negative errno.
int clinux_enter_network_namespace(int descriptor);

/// Has these signals written to a pipe, one byte with the signal's number each, instead of their default effect. Returns
/// the descriptor to read from, or a negative errno. Called once in a process.
///
/// A handler and not a blocked mask with sigwait(3): libdispatch parks the main thread with every signal unblocked.
int clinux_watch_signals(const int *numbers, int count);
