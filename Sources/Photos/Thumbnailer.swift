internal import API
internal import Configuration
internal import Glibc
internal import Images

/// Makes thumbnails in a process of their own each, confined and bounded (`guildhall-thumbnailer`).
struct Thumbnailer {
    /// Bytes of a thumbnail at the most; a photo's takes some 40,000.
    private static let longest = 1 << 20
    /// Microseconds between two looks at a thing that is waited for.
    private static let pause: UInt32 = 5_000
    /// Exit statuses of the program that are not the picture's fault; 127 is the dynamic linker's.
    private static let ownFaults: Set<Int32> = [125, 126, 127]

    private let program: String
    private let directory: String
    private let atOnce: Int
    private let seconds: Int
    private let memory: Int

    init(_ configuration: Configuration) {
        program = configuration.text(Settings.thumbnailer)
        directory = configuration.text(Settings.dataDirectory)
        atOnce = configuration.number(Settings.thumbnails)
        seconds = configuration.number(Settings.thumbnailSeconds)
        memory = configuration.number(Settings.thumbnailMegabytes) << 20
    }

    /// Makes the thumbnail of a picture; with it the picture is known to be decodable.
    func make(of picture: UnnamedFile, _ format: ImageFormat) throws -> UnnamedFile {
        let thumbnail = try UnnamedFile(in: directory)
        // The decoder could not say that the disk is full in a way that differs from other failures.
        try thumbnail.reserve(Self.longest)
        let turn = try waitForTurn()
        defer { close(turn) }
        let ending = wait(for: try start(picture, thumbnail, format))
        guard let status = ending else {
            throw Problem.undecodable("takes more time or memory to decode than a photo may")
        }
        guard !Self.ownFaults.contains(status) else {
            throw HelperFailure("\(program) ended with status \(status)")
        }
        guard status == 0 else { throw Problem.undecodable("cannot be decoded") }
        try thumbnail.takeOver()
        guard thumbnail.size > 0 else { throw HelperFailure("\(program) wrote nothing") }
        return thumbnail
    }

    /// Waits until fewer than the most are being made by all processes. A turn is a lock on one of so
    /// many files, which the kernel takes back at the process's end.
    /// - Returns: the descriptor whose closing ends the turn.
    private func waitForTurn() throws -> Int32 {
        let end = ContinuousClock.now + .seconds(seconds)
        repeat {
            for number in 1...atOnce {
                let path = "\(directory)/thumbnail-\(number).lock"
                let descriptor = unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o640)
                guard descriptor >= 0 else { throw Problem.disk(errno) }
                if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return descriptor }
                close(descriptor)
            }
            usleep(Self.pause)
        } while ContinuousClock.now < end
        throw Problem.unavailable("Many photos are being uploaded; try again.")
    }

    private func start(
        _ picture: UnnamedFile, _ thumbnail: UnnamedFile, _ format: ImageFormat
    ) throws -> pid_t {
        // Opened anew, so that it can only be read there.
        let input = unsafe open("/proc/self/fd/\(picture.descriptor)", O_RDONLY | O_CLOEXEC)
        guard input >= 0 else { throw Problem.disk(errno) }
        defer { close(input) }
        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        unsafe posix_spawn_file_actions_adddup2(&actions, input, 0)
        unsafe posix_spawn_file_actions_adddup2(&actions, thumbnail.descriptor, 1)
        unsafe posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
        let words = [
            program, format.rawValue, "webp", String(PhotoStore.thumbnailSide), String(memory),
            String(seconds), String(Self.longest),
        ]
        var arguments = unsafe words.map { unsafe strdup($0) } + [nil]
        defer { unsafe arguments.forEach { unsafe free($0) } }
        var environment: [UnsafeMutablePointer<CChar>?] = unsafe [nil]
        var process: pid_t = 0
        let status = unsafe posix_spawn(
            &process, program, &actions, nil, &arguments, &environment)
        guard status == 0 else {
            throw HelperFailure("\(program): \(unsafe String(cString: strerror(status)))")
        }
        return process
    }

    /// Waits for a process's end, and ends it when it takes too long.
    /// - Returns: the exit status; nil if a signal ended it.
    private func wait(for process: pid_t) -> Int32? {
        let end = ContinuousClock.now + .seconds(seconds)
        var status: Int32 = 0
        while true {
            let ended = unsafe waitpid(process, &status, WNOHANG)
            if ended == process { break }
            if ended < 0, errno != EINTR { return nil }
            if ContinuousClock.now >= end { kill(process, SIGKILL) }
            usleep(Self.pause)
        }
        // wait(2)'s encoding.
        return status & 0x7F == 0 ? status >> 8 & 0xFF : nil
    }
}

extension Problem {
    fileprivate static func undecodable(_ detail: String) -> Problem {
        Problem(.invalid, "The photo \(detail).", faults: [.pointer("/photo", detail)])
    }
}
