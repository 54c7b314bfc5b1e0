#pragma once

// Unix stream sockets with a name in the file system, and the lock that guards the name.

#include <stdint.h>

/// What a file is known by, whatever it is called.
struct clinux_file_identity {
    uint64_t device;
    uint64_t inode;
};

/// Opens or creates a file and takes its exclusive lock without waiting. Returns the descriptor, which holds the lock
/// until it is closed, or a negative errno: -EWOULDBLOCK where another process holds it.
int clinux_lock_file(const char *path);

/// Connects to a Unix stream socket and hangs up at once. Returns 0 where somebody listens, or a negative errno:
/// -ENOENT without a file, -ECONNREFUSED for one that nobody listens on, -EAGAIN for a listener that is busy.
int clinux_unix_probe(const char *path);

/// Binds a Unix stream socket, non-blocking and closed on exec, gives its file `mode` and `group` (negative: the
/// process's own), and listens: nobody can connect before the mode is there. Returns the descriptor and fills
/// `identity`, or returns a negative errno and leaves no file behind.
int clinux_unix_listen(const char *path, unsigned mode, int64_t group, struct clinux_file_identity *identity);

/// Whether `path` is a socket: 1, 0, or a negative errno.
int clinux_is_socket(const char *path);

/// Removes `path` where it still is that file. Returns 0, or a negative errno.
int clinux_unlink_identical(const char *path, struct clinux_file_identity identity);

/// The number of a group, -1 where there is none of that name.
int64_t clinux_group_number(const char *name);
