// What confines a program, in terms that Swift can call.
#include <errno.h>
#include <grp.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/sched.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#if defined(__x86_64__)
#define GUILDHALL_ARCHITECTURE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define GUILDHALL_ARCHITECTURE AUDIT_ARCH_AARCH64
#else
#error "Name this processor's audit architecture."
#endif

/// Ends this process by SIGKILL when the thread that started it ends (PR_SET_PDEATHSIG, prctl(2)).
static inline int guildhall_die_with_parent(void) {
    return prctl(PR_SET_PDEATHSIG, (unsigned long)SIGKILL, 0UL, 0UL, 0UL);
}

/// Takes from this process, and all that it becomes by execve(2), the system calls with which it could
/// reach the network, look into other processes or start any (seccomp(2)). Threads it may have.
static inline int guildhall_confine(void) {
#define GUILDHALL_REFUSE(call, error)                                                            \
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_##call, 0, 1),                                       \
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | (error))
    struct sock_filter filter[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, GUILDHALL_ARCHITECTURE, 1, 0),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        // Above are the calls of another ABI of the same processor.
        BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, 0x40000000, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
        GUILDHALL_REFUSE(socket, EPERM),
        GUILDHALL_REFUSE(socketpair, EPERM),
        GUILDHALL_REFUSE(io_uring_setup, EPERM),
        GUILDHALL_REFUSE(ptrace, EPERM),
        GUILDHALL_REFUSE(process_vm_readv, EPERM),
        GUILDHALL_REFUSE(process_vm_writev, EPERM),
        GUILDHALL_REFUSE(kill, EPERM),
        // Its flags are in memory, which a filter cannot see; the C library then takes clone.
        GUILDHALL_REFUSE(clone3, ENOSYS),
#ifdef __NR_fork
        GUILDHALL_REFUSE(fork, EPERM),
        GUILDHALL_REFUSE(vfork, EPERM),
#endif
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_clone, 0, 3),
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, args[0])),
        BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, CLONE_THREAD, 1, 0),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
#undef GUILDHALL_REFUSE
    struct sock_fprog program = {sizeof filter / sizeof filter[0], filter};
    if (prctl(PR_SET_NO_NEW_PRIVS, 1UL, 0UL, 0UL, 0UL) != 0) return -1;
    return prctl(PR_SET_SECCOMP, (unsigned long)SECCOMP_MODE_FILTER, &program, 0UL, 0UL);
}

/// Becomes the user nobody (65534) for good; only root can and need do so.
static inline int guildhall_become_nobody(void) {
    if (geteuid() != 0) return 0;
    if (setgroups(0, NULL) != 0 || setgid(65534) != 0 || setuid(65534) != 0) return -1;
    return 0;
}

/// Bounds one resource for good (setrlimit(2)); at most what is allowed already.
static inline int guildhall_limit(int resource, rlim_t most) {
    struct rlimit limit;
    if (getrlimit((__rlimit_resource_t)resource, &limit) != 0) return -1;
    if (limit.rlim_max < most) most = limit.rlim_max;
    limit.rlim_cur = limit.rlim_max = most;
    return setrlimit((__rlimit_resource_t)resource, &limit);
}

static inline int guildhall_limit_memory(rlim_t bytes) { return guildhall_limit(RLIMIT_AS, bytes); }
static inline int guildhall_limit_time(rlim_t seconds) { return guildhall_limit(RLIMIT_CPU, seconds); }
static inline int guildhall_limit_output(rlim_t bytes) { return guildhall_limit(RLIMIT_FSIZE, bytes); }
static inline int guildhall_limit_files(rlim_t count) { return guildhall_limit(RLIMIT_NOFILE, count); }
static inline int guildhall_forbid_cores(void) { return guildhall_limit(RLIMIT_CORE, 0); }
