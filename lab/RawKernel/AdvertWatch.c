#define _GNU_SOURCE
#include "AdvertWatch.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/filter.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { batch = 64, packet_size = 128 };

int rawkernel_watch_adverts(void) {
    // SOCK_DGRAM: offset 0 is the IPv4 header. Priority 254 is what floods are made of.
    struct sock_filter code[] = {
        BPF_STMT(BPF_LD | BPF_H | BPF_ABS, SKF_AD_OFF + SKF_AD_PROTOCOL),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ETH_P_IP, 0, 6),
        BPF_STMT(BPF_LD | BPF_B | BPF_ABS, 9),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 112, 0, 4),
        BPF_STMT(BPF_LDX | BPF_B | BPF_MSH, 0),
        BPF_STMT(BPF_LD | BPF_B | BPF_IND, 2),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 254, 1, 0),
        BPF_STMT(BPF_RET | BPF_K, packet_size),
        BPF_STMT(BPF_RET | BPF_K, 0),
    };
    struct sock_fprog program = {.len = sizeof code / sizeof code[0], .filter = code};
    struct sockaddr_ll where = {.sll_family = AF_PACKET, .sll_protocol = htons(ETH_P_ALL)};
    int on = 1, size = 64 << 20;
    int descriptor = socket(AF_PACKET, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (descriptor < 0) return -errno;
    setsockopt(descriptor, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof size);
    if (setsockopt(descriptor, SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof program) < 0 ||
        setsockopt(descriptor, SOL_SOCKET, SO_TIMESTAMPNS, &on, sizeof on) < 0 ||
        bind(descriptor, (struct sockaddr *)&where, sizeof where) < 0) {
        int failure = errno;
        close(descriptor);
        return -failure;
    }
    return descriptor;
}

static int read_advert(struct mmsghdr *received, const uint8_t *packet, const struct sockaddr_ll *from,
                       struct rawkernel_advert *advert) {
    size_t header = (packet[0] & 0x0F) * 4u;
    if (received->msg_len < header + 8) return 0;
    *advert = (struct rawkernel_advert){
        .interface_index = from->sll_ifindex,
        .is_outgoing = from->sll_pkttype == PACKET_OUTGOING,
        .virtual_router = packet[header + 1],
        .priority = packet[header + 2],
    };
    for (struct cmsghdr *part = CMSG_FIRSTHDR(&received->msg_hdr); part; part = CMSG_NXTHDR(&received->msg_hdr, part)) {
        if (part->cmsg_level != SOL_SOCKET || part->cmsg_type != SCM_TIMESTAMPNS) continue;
        struct timespec at;
        memcpy(&at, CMSG_DATA(part), sizeof at);
        advert->at = (int64_t)at.tv_sec * 1000000000 + at.tv_nsec;
    }
    return 1;
}

long rawkernel_read_adverts(int descriptor, struct rawkernel_advert *adverts, size_t capacity) {
    uint8_t packets[batch][packet_size];
    uint8_t controls[batch][64] __attribute__((aligned(8)));
    struct sockaddr_ll names[batch];
    struct iovec vectors[batch];
    struct mmsghdr messages[batch];
    unsigned limit = capacity < batch ? (unsigned)capacity : batch;
    for (unsigned index = 0; index < limit; index++) {
        vectors[index] = (struct iovec){packets[index], packet_size};
        messages[index].msg_hdr = (struct msghdr){
            .msg_name = &names[index],
            .msg_namelen = sizeof names[index],
            .msg_iov = &vectors[index],
            .msg_iovlen = 1,
            .msg_control = controls[index],
            .msg_controllen = sizeof controls[index],
        };
    }
    int count = recvmmsg(descriptor, messages, limit, MSG_DONTWAIT, NULL);
    if (count < 0) return errno == EAGAIN ? 0 : -errno;
    long adverts_read = 0;
    for (int index = 0; index < count; index++)
        adverts_read += read_advert(&messages[index], packets[index], &names[index], &adverts[adverts_read]);
    struct tpacket_stats lost;
    socklen_t length = sizeof lost;
    if (getsockopt(descriptor, SOL_PACKET, PACKET_STATISTICS, &lost, &length) == 0 && lost.tp_drops > 0)
        return -ENOBUFS;
    return adverts_read;
}

int64_t rawkernel_wall_clock(void) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}
