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

#include "Datagrams.h"
#include "TCPConnection.h"
#include "Threads.h"
#include "UnixSocket.h"
#include "Watching.h"

/// Sets a timerfd to expire at `deadline` (CLOCK_MONOTONIC, nanoseconds; negative: never). Returns 0 or a negative errno.
int clinux_set_timer(int timer, int64_t deadline);

/// Waits for events (milliseconds; negative: for ever). Returns how many there are, or a negative errno.
int clinux_epoll_wait(int epoll, int timeout, struct epoll_event *events, int capacity);

/// Adds, modifies or removes a descriptor. Returns 0 or a negative errno.
int clinux_epoll_control(int epoll, int operation, int descriptor, uint32_t interest, uint64_t token);

/// The user data of an event.
uint64_t clinux_epoll_token(const struct epoll_event *event);

/// CLOCK_MONOTONIC in nanoseconds.
int64_t clinux_monotonic_now(void);

/// Room for one datagram of a netlink socket, and what came.
struct clinux_netlink_datagram {
    void *buffer;
    size_t capacity;
    /// Its full length, which may be more than the capacity.
    size_t length;
    /// Who sent it; the kernel's port is 0.
    uint32_t port;
};

/// Receives a datagram and the one that waits behind it, if there is one, in one call. Returns how many came, or a
/// negative errno; an interrupted call is repeated.
int clinux_receive_two(int descriptor, struct clinux_netlink_datagram *first, struct clinux_netlink_datagram *second);

/// Has a raw socket hear only what an Ethernet sender with this address sent. Returns 0 or a negative errno.
int clinux_hear_only_from(int descriptor, const uint8_t mac_address[6]);

/// Opens a packet socket that sees only what this host itself sends out of the interface with that IP protocol, IPv4 and
/// IPv6, from the IP header on. Returns the descriptor or a negative errno.
int clinux_open_outgoing_watch(int interface_index, uint8_t ip_protocol);

/// Joins or leaves an IPv4 (4 bytes) or IPv6 (16 bytes) multicast group on an interface. Returns 0 or a negative errno.
int clinux_multicast_membership(int descriptor, int join, const uint8_t *group, size_t group_length, int interface_index);

/// Names the calling thread, up to 15 bytes.
int clinux_name_thread(const char *name);

/// The calling thread's errno.
static inline int clinux_errno(void) { return errno; }

/// Reads what is there, up to `capacity` bytes. Returns their number, 0 at the end, or a negative errno; an interrupted
/// call is repeated.
static inline ssize_t clinux_read(int descriptor, void *buffer, size_t capacity) {
    ssize_t length;
    do length = read(descriptor, buffer, capacity);
    while (length < 0 && errno == EINTR);
    return length < 0 ? -errno : length;
}

/// Has all threads share one heap that keeps what is given back to it, up to 64 MB.
///
/// A start or a reload takes its memory in steps, each on another thread and each giving most of it back: with a heap for
/// each thread and large pieces returned to the kernel at once, every step would have the kernel clear fresh pages.
/// Called once, before the process has other threads.
void clinux_keep_one_heap(void);

/// The first real-time signal left to programs.
static inline int clinux_sigrtmin(void) { return SIGRTMIN; }

/// The last real-time signal.
static inline int clinux_sigrtmax(void) { return SIGRTMAX; }

/// Opens the network namespace at `path`, such as /run/netns/NAME. Returns a descriptor or a negative errno.
int clinux_open_network_namespace(const char *path);

/// Moves the calling thread into the network namespace open at `descriptor`. Returns 0 or a negative errno.
int clinux_enter_network_namespace(int descriptor);

/// Has these signals written to a pipe, one byte with the signal's number each, instead of their default effect. Returns
/// the descriptor to read from, or a negative errno. Called once in a process.
///
/// A handler and not a blocked mask with sigwait(3): libdispatch parks the main thread with every signal unblocked.
int clinux_watch_signals(const int *numbers, int count);
