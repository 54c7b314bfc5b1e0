#include "RawKernel.h"

#include <errno.h>
#include <linux/filter.h>
#include <linux/genetlink.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <linux/ip_vs.h>
#include <linux/netlink.h>
#include <net/if.h>
#include <netinet/in.h>
#include <stddef.h>
#include <sys/socket.h>
#include <unistd.h>

enum { BUFFER_SIZE = 256 << 20, LARGEST_REQUEST = 1 << 20 };

/// Only datagrams whose first message is a request: the kernel's answers are many times as many.
static int attach_filter(int descriptor) {
    enum { FLAGS = offsetof(struct nlmsghdr, nlmsg_flags) + (__BYTE_ORDER__ == __ORDER_BIG_ENDIAN__) };
    struct sock_filter code[] = {
        BPF_STMT(BPF_LD | BPF_B | BPF_ABS, FLAGS),
        BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, NLM_F_REQUEST, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, LARGEST_REQUEST),
        BPF_STMT(BPF_RET | BPF_K, 0),
    };
    struct sock_fprog program = {.len = sizeof code / sizeof *code, .filter = code};
    return setsockopt(descriptor, SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof program);
}

int rawkernel_watch_requests(const char *interface) {
    int descriptor = socket(AF_PACKET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (descriptor < 0) return -errno;
    int size = BUFFER_SIZE;
    setsockopt(descriptor, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof size);
    struct sockaddr_ll address = {
        .sll_family = AF_PACKET, .sll_protocol = htons(ETH_P_ALL), .sll_ifindex = (int)if_nametoindex(interface)};
    if (address.sll_ifindex != 0 && attach_filter(descriptor) == 0 &&
        bind(descriptor, (struct sockaddr *)&address, sizeof address) == 0)
        return descriptor;
    int error = errno;
    close(descriptor);
    return -error;
}

static int changes_ipvs(uint8_t command) {
    switch (command) {
    case IPVS_CMD_NEW_SERVICE: case IPVS_CMD_SET_SERVICE: case IPVS_CMD_DEL_SERVICE:
    case IPVS_CMD_NEW_DEST: case IPVS_CMD_SET_DEST: case IPVS_CMD_DEL_DEST:
    case IPVS_CMD_NEW_DAEMON: case IPVS_CMD_DEL_DAEMON: case IPVS_CMD_SET_CONFIG:
    case IPVS_CMD_ZERO: case IPVS_CMD_FLUSH: return 1;
    default: return 0;
    }
}

long rawkernel_count_changes(int descriptor, uint16_t family) {
    static _Thread_local char datagram[LARGEST_REQUEST];
    long changes = 0;
    for (;;) {
        ssize_t received = recv(descriptor, datagram, sizeof datagram, MSG_DONTWAIT);
        if (received < 0 && errno != EAGAIN) return -errno;
        if (received < 0) break;
        int rest = (int)received;
        for (struct nlmsghdr *message = (void *)datagram; NLMSG_OK(message, rest); message = NLMSG_NEXT(message, rest))
            if (message->nlmsg_type == family && message->nlmsg_len >= NLMSG_LENGTH(GENL_HDRLEN))
                changes += changes_ipvs(((struct genlmsghdr *)NLMSG_DATA(message))->cmd);
    }
    struct tpacket_stats statistics = {0};
    socklen_t size = sizeof statistics;
    if (getsockopt(descriptor, SOL_PACKET, PACKET_STATISTICS, &statistics, &size) < 0) return -errno;
    return statistics.tp_drops == 0 ? changes : -ENOBUFS;
}
