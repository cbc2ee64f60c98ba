internal import Glibc

/// A user of the operating system.
public struct SystemUser: Sendable, Equatable {
    /// The user's number.
    public let id: UInt32
    /// The number of the user's first group.
    public let group: UInt32
    /// The log-in name.
    public let name: String

    /// The user of a number, or nil if it has no entry in the password database.
    public static func numbered(_ id: UInt32) -> SystemUser? {
        guard let entry = unsafe getpwuid(id) else { return nil }
        return unsafe SystemUser(entry.pointee)
    }

    /// The user of a name, or nil if there is none.
    public static func named(_ name: String) -> SystemUser? {
        guard let entry = unsafe getpwnam(name) else { return nil }
        return unsafe SystemUser(entry.pointee)
    }

    /// The user that this process acts as, or nil if it has no name.
    public static var current: SystemUser? { numbered(geteuid()) }

    /// Whether this is the superuser.
    public var isRoot: Bool { id == 0 }

    private init(_ entry: passwd) {
        id = unsafe entry.pw_uid
        group = unsafe entry.pw_gid
        name = unsafe String(cString: entry.pw_name)
    }
}
