#pragma once

// libnl's sockets, and the netlink messages of the kernel: generic netlink, rtnetlink, nf_tables and IPVS.

#include <netlink/netlink.h>
#include <netlink/socket.h>
#include <linux/fib_rules.h>
#include <linux/genetlink.h>
#include <linux/if_addr.h>
#include <linux/if_link.h>
#include <linux/ila.h>
#include <linux/ip_vs.h>
#include <linux/lwtunnel.h>
#include <linux/mpls_iptunnel.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
// For IPV4_DEVCONF_… alone: netinet/ip.h has an iphdr of its own, and a program may see one only.
#define iphdr cnetlink_iphdr
#include <linux/ip.h>
#undef iphdr
#include <errno.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>

/// The size that a header or payload of `length` bytes takes in a message.
static inline size_t cnetlink_align(size_t length) { return NLMSG_ALIGN(length); }

/// The attribute type without the flag bits.
static inline uint16_t cnetlink_attribute_type(uint16_t type) { return type & NLA_TYPE_MASK; }

/// Sends messages to the kernel. Returns 0 or a negative errno; an interrupted call is repeated.
static inline int cnetlink_send(int descriptor, const void *messages, size_t length) {
    struct sockaddr_nl kernel = {.nl_family = AF_NETLINK};
    ssize_t sent;
    do sent = sendto(descriptor, messages, length, 0, (struct sockaddr *)&kernel, sizeof kernel);
    while (sent < 0 && errno == EINTR);
    return sent < 0 ? -errno : 0;
}

/// Receives one datagram and says from which netlink port it came (the kernel's is 0). Returns its full length, which
/// may be more than `capacity`, or a negative errno; an interrupted call is repeated.
static inline ssize_t cnetlink_receive(int descriptor, void *buffer, size_t capacity, int flags, uint32_t *port) {
    struct sockaddr_nl sender = {0};
    socklen_t size = sizeof sender;
    ssize_t length;
    do length = recvfrom(descriptor, buffer, capacity, flags | MSG_TRUNC, (struct sockaddr *)&sender, &size);
    while (length < 0 && errno == EINTR);
    *port = sender.nl_pid;
    return length < 0 ? -errno : length;
}
