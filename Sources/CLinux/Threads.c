#define _GNU_SOURCE
#include "Threads.h"

#include <errno.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

int clinux_set_real_time(int priority) {
    struct sched_param parameters = {.sched_priority = priority};
    int policy = (priority > 0 ? SCHED_RR : SCHED_OTHER) | SCHED_RESET_ON_FORK;
    return sched_setscheduler(0, policy, &parameters) < 0 ? -errno : 0;
}

int clinux_set_niceness(int niceness) {
    // On Linux niceness is the thread's, whatever POSIX says.
    return setpriority(PRIO_PROCESS, (id_t)syscall(SYS_gettid), niceness) < 0 ? -errno : 0;
}

int clinux_set_affinity(const int *processors, size_t count) {
    cpu_set_t set;
    CPU_ZERO(&set);
    if (count == 0 && sched_getaffinity(getpid(), sizeof set, &set) < 0) return -errno;
    for (size_t index = 0; index < count; index++) {
        if (processors[index] < 0 || processors[index] >= CPU_SETSIZE) return -EINVAL;
        CPU_SET(processors[index], &set);
    }
    return sched_setaffinity(0, sizeof set, &set) < 0 ? -errno : 0;
}

int clinux_lock_memory(int locked) {
    // On fault: what is mapped and never touched takes no memory.
    if (locked) return mlockall(MCL_CURRENT | MCL_FUTURE | MCL_ONFAULT) < 0 ? -errno : 0;
    return munlockall() < 0 ? -errno : 0;
}

int clinux_limit_real_time(int64_t microseconds) {
    rlim_t limit = microseconds < 0 ? RLIM_INFINITY : (rlim_t)microseconds;
    struct rlimit limits;
    if (getrlimit(RLIMIT_RTTIME, &limits) < 0) return -errno;
    // The hard limit stays, so that the soft one can be raised again; reaching that one only means SIGKILL.
    limits.rlim_cur = limit < limits.rlim_max ? limit : limits.rlim_max;
    return setrlimit(RLIMIT_RTTIME, &limits) < 0 ? -errno : 0;
}
