internal import CLinux
internal import Glibc
internal import Synchronization

/// Threads that answer requests from one listening socket, and the `epoll` set in which connections
/// wait.
///
/// An idle kept connection costs a descriptor and no thread: it waits in the set, armed for one
/// event, and whichever thread is free takes the one that becomes readable. A thread accepts only
/// when it is free, so that processes that share a listening socket share the work too.
final class Pool: Sendable {
    enum Phase: Int, AtomicRepresentable {
        /// Accepts and serves.
        case running
        /// Serves the connections there are; the web server closes them when they have been idle.
        case retiring
        /// Closes each connection after its next answer.
        case closing
        /// Threads leave as soon as they are free.
        case stopping
    }

    let name: String
    private let listener: Int32
    private let events: Int32
    private let wake: Int32
    private let limits: PoolLimits
    private let makeWorker: @Sendable () -> any Worker
    private let log: @Sendable (String) -> Void
    private let phase = Atomic(Phase.running)
    private let connections = Atomic(0)
    private let busy = Atomic(0)
    private let requests = Atomic(0)
    private let threads = Atomic(0)
    /// Whether the listening socket was readable when last seen.
    private let hasBacklog = Atomic(false)
    /// Whether the listening socket is in the set.
    private let isListening = Mutex(false)

    init(
        name: String, listener: Int32, limits: PoolLimits,
        log: @escaping @Sendable (String) -> Void,
        makeWorker: @escaping @Sendable () -> any Worker
    ) throws(SystemError) {
        self.name = name
        self.listener = listener
        self.limits = limits
        self.log = log
        self.makeWorker = makeWorker
        events = try SystemError.check("epoll_create1", epoll_create1(Int32(EPOLL_CLOEXEC)))
        wake = try SystemError.check("eventfd", eventfd(0, Int32(EFD_CLOEXEC)))
        _ = fcntl(listener, F_SETFL, O_NONBLOCK)
        // It was inherited, but the programs that this one starts must not keep it open.
        _ = fcntl(listener, F_SETFD, FD_CLOEXEC)
        try watch(wake, EPOLLIN.rawValue)
        try adjustListening()
    }

    var status: PoolStatus {
        PoolStatus(
            name: name, connections: connections.load(ordering: .relaxed),
            busy: busy.load(ordering: .relaxed), requests: requests.load(ordering: .relaxed))
    }

    /// Whether nothing is under way and nothing can come.
    var isQuiet: Bool {
        connections.load(ordering: .acquiring) == 0 && busy.load(ordering: .acquiring) == 0
    }

    /// The number of threads that have not left.
    var liveThreads: Int { threads.load(ordering: .acquiring) }

    func start() throws(SystemError) {
        for _ in 0..<limits.threads {
            threads.add(1, ordering: .relaxed)
            try Thread.start(niceness: limits.niceness) { [self] in
                serveForever()
                threads.subtract(1, ordering: .releasing)
            }
        }
    }

    func enter(_ next: Phase) {
        phase.store(next, ordering: .releasing)
        try? adjustListening()
        if next == .retiring { Self.knock(on: listener) }
        if next == .stopping { eventfd_write(wake, 1) }
    }

    private func watch(_ descriptor: Int32, _ interest: UInt32, again: Bool = false)
        throws(SystemError)
    {
        var event = epoll_event()
        event.events = interest
        event.data.fd = descriptor
        let operation = again ? EPOLL_CTL_MOD : EPOLL_CTL_ADD
        try SystemError.check("epoll_ctl", epoll_ctl(events, operation, descriptor, &event))
    }

    private func serveForever() {
        let worker = makeWorker()
        let request = Request()
        let response = ResponseStream()
        worker.prepare(request, response)
        var event = epoll_event()
        while true {
            // New connections and kept ones take turns. In the set the listening socket is one of
            // many that are ready, so that of a crowd that comes at once the last would wait for
            // thousands of requests.
            let isCrowded =
                hasBacklog.load(ordering: .relaxed) && phase.load(ordering: .acquiring) == .running
            if isCrowded, let connection = accept() {
                serve(connection, isNew: true, worker, request, response)
            }
            let patience = isCrowded ? 0 : Int32(limits.restSeconds * 1_000)
            let ready = epoll_wait(events, &event, 1, patience)
            guard ready > 0 else {
                if !isCrowded { worker.rest() }
                continue
            }
            switch event.data.fd {
            case wake: return serveRest(worker, request, response)
            case listener:
                hasBacklog.store(true, ordering: .relaxed)
                // Whoever was woken accepts, whatever the phase is by now: nobody else was woken.
                if let connection = accept() {
                    serve(connection, isNew: true, worker, request, response)
                }
            case let connection: serve(connection, isNew: false, worker, request, response)
            }
        }
    }

    /// Answers what has come in already when all is to stop.
    private func serveRest(
        _ worker: any Worker, _ request: Request, _ response: ResponseStream
    ) {
        var event = epoll_event()
        // The wake-up stays readable and goes behind all others, so it comes last.
        while epoll_wait(events, &event, 1, 0) > 0, event.data.fd != wake {
            if event.data.fd != listener {
                serve(event.data.fd, isNew: false, worker, request, response)
            }
        }
    }

    /// Takes one connection from the listening socket.
    private func accept() -> Int32? {
        guard connections.load(ordering: .relaxed) < limits.connections else {
            try? adjustListening()
            return nil
        }
        busy.add(1, ordering: .acquiring)
        defer { busy.subtract(1, ordering: .releasing) }
        let connection = guildhall_accept(listener)
        guard connection >= 0 else {
            if errno == EAGAIN { hasBacklog.store(false, ordering: .relaxed) }
            if [EMFILE, ENFILE, ENOBUFS, ENOMEM].contains(errno) {
                log("cannot accept on \(name): \(String(cString: strerror(errno)))")
                usleep(20_000)
            }
            return nil
        }
        var peer: uid_t = 0
        guard guildhall_peer_user(connection, &peer) == 0, peer == geteuid() || peer == 0 else {
            log("refused a connection on \(name) from user \(peer)")
            close(connection)
            return nil
        }
        var time = timeval(tv_sec: limits.ioSeconds, tv_usec: 0)
        let length = socklen_t(MemoryLayout<timeval>.size)
        setsockopt(connection, SOL_SOCKET, SO_RCVTIMEO, &time, length)
        setsockopt(connection, SOL_SOCKET, SO_SNDTIMEO, &time, length)
        connections.add(1, ordering: .relaxed)
        return connection
    }

    /// Answers a connection's next request and puts the connection back, or closes it.
    private func serve(
        _ connection: Int32, isNew: Bool, _ worker: any Worker, _ request: Request,
        _ response: ResponseStream
    ) {
        switch FirstRecord(on: connection) {
        case .notYet: return park(connection, isNew: isNew)
        case .closed: return discard(connection)
        case .implausible:
            log("refused a connection on \(name): its first record does not begin a request")
            return discard(connection)
        case .beginsRequest: break
        }
        busy.add(1, ordering: .acquiring)
        defer { busy.subtract(1, ordering: .releasing) }
        guard request.accept(on: connection) else {
            // libfcgi has closed it.
            return forget()
        }
        requests.add(1, ordering: .relaxed)
        response.begin(on: connection, requestID: request.identifier, draining: request)
        worker.answer(request, response)
        let isReusable = request.release()
        if response.isFinished, isReusable, phase.load(ordering: .acquiring) < .closing {
            park(connection, isNew: isNew)
        } else {
            discard(connection)
        }
    }

    /// Puts a connection into the set until it is readable.
    private func park(_ connection: Int32, isNew: Bool) {
        let interest = EPOLLIN.rawValue | EPOLLRDHUP.rawValue | EPOLLONESHOT.rawValue
        do { try watch(connection, interest, again: !isNew) } catch { discard(connection) }
    }

    private func discard(_ connection: Int32) {
        close(connection)
        forget()
    }

    /// Counts a connection that is closed.
    private func forget() {
        connections.subtract(1, ordering: .releasing)
        try? adjustListening()
    }

    /// Puts the listening socket into the set or takes it out of it, as the phase and the number of
    /// connections have it; what is not accepted waits in the backlog.
    ///
    /// Both are read under the lock, so that whoever changes one of them last also acts on it.
    private func adjustListening() throws(SystemError) {
        try isListening.withLock { isListening throws(SystemError) in
            let isWanted =
                phase.load(ordering: .acquiring) == .running
                && connections.load(ordering: .acquiring) < limits.connections
            guard isWanted != isListening else { return }
            if isWanted {
                // Exclusive: a new connection wakes one process, not all that share the socket.
                try watch(listener, EPOLLIN.rawValue | EPOLLEXCLUSIVE.rawValue)
            } else {
                hasBacklog.store(false, ordering: .relaxed)
                _ = epoll_ctl(events, EPOLL_CTL_DEL, listener, nil)
            }
            isListening = isWanted
        }
    }
}

extension Pool.Phase: Comparable {
    static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}
