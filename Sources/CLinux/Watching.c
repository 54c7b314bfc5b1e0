#define _GNU_SOURCE
#include "CLinux.h"

#include <sys/inotify.h>
#include <sys/vfs.h>
#include <stdio.h>

int clinux_inotify_open(void) {
    int descriptor = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
    return descriptor >= 0 ? descriptor : -errno;
}

int clinux_inotify_watch(int inotify, const char *folder) {
    uint32_t changes = IN_CLOSE_WRITE | IN_MOVE | IN_DELETE | IN_DELETE_SELF | IN_MOVE_SELF | IN_ONLYDIR;
    int watch = inotify_add_watch(inotify, folder, changes);
    return watch >= 0 ? watch : -errno;
}

int clinux_is_remote(const char *folder) {
    struct statfs facts;
    if (statfs(folder, &facts) != 0) return -errno;
    switch ((uint32_t)facts.f_type) {
    case 0x6969:     // NFS
    case 0x517B:     // SMB
    case 0xFF534D42: // CIFS
    case 0xFE534D42: // SMB 2
    case 0x65735546: // FUSE
    case 0x01021997: // 9P
    case 0x00C36400: // Ceph
    case 0x7461636F: // OCFS2
    case 0x01161970: // GFS2
    case 0x5346414F: // AFS
        return 1;
    default:
        return 0;
    }
}

int clinux_process_descriptor(pid_t process) {
    int descriptor = (int)syscall(SYS_pidfd_open, process, 0);
    return descriptor >= 0 ? descriptor : -errno;
}

int clinux_open_fifo(const char *path, uid_t owner, gid_t group, int *created) {
    *created = 0;
    if (mkfifo(path, 0644) == 0) {
        *created = 1;
    } else if (errno != EEXIST) {
        return -errno;
    }
    // Neither a link that somebody put there is followed, nor a device opened.
    int place = open(path, O_PATH | O_NOFOLLOW | O_CLOEXEC);
    if (place < 0) return -errno;
    struct stat facts;
    int failure = 0;
    if (fstat(place, &facts) != 0) {
        failure = -errno;
    } else if (!S_ISFIFO(facts.st_mode) || (facts.st_uid != geteuid() && facts.st_uid != owner)) {
        failure = -EPERM;
    } else if (*created && fchownat(place, "", owner, group, AT_EMPTY_PATH) != 0 && errno != EPERM) {
        failure = -errno;
    }
    int descriptor = -1;
    if (failure == 0) {
        char reopened[32];
        snprintf(reopened, sizeof reopened, "/proc/self/fd/%d", place);
        descriptor = open(reopened, O_RDWR | O_NONBLOCK | O_CLOEXEC);
        if (descriptor < 0) failure = -errno;
    }
    close(place);
    if (failure != 0 && *created) unlink(path);
    return failure != 0 ? failure : descriptor;
}
