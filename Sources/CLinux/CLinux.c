#define _GNU_SOURCE
#include "CLinux.h"

#include <linux/filter.h>
#include <linux/netlink.h>
#include <malloc.h>
#include <string.h>
#include <time.h>

int clinux_set_timer(int timer, int64_t deadline) {
    // timerfd with an absolute time: nanosecond deadlines where epoll_wait only counts milliseconds.
    struct itimerspec spec = {0};
    if (deadline >= 0) {
        // An all-zero value would disarm the timer.
        int64_t when = deadline > 0 ? deadline : 1;
        spec.it_value.tv_sec = when / 1000000000;
        spec.it_value.tv_nsec = when % 1000000000;
    }
    return timerfd_settime(timer, TFD_TIMER_ABSTIME, &spec, NULL) < 0 ? -errno : 0;
}

int clinux_epoll_wait(int epoll, int timeout, struct epoll_event *events, int capacity) {
    int count = epoll_wait(epoll, events, capacity, timeout);
    return count < 0 ? -errno : count;
}

int clinux_epoll_control(int epoll, int operation, int descriptor, uint32_t interest, uint64_t token) {
    struct epoll_event event = {.events = interest, .data = {.u64 = token}};
    return epoll_ctl(epoll, operation, descriptor, &event) < 0 ? -errno : 0;
}

uint64_t clinux_epoll_token(const struct epoll_event *event) { return event->data.u64; }

int64_t clinux_monotonic_now(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

int clinux_receive_two(int descriptor, struct clinux_netlink_datagram *first, struct clinux_netlink_datagram *second) {
    struct clinux_netlink_datagram *datagrams[] = {first, second};
    struct sockaddr_nl senders[2] = {0};
    struct iovec pieces[2];
    struct mmsghdr messages[2] = {0};
    for (int index = 0; index < 2; index++) {
        pieces[index] = (struct iovec){datagrams[index]->buffer, datagrams[index]->capacity};
        messages[index].msg_hdr = (struct msghdr){
            .msg_name = &senders[index], .msg_namelen = sizeof senders[index], .msg_iov = &pieces[index], .msg_iovlen = 1};
    }
    int count;
    do count = recvmmsg(descriptor, messages, 2, MSG_WAITFORONE | MSG_TRUNC, NULL);
    while (count < 0 && errno == EINTR);
    for (int index = 0; index < count; index++) {
        datagrams[index]->length = messages[index].msg_len;
        datagrams[index]->port = senders[index].nl_pid;
    }
    return count < 0 ? -errno : count;
}

int clinux_open_outgoing_watch(int interface_index, uint8_t ip_protocol) {
    // SOCK_DGRAM: offset 0 is the IP header; its first byte tells IPv4 (0x4_) from IPv6 (0x6_).
    struct sock_filter code[] = {
        BPF_STMT(BPF_LD | BPF_B | BPF_ABS, SKF_AD_OFF + SKF_AD_PKTTYPE),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, PACKET_OUTGOING, 0, 7),
        BPF_STMT(BPF_LD | BPF_H | BPF_ABS, SKF_AD_OFF + SKF_AD_PROTOCOL),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ETH_P_IP, 0, 2),
        BPF_STMT(BPF_LD | BPF_B | BPF_ABS, 9),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ip_protocol, 4, 3),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ETH_P_IPV6, 0, 2),
        BPF_STMT(BPF_LD | BPF_B | BPF_ABS, 6),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ip_protocol, 1, 0),
        BPF_STMT(BPF_RET | BPF_K, 0),
        BPF_STMT(BPF_RET | BPF_K, 0xFFFF),
    };
    struct sock_fprog program = {.len = sizeof code / sizeof code[0], .filter = code};
    struct sockaddr_ll where = {
        .sll_family = AF_PACKET,
        .sll_protocol = htons(ETH_P_ALL),
        .sll_ifindex = interface_index,
    };
    // Protocol 0 hears nothing until it is bound, and by then the filter is in place.
    int descriptor = socket(AF_PACKET, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (descriptor < 0) return -errno;
    if (setsockopt(descriptor, SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof program) < 0 ||
        bind(descriptor, (struct sockaddr *)&where, sizeof where) < 0) {
        int failure = errno;
        close(descriptor);
        return -failure;
    }
    return descriptor;
}

int clinux_hear_only_from(int descriptor, const uint8_t mac_address[6]) {
    uint32_t high = (uint32_t)mac_address[0] << 24 | mac_address[1] << 16 | mac_address[2] << 8 | mac_address[3];
    uint32_t low = mac_address[4] << 8 | mac_address[5];
    // The sender's address follows the receiver's in the Ethernet header.
    struct sock_filter code[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, SKF_LL_OFF + 6),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, high, 0, 2),
        BPF_STMT(BPF_LD | BPF_H | BPF_ABS, SKF_LL_OFF + 10),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, low, 1, 0),
        BPF_STMT(BPF_RET | BPF_K, 0),
        BPF_STMT(BPF_RET | BPF_K, 0xFFFF),
    };
    struct sock_fprog program = {.len = sizeof code / sizeof code[0], .filter = code};
    return setsockopt(descriptor, SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof program) < 0 ? -errno : 0;
}

int clinux_multicast_membership(int descriptor, int join, const uint8_t *group, size_t group_length, int interface_index) {
    if (group_length == 4) {
        struct ip_mreqn request = {.imr_ifindex = interface_index};
        memcpy(&request.imr_multiaddr, group, 4);
        int option = join ? IP_ADD_MEMBERSHIP : IP_DROP_MEMBERSHIP;
        return setsockopt(descriptor, IPPROTO_IP, option, &request, sizeof request) < 0 ? -errno : 0;
    }
    if (group_length != 16) return -EINVAL;
    struct ipv6_mreq request = {.ipv6mr_interface = (unsigned)interface_index};
    memcpy(&request.ipv6mr_multiaddr, group, 16);
    int option = join ? IPV6_JOIN_GROUP : IPV6_LEAVE_GROUP;
    return setsockopt(descriptor, IPPROTO_IPV6, option, &request, sizeof request) < 0 ? -errno : 0;
}

int clinux_name_thread(const char *name) { return prctl(PR_SET_NAME, name); }

int clinux_open_network_namespace(const char *path) {
    int descriptor = open(path, O_RDONLY | O_CLOEXEC);
    return descriptor < 0 ? -errno : descriptor;
}

int clinux_enter_network_namespace(int descriptor) { return setns(descriptor, CLONE_NEWNET) < 0 ? -errno : 0; }

void clinux_keep_one_heap(void) {
    mallopt(M_ARENA_MAX, 1);
    // The largest that glibc takes.
    mallopt(M_MMAP_THRESHOLD, 32 << 20);
    mallopt(M_TRIM_THRESHOLD, 64 << 20);
}
