#pragma once

// How the kernel schedules a thread, and what of the process it may page out. All return 0 or a negative errno.

#include <stddef.h>
#include <stdint.h>

/// Makes the calling thread a real-time one (SCHED_RR, 1 to 99), or with 0 an ordinary one again. What it starts is
/// ordinary.
int clinux_set_real_time(int priority);

/// Sets the calling thread's niceness, -20 to 19.
int clinux_set_niceness(int niceness);

/// Binds the calling thread to processors; none stands for all that the process's first thread may use.
int clinux_set_affinity(const int *processors, size_t count);

/// Keeps the process's memory from being paged out, as far as it has been and will be touched; 0 takes that back.
int clinux_lock_memory(int locked);

/// Limits how long a real-time thread of the process may run without waiting, in microseconds; negative: no limit.
int clinux_limit_real_time(int64_t microseconds);
