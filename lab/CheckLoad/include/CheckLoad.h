#pragma once

// What checks of many servers cost by the kernel alone: servers that accept and are done, and a loop of C that connects
// to them as checks do.

#include <stdint.h>

/// Listens on a port of all addresses of this namespace, with a long queue. Returns the descriptor or a negative errno.
int checkload_listen(uint16_t port);

/// How many connections have been taken; written by `checkload_serve`, read by anybody.
struct checkload_count {
    _Atomic int64_t taken;
};

/// Takes connections and closes each when its peer has, for ever; whoever asks is answered `200` over HTTP first.
void checkload_serve(int listener, struct checkload_count *count);

/// How many there are.
int64_t checkload_taken(struct checkload_count *count);

struct checkload_result {
    /// Connections that were made.
    int64_t made;
    /// CPU time of the calling thread, nanoseconds.
    int64_t processor_time;
};

/// Connects to `count` addresses from 127.1.0.1 on, one after the other, `rate` of them a second, started each
/// millisecond, for `seconds`: each is made, found made and closed.
struct checkload_result checkload_connect(uint16_t port, int count, int rate, int seconds);
