#define _GNU_SOURCE
#include "Datagrams.h"

#include <endian.h>
#include <errno.h>
#include <net/ethernet.h>
#include <netinet/in.h>
#include <netpacket/packet.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

// Messages handed to the kernel at once.
enum { batch = 64 };

union name {
    struct sockaddr_in ipv4;
    struct sockaddr_in6 ipv6;
    struct sockaddr_ll link;
};

union control {
    // The packet information and the hop limit of either family.
    uint8_t bytes[CMSG_SPACE(sizeof(struct in6_pktinfo)) + CMSG_SPACE(sizeof(int))];
    struct cmsghdr alignment;
};

struct clinux_inbox {
    unsigned capacity;
    // How many messages the kernel has filled in since their lengths were set.
    unsigned used;
    size_t datagram_size;
    uint8_t *bytes;
    struct mmsghdr *messages;
    struct iovec *vectors;
    union name *names;
    union control *controls;
};

struct clinux_inbox *clinux_inbox_create(unsigned capacity, size_t datagram_size) {
    struct clinux_inbox *inbox = calloc(1, sizeof *inbox);
    if (!inbox) return NULL;
    inbox->capacity = inbox->used = capacity;
    inbox->datagram_size = datagram_size;
    inbox->bytes = malloc(capacity * datagram_size);
    inbox->messages = calloc(capacity, sizeof *inbox->messages);
    inbox->vectors = calloc(capacity, sizeof *inbox->vectors);
    inbox->names = calloc(capacity, sizeof *inbox->names);
    inbox->controls = calloc(capacity, sizeof *inbox->controls);
    if (!inbox->bytes || !inbox->messages || !inbox->vectors || !inbox->names || !inbox->controls) {
        clinux_inbox_destroy(inbox);
        return NULL;
    }
    for (unsigned index = 0; index < capacity; index++) {
        inbox->vectors[index] = (struct iovec){inbox->bytes + index * datagram_size, datagram_size};
        inbox->messages[index].msg_hdr = (struct msghdr){
            .msg_name = &inbox->names[index],
            .msg_iov = &inbox->vectors[index],
            .msg_iovlen = 1,
            .msg_control = &inbox->controls[index],
        };
    }
    return inbox;
}

void clinux_inbox_destroy(struct clinux_inbox *inbox) {
    if (!inbox) return;
    free(inbox->bytes);
    free(inbox->messages);
    free(inbox->vectors);
    free(inbox->names);
    free(inbox->controls);
    free(inbox);
}

int clinux_inbox_fill(struct clinux_inbox *inbox, int descriptor) {
    for (unsigned index = 0; index < inbox->used; index++) {
        inbox->messages[index].msg_hdr.msg_namelen = sizeof inbox->names[index];
        inbox->messages[index].msg_hdr.msg_controllen = sizeof inbox->controls[index];
    }
    int count = recvmmsg(descriptor, inbox->messages, inbox->capacity, MSG_DONTWAIT, NULL);
    inbox->used = count > 0 ? (unsigned)count : 0;
    return count < 0 ? -errno : count;
}

static struct clinux_address address_of(const struct in6_addr *address) {
    struct clinux_address result;
    memcpy(&result, address, sizeof result);
    return (struct clinux_address){be64toh(result.high), be64toh(result.low)};
}

struct clinux_datagram clinux_inbox_read(const struct clinux_inbox *inbox, unsigned index) {
    struct clinux_datagram result = {.hop_limit = -1};
    if (index >= inbox->used) return result;
    struct mmsghdr *message = &inbox->messages[index];
    result.bytes = inbox->vectors[index].iov_base;
    result.length = message->msg_len < inbox->datagram_size ? message->msg_len : inbox->datagram_size;
    result.is_cut = (message->msg_hdr.msg_flags & MSG_TRUNC) != 0;
    if (inbox->names[index].ipv6.sin6_family != AF_INET6) return result;
    result.source = address_of(&inbox->names[index].ipv6.sin6_addr);
    for (struct cmsghdr *part = CMSG_FIRSTHDR(&message->msg_hdr); part; part = CMSG_NXTHDR(&message->msg_hdr, part)) {
        if (part->cmsg_level != IPPROTO_IPV6) continue;
        if (part->cmsg_type == IPV6_HOPLIMIT) {
            memcpy(&result.hop_limit, CMSG_DATA(part), sizeof(int));
        } else if (part->cmsg_type == IPV6_PKTINFO) {
            struct in6_pktinfo info;
            memcpy(&info, CMSG_DATA(part), sizeof info);
            result.destination = address_of(&info.ipi6_addr);
            result.has_destination = 1;
        }
    }
    return result;
}

struct entry {
    // Where the message lies among the outbox's bytes.
    size_t offset;
    size_t length;
    int is_frame;
    int result;
    struct clinux_route route;
};

struct clinux_outbox {
    struct entry *entries;
    size_t count, capacity;
    uint8_t *bytes;
    size_t used, size;
};

struct clinux_outbox *clinux_outbox_create(void) { return calloc(1, sizeof(struct clinux_outbox)); }

void clinux_outbox_destroy(struct clinux_outbox *outbox) {
    if (!outbox) return;
    free(outbox->entries);
    free(outbox->bytes);
    free(outbox);
}

// Makes room by doubling, so that an outbox stops asking for memory once it has seen its largest load.
static int make_room(struct clinux_outbox *outbox, size_t length) {
    if (outbox->count == outbox->capacity) {
        size_t capacity = outbox->capacity ? outbox->capacity * 2 : 4;
        struct entry *entries = realloc(outbox->entries, capacity * sizeof *entries);
        if (!entries) return -ENOMEM;
        outbox->entries = entries;
        outbox->capacity = capacity;
    }
    if (outbox->size - outbox->used < length) {
        size_t size = outbox->size ? outbox->size : 256;
        while (size - outbox->used < length) size *= 2;
        uint8_t *bytes = realloc(outbox->bytes, size);
        if (!bytes) return -ENOMEM;
        outbox->bytes = bytes;
        outbox->size = size;
    }
    return 0;
}

static int add(struct clinux_outbox *outbox, const void *bytes, size_t length, struct entry entry) {
    if (length > UINT16_MAX) return -EMSGSIZE;
    int failure = make_room(outbox, length);
    if (failure < 0) return failure;
    entry.offset = outbox->used;
    entry.length = length;
    memcpy(outbox->bytes + outbox->used, bytes, length);
    outbox->used += length;
    outbox->entries[outbox->count++] = entry;
    return 0;
}

int clinux_outbox_add(struct clinux_outbox *outbox, const void *message, size_t length,
                      const struct clinux_route *route) {
    if (route->ip_version != 4 && route->ip_version != 6) return -EAFNOSUPPORT;
    return add(outbox, message, length, (struct entry){.route = *route});
}

int clinux_outbox_add_frame(struct clinux_outbox *outbox, const void *frame, size_t length, int interface_index) {
    if (length < ETH_HLEN) return -EINVAL;
    struct entry entry = {.is_frame = 1, .route = {.interface_index = interface_index}};
    return add(outbox, frame, length, entry);
}

size_t clinux_outbox_count(const struct clinux_outbox *outbox) { return outbox->count; }

static struct cmsghdr *put(struct msghdr *message, struct cmsghdr *part, int level, int type, const void *value,
                           size_t length) {
    part->cmsg_level = level;
    part->cmsg_type = type;
    part->cmsg_len = CMSG_LEN(length);
    memcpy(CMSG_DATA(part), value, length);
    message->msg_controllen += CMSG_SPACE(length);
    return (struct cmsghdr *)((uint8_t *)part + CMSG_SPACE(length));
}

static void address_ipv4(struct msghdr *message, union name *name, union control *control,
                         const struct clinux_route *route) {
    struct in_pktinfo info = {.ipi_ifindex = route->interface_index};
    info.ipi_spec_dst.s_addr = htonl((uint32_t)route->source.low);
    name->ipv4 = (struct sockaddr_in){.sin_family = AF_INET};
    name->ipv4.sin_addr.s_addr = htonl((uint32_t)route->destination.low);
    message->msg_namelen = sizeof name->ipv4;
    struct cmsghdr *next = put(message, &control->alignment, IPPROTO_IP, IP_PKTINFO, &info, sizeof info);
    if (route->hop_limit > 0) put(message, next, IPPROTO_IP, IP_TTL, &route->hop_limit, sizeof route->hop_limit);
}

static void address_ipv6(struct msghdr *message, union name *name, union control *control,
                         const struct clinux_route *route) {
    struct in6_pktinfo info = {.ipi6_ifindex = (unsigned)route->interface_index};
    uint64_t source[2] = {htobe64(route->source.high), htobe64(route->source.low)};
    uint64_t destination[2] = {htobe64(route->destination.high), htobe64(route->destination.low)};
    memcpy(&info.ipi6_addr, source, sizeof source);
    name->ipv6 = (struct sockaddr_in6){.sin6_family = AF_INET6, .sin6_scope_id = (uint32_t)route->interface_index};
    memcpy(&name->ipv6.sin6_addr, destination, sizeof destination);
    message->msg_namelen = sizeof name->ipv6;
    struct cmsghdr *next = put(message, &control->alignment, IPPROTO_IPV6, IPV6_PKTINFO, &info, sizeof info);
    if (route->hop_limit > 0)
        put(message, next, IPPROTO_IPV6, IPV6_HOPLIMIT, &route->hop_limit, sizeof route->hop_limit);
}

static void address_frame(struct msghdr *message, union name *name, const uint8_t *frame, int interface_index) {
    name->link = (struct sockaddr_ll){.sll_family = AF_PACKET, .sll_ifindex = interface_index, .sll_halen = 6};
    memcpy(name->link.sll_addr, frame, 6);
    memcpy(&name->link.sll_protocol, frame + 12, 2);
    message->msg_namelen = sizeof name->link;
    message->msg_control = NULL;
}

static void send_some(struct clinux_outbox *outbox, size_t first, unsigned count, int descriptor) {
    struct mmsghdr messages[batch];
    struct iovec vectors[batch];
    union name names[batch];
    union control controls[batch];
    for (unsigned index = 0; index < count; index++) {
        struct entry *entry = &outbox->entries[first + index];
        struct msghdr *message = &messages[index].msg_hdr;
        uint8_t *bytes = outbox->bytes + entry->offset;
        vectors[index] = (struct iovec){bytes, entry->length};
        *message = (struct msghdr){
            .msg_name = &names[index],
            .msg_iov = &vectors[index],
            .msg_iovlen = 1,
            .msg_control = &controls[index],
        };
        if (entry->is_frame)
            address_frame(message, &names[index], bytes, entry->route.interface_index);
        else if (entry->route.ip_version == 4)
            address_ipv4(message, &names[index], &controls[index], &entry->route);
        else
            address_ipv6(message, &names[index], &controls[index], &entry->route);
    }
    unsigned done = 0;
    while (done < count) {
        int sent = sendmmsg(descriptor, messages + done, count - done, MSG_DONTWAIT);
        if (sent < 0 && errno == EINTR) continue;
        for (int index = 0; index < sent; index++) outbox->entries[first + done + (unsigned)index].result = 0;
        // The kernel stops at the first that fails, and says why only where that is the first of all.
        if (sent <= 0) outbox->entries[first + done].result = sent < 0 ? errno : EIO;
        done += sent > 0 ? (unsigned)sent : 1;
    }
}

void clinux_outbox_send(struct clinux_outbox *outbox, int descriptor) {
    for (size_t first = 0; first < outbox->count; first += batch) {
        size_t left = outbox->count - first;
        send_some(outbox, first, left < batch ? (unsigned)left : batch, descriptor);
    }
    outbox->count = 0;
    outbox->used = 0;
}

int clinux_outbox_result(const struct clinux_outbox *outbox, size_t index) {
    return index < outbox->capacity ? outbox->entries[index].result : EINVAL;
}
