// Makes a small picture of a large one, confined, so that a decoder that is broken or led astray by a
// picture takes nothing and nobody with it.
//
// Arguments: the formats of the pictures, as `jpeg webp` for a JPEG in and a WebP out; the longer side
// in pixels; bytes of memory, seconds of processor time and bytes of output at the most. Standard input
// is the picture's file, standard output the file for the small one. Exit status 0: made; 1: the
// picture cannot be decoded; 125: the limits cannot be set; 126: the decoder cannot be started. A signal
// ends what goes beyond the limits.
import CSandbox
import Glibc

/// Debian's command line of libvips (package libvips-tools).
let decoder = "/usr/bin/vips"
/// Descriptors at the most: libraries and configuration, one after the other.
let mostFiles: rlim_t = 64

let arguments = Array(CommandLine.arguments.dropFirst())
guard arguments.count == 6, let memory = rlim_t(arguments[3]), let seconds = rlim_t(arguments[4]),
    let output = rlim_t(arguments[5])
else { exit(125) }

// The thread that starts this has blocked all signals, and the limits come as signals.
var none = sigset_t()
sigemptyset(&none)
sigprocmask(SIG_SETMASK, &none, nil)

// The order matters: another user loses the signal at the parent's end, and seccomp comes last.
guard guildhall_become_nobody() == 0, guildhall_die_with_parent() == 0,
    guildhall_limit_memory(memory) == 0, guildhall_limit_time(seconds) == 0,
    guildhall_limit_output(output) == 0, guildhall_limit_files(mostFiles) == 0,
    guildhall_forbid_cores() == 0, guildhall_confine() == 0
else { exit(125) }

// What libjpeg calls a warning is a picture with holes; what libpng does is often just odd.
let strictness = arguments[0] == "jpeg" ? "warning" : "error"
let words = [
    decoder, "thumbnail_source", "[descriptor=0]", ".\(arguments[1])[Q=80,strip]", arguments[2],
    "--height", arguments[2], "--size", "down", "--option-string", "[fail_on=\(strictness)]",
]
let environment = [
    "VIPS_BLOCK_UNTRUSTED=1", "VIPS_CONCURRENCY=1", "MALLOC_ARENA_MAX=1", "HOME=/nonexistent",
]
var pointers = words.map { strdup($0) } + [nil]
var variables = environment.map { strdup($0) } + [nil]
execve(decoder, &pointers, &variables)
exit(126)
