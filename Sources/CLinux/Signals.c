#define _GNU_SOURCE
#include "CLinux.h"

static int write_end = -1;

static void handle(int number) {
    int saved = errno;
    uint8_t byte = (uint8_t)number;
    // A full pipe holds more signals of every kind than anybody needs.
    ssize_t ignored = write(write_end, &byte, 1);
    (void)ignored;
    errno = saved;
}

int clinux_watch_signals(const int *numbers, int count) {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) < 0) return -errno;
    if (fcntl(ends[1], F_SETFL, O_NONBLOCK) < 0) return -errno;
    write_end = ends[1];
    struct sigaction action = {.sa_handler = handle, .sa_flags = SA_RESTART};
    for (int index = 0; index < count; index++)
        if (sigaction(numbers[index], &action, NULL) < 0) return -errno;
    return ends[0];
}
