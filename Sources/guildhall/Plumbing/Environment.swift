import Configuration
import Glibc

/// What the program is told by the environment.
enum Environment {
    /// A variable, or what an installed program finds set for its services.
    static func value(_ name: String) -> String? {
        guard let text = unsafe getenv(name) else { return InstalledSettings.values[name] }
        return unsafe String(cString: text)
    }

    static func configuration() throws -> Configuration { try Configuration { value($0) } }

    /// An absolute path without `.` at its beginning; the file need not exist.
    static func absolute(_ path: String) -> String {
        guard !path.hasPrefix("/") else { return path }
        guard let directory = Files.realPath(".") else { return path }
        return path == "." ? directory : directory + "/" + path
    }

    /// The directory above, as text.
    static func parent(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/"), slash > path.startIndex else { return "/" }
        return String(path[..<slash])
    }

    /// This program's own file, symbolic links resolved.
    static let executable = Files.realPath("/proc/self/exe") ?? CommandLine.arguments[0]

    /// A program that is installed beside this one.
    static func sibling(_ name: String) -> String { parent(of: executable) + "/" + name }
}
