#pragma once

// Files and processes that are watched.

#include <stdint.h>
#include <sys/types.h>

/// Opens a non-blocking inotify descriptor that closes on exec. Returns it or a negative errno.
int clinux_inotify_open(void);

/// Watches a folder for files that were written to their end, moved or deleted, and for its own end. Returns the
/// watch's number or a negative errno.
int clinux_inotify_watch(int inotify, const char *folder);

/// Whether what happens in a folder can happen on another host, where inotify sees nothing: 1, 0, or a negative errno.
int clinux_is_remote(const char *folder);

/// Opens a descriptor that is readable once the process has ended. Returns it or a negative errno.
int clinux_process_descriptor(pid_t process);

/// Opens a FIFO for reading and writing without waiting for anybody, closed on exec. Where there is no file one is
/// made, mode 0644 less the umask, and given to `owner` and `group`. A file that is no FIFO, or belongs to neither the
/// caller nor `owner`, is refused with -EPERM. `created` tells whether it was made. Returns the descriptor or a negative
/// errno.
int clinux_open_fifo(const char *path, uid_t owner, gid_t group, int *created);
