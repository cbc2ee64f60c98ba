import Glibc

/// Where the package's programs are built: beside the tests themselves.
public enum BuildDirectory {
    /// The directory's path.
    public static let path: String = {
        // The test bundle is the running program, or its arguments name it.
        var candidates = CommandLine.arguments.filter { $0.hasSuffix(".xctest") }
        var buffer = [CChar](repeating: 0, count: 4_096)
        if readlink("/proc/self/exe", &buffer, buffer.count - 1) > 0 {
            candidates.append(
                String(
                    decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
            )
        }
        for candidate in candidates {
            guard let slash = candidate.lastIndex(of: "/") else { continue }
            let directory = String(candidate[..<slash])
            if access(directory + "/guildhall-hasher", X_OK) == 0 { return directory }
        }
        fatalError("no build directory beside \(candidates)")
    }()
}
