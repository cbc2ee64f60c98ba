internal import Glibc

/// One running responder process.
final class Responder {
    let child: ChildProcess
    let started = ContinuousClock.now
    /// The end of the pipe from which its readiness is read, or -1 once it is known.
    private var readiness: Int32
    /// When the pipe was found closed.
    private var closed: ContinuousClock.Instant?

    /// What a process may take from closing its descriptors to being gone.
    private static let dyingTime: Duration = .milliseconds(50)

    var id: Int32 { child.id }
    var isServing: Bool { readiness < 0 }

    /// Starts a responder that inherits the sockets as descriptors 3, 4, 5 … and tells through the
    /// next one when it serves.
    init(
        _ program: Program, sockets: [ListeningSocket], readinessVariable: String
    ) throws(SystemFailure) {
        var ends: [Int32] = [-1, -1]
        try SystemFailure.check("pipe", unsafe pipe(&ends))
        defer { close(ends[1]) }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        _ = fcntl(ends[0], F_SETFL, O_NONBLOCK)
        var program = program
        for (index, socket) in sockets.enumerated() {
            program.descriptors[Int32(3 + index)] = socket.descriptor
        }
        let last = Int32(3 + sockets.count)
        program.descriptors[last] = ends[1]
        program.variables[readinessVariable] = String(last)
        do {
            child = try ChildProcess.start(program)
        } catch {
            close(ends[0])
            throw error
        }
        readiness = ends[0]
    }

    deinit { if readiness >= 0 { close(readiness) } }

    /// Looks whether the process has said that it serves, by closing the pipe.
    /// - Returns: whether it turns out now.
    func becameReady() -> Bool {
        guard readiness >= 0 else { return false }
        var byte: UInt8 = 0
        guard unsafe read(readiness, &byte, 1) == 0 else { return false }
        guard let closed else {
            closed = .now
            return false
        }
        // A process that dies closes it too, a moment before its end is reported.
        guard closed.duration(to: .now) > Self.dyingTime else { return false }
        close(readiness)
        readiness = -1
        return true
    }
}
