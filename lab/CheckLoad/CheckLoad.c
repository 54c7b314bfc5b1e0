#define _GNU_SOURCE
#include "CheckLoad.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

enum { EVENTS = 256, QUEUE = 65535, FIRST = 0x7F010001, TICK = 1000000 };

static const char answer[] = "HTTP/1.0 200 OK\r\nContent-Length: 3\r\n\r\nok\n";

static int64_t read_clock(clockid_t clock) {
    struct timespec now;
    clock_gettime(clock, &now);
    return now.tv_sec * INT64_C(1000000000) + now.tv_nsec;
}

int checkload_listen(uint16_t port) {
    int enabled = 1;
    struct sockaddr_in any = {.sin_family = AF_INET, .sin_port = htons(port)};
    int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (listener < 0) return -errno;
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &enabled, sizeof enabled);
    if (bind(listener, (struct sockaddr *)&any, sizeof any) == 0 && listen(listener, QUEUE) == 0) return listener;
    int error = errno;
    close(listener);
    return -error;
}

// Reads what a peer said, and answers it. Returns whether the peer is done.
static int hear(int connection) {
    char heard[2048];
    ssize_t length = recv(connection, heard, sizeof heard, 0);
    if (length < 0) return errno != EAGAIN;
    if (length == 0) return 1;
    if (length >= 4 && memcmp(heard + length - 4, "\r\n\r\n", 4) == 0) {
        send(connection, answer, sizeof answer - 1, MSG_NOSIGNAL);
        return 1;
    }
    return 0;
}

void checkload_serve(int listener, struct checkload_count *count) {
    struct epoll_event events[EVENTS];
    int poller = epoll_create1(EPOLL_CLOEXEC);
    struct epoll_event interest = {.events = EPOLLIN, .data.fd = listener};
    epoll_ctl(poller, EPOLL_CTL_ADD, listener, &interest);
    for (;;) {
        int ready = epoll_wait(poller, events, EVENTS, -1);
        for (int index = 0; index < ready; index++) {
            int descriptor = events[index].data.fd;
            if (descriptor != listener) {
                if (hear(descriptor)) close(descriptor);
                continue;
            }
            int connection;
            while ((connection = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0) {
                atomic_fetch_add_explicit(&count->taken, 1, memory_order_relaxed);
                // Most have gone by now.
                if (hear(connection)) {
                    close(connection);
                } else {
                    interest.data.fd = connection;
                    epoll_ctl(poller, EPOLL_CTL_ADD, connection, &interest);
                }
            }
        }
    }
}

int64_t checkload_taken(struct checkload_count *count) {
    return atomic_load_explicit(&count->taken, memory_order_relaxed);
}

// Returns whether a connection is on its way.
static int begin(int poller, uint32_t address, uint16_t port) {
    struct sockaddr_in target = {
        .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(address)};
    int descriptor = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (descriptor < 0) return 0;
    if (connect(descriptor, (struct sockaddr *)&target, sizeof target) < 0 && errno != EINPROGRESS) {
        close(descriptor);
        return 0;
    }
    struct epoll_event interest = {.events = EPOLLOUT, .data.fd = descriptor};
    epoll_ctl(poller, EPOLL_CTL_ADD, descriptor, &interest);
    return 1;
}

static int finish(int descriptor) {
    int error = 0;
    socklen_t length = sizeof error;
    getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &error, &length);
    close(descriptor);
    return error == 0;
}

struct checkload_result checkload_connect(uint16_t port, int count, int rate, int seconds) {
    struct checkload_result result = {0, 0};
    struct epoll_event events[EVENTS];
    int poller = epoll_create1(EPOLL_CLOEXEC);
    int timer = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
    struct itimerspec ticks = {.it_interval = {0, TICK}, .it_value = {0, TICK}};
    timerfd_settime(timer, 0, &ticks, NULL);
    struct epoll_event interest = {.events = EPOLLIN, .data.fd = timer};
    epoll_ctl(poller, EPOLL_CTL_ADD, timer, &interest);
    int64_t processor = read_clock(CLOCK_THREAD_CPUTIME_ID), start = read_clock(CLOCK_MONOTONIC);
    int64_t total = (int64_t)rate * seconds, begun = 0, ended = 0;
    while (ended < total) {
        int64_t now = read_clock(CLOCK_MONOTONIC);
        while (begun < total && start + begun * 1000000000 / rate <= now && begun - ended < QUEUE / 2) {
            ended += !begin(poller, FIRST + (uint32_t)(begun % count), port);
            begun++;
        }
        int ready = epoll_wait(poller, events, EVENTS, 1000);
        if (ready == 0 && begun == total) break;
        for (int index = 0; index < ready; index++) {
            if (events[index].data.fd == timer) {
                uint64_t passed;
                ssize_t length = read(timer, &passed, sizeof passed);
                (void)length;
                continue;
            }
            result.made += finish(events[index].data.fd);
            ended++;
        }
    }
    result.processor_time = read_clock(CLOCK_THREAD_CPUTIME_ID) - processor;
    close(timer);
    close(poller);
    return result;
}
