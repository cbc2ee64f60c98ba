// Kernel and C library interfaces that Swift's Glibc module leaves out.
#include <malloc.h>
#include <stdint.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <unistd.h>

/// The user at the other end of a connected unix socket (SO_PEERCRED, unix(7)).
/// The kernel's struct ucred hides behind _GNU_SOURCE, which Swift's importer does not set for sys/socket.h.
static inline int guildhall_peer_user(int descriptor, uid_t *user) {
    struct { pid_t process; uid_t user; gid_t group; } credentials;
    socklen_t length = sizeof credentials;
    if (getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, &credentials, &length) != 0) return -1;
    *user = credentials.user;
    return 0;
}

extern int accept4(int, struct sockaddr *, socklen_t *, int);

/// accept4(2) with SOCK_CLOEXEC, declared here because glibc hides it behind _GNU_SOURCE too.
static inline int guildhall_accept(int listener) {
    return accept4(listener, NULL, NULL, SOCK_CLOEXEC);
}

/// prctl(2) is variadic, which Swift cannot call.
static inline int guildhall_die_with_parent(int signal) {
    return prctl(PR_SET_PDEATHSIG, (unsigned long)signal, 0UL, 0UL, 0UL);
}

extern int memfd_create(const char *, unsigned int);

/// A file without a name (memfd_create(2)), which glibc hides behind _GNU_SOURCE; closed when another program is
/// executed.
static inline int guildhall_nameless_file(const char *label) { return memfd_create(label, 1U /* MFD_CLOEXEC */); }

/// fork(2), which Swift refuses to call since no lock of another thread is ever let go in the child. It is for a
/// process that has no other thread yet.
static inline pid_t guildhall_fork(void) { return fork(); }
