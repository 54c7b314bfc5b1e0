#include "CLinux.h"

#include <grp.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>

static int fill_address(const char *path, struct sockaddr_un *address) {
    size_t length = strlen(path);
    if (length == 0) return -ENOENT;
    if (length >= sizeof address->sun_path) return -ENAMETOOLONG;
    *address = (struct sockaddr_un){.sun_family = AF_UNIX};
    memcpy(address->sun_path, path, length);
    return 0;
}

// Closes a descriptor on the way out with an error.
static int fail(int descriptor, int error) {
    close(descriptor);
    return -error;
}

int clinux_lock_file(const char *path) {
    int descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (descriptor < 0) return -errno;
    if (flock(descriptor, LOCK_EX | LOCK_NB) < 0) return fail(descriptor, errno);
    return descriptor;
}

int clinux_unix_probe(const char *path) {
    struct sockaddr_un address;
    int result = fill_address(path, &address);
    if (result < 0) return result;
    int descriptor = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (descriptor < 0) return -errno;
    if (connect(descriptor, (struct sockaddr *)&address, sizeof address) < 0) return fail(descriptor, errno);
    close(descriptor);
    return 0;
}

int clinux_unix_listen(const char *path, unsigned mode, int64_t group, struct clinux_file_identity *identity) {
    struct sockaddr_un address;
    int result = fill_address(path, &address);
    if (result < 0) return result;
    int descriptor = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (descriptor < 0) return -errno;
    if (bind(descriptor, (struct sockaddr *)&address, sizeof address) < 0) return fail(descriptor, errno);
    struct stat status;
    if ((group >= 0 && chown(path, (uid_t)-1, (gid_t)group) < 0) || chmod(path, (mode_t)mode) < 0 ||
        lstat(path, &status) < 0 || listen(descriptor, 128) < 0) {
        int error = errno;
        unlink(path);
        return fail(descriptor, error);
    }
    *identity = (struct clinux_file_identity){.device = status.st_dev, .inode = status.st_ino};
    return descriptor;
}

int clinux_is_socket(const char *path) {
    struct stat status;
    if (lstat(path, &status) < 0) return -errno;
    return S_ISSOCK(status.st_mode) ? 1 : 0;
}

int clinux_unlink_identical(const char *path, struct clinux_file_identity identity) {
    struct stat status;
    if (lstat(path, &status) < 0) return -errno;
    if (status.st_dev != identity.device || status.st_ino != identity.inode) return -ENOENT;
    return unlink(path) < 0 ? -errno : 0;
}

int64_t clinux_group_number(const char *name) {
    size_t capacity = 1 << 16;
    char *buffer = malloc(capacity);
    if (buffer == NULL) return -1;
    struct group entry, *found = NULL;
    int failed = getgrnam_r(name, &entry, buffer, capacity, &found);
    int64_t number = failed != 0 || found == NULL ? -1 : (int64_t)found->gr_gid;
    free(buffer);
    return number;
}
