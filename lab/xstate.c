// User-Mode Linux 6.1 saves and restores the extended registers of its processes in a buffer of 2,696 bytes. A host
// kernel takes only the whole of its own format, which is larger on processors with AMX tiles, and refuses the
// shorter one. Preloaded into linux.uml, this `ptrace` completes the buffer: the part that is missing is the tiles,
// which no process of the guest can use, so it is marked as unused.

#include <cpuid.h>
#include <elf.h>
#include <errno.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

enum {
    stateComponentsOffset = 512, // XSTATE_BV, the first word of the XSAVE header
    componentsBeforeTiles = (1 << 17) - 1,
};

static _Alignas(64) unsigned char whole[32768];

static size_t hostStateSize(void) {
    static unsigned size;
    if (size == 0) {
        unsigned low, enabled, possible, high;
        __cpuid_count(0xd, 0, low, enabled, possible, high);
        size = enabled;
    }
    return size;
}

static long setExtendedState(long pid, const struct iovec *given) {
    memcpy(whole, given->iov_base, given->iov_len);
    memset(whole + given->iov_len, 0, sizeof whole - given->iov_len);
    uint64_t components;
    memcpy(&components, whole + stateComponentsOffset, sizeof components);
    components &= componentsBeforeTiles;
    memcpy(whole + stateComponentsOffset, &components, sizeof components);
    struct iovec completed = {whole, hostStateSize()};
    return syscall(SYS_ptrace, PTRACE_SETREGSET, pid, NT_X86_XSTATE, &completed);
}

long ptrace(enum __ptrace_request request, ...) {
    va_list arguments;
    va_start(arguments, request);
    long pid = va_arg(arguments, long);
    void *address = va_arg(arguments, void *);
    void *data = va_arg(arguments, void *);
    va_end(arguments);

    if (request == PTRACE_SETREGSET && (long)address == NT_X86_XSTATE) {
        const struct iovec *given = data;
        if (given->iov_len < hostStateSize() && hostStateSize() <= sizeof whole) return setExtendedState(pid, given);
    }
    // The peek requests return their word as glibc's wrapper does.
    if (request == PTRACE_PEEKTEXT || request == PTRACE_PEEKDATA || request == PTRACE_PEEKUSER) {
        long word;
        long result = syscall(SYS_ptrace, request, pid, address, &word);
        if (result < 0) return result;
        errno = 0;
        return word;
    }
    return syscall(SYS_ptrace, request, pid, address, data);
}
