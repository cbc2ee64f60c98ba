import Configuration
import JSON

/// `run.json` in the state directory: what runs, where, and how to log in, for other programs to
/// read.
struct RunFile: Equatable {
    let places: PlacePaths
    let url: String
    let tlsURL: String
    let admin: Login
    let member: Login
    /// Process ids by service, -1 for one that is being started again.
    var services: [String: Int32]
    var responders: [Int32]
    let ownID: Int32

    /// The paths that it tells.
    struct PlacePaths: Equatable {
        let file: String
        let run: String
        let databaseSocket: String
        let redisSocket: String
    }

    /// What to log in with.
    struct Login: Equatable {
        let email: String
        let password: String
    }

    static func path(_ state: String) -> String { state + "/run.json" }

    /// Puts the file in place, whole.
    func write() throws {
        let output = unsafe Output(capacity: 65_536) { _ in }
        var writer = JSONWriter(output)
        try writer.object { writer in
            try writer.member("url", url)
            try writer.member("tls_url", tlsURL)
            for (name, login) in [("admin", admin), ("member", member)] {
                try writer.object(name) { writer in
                    try writer.member("email", login.email)
                    try writer.member("password", login.password)
                }
            }
            try writer.member("database_url", databaseURL)
            try writer.member("redis_url", "unix://\(places.redisSocket)")
            try writer.member("database_host", places.databaseSocket)
            try writer.member("run_directory", places.run)
            try writer.member("pid", Int(ownID))
            try writer.object("service_pids") { writer in
                for (name, id) in services.sorted(by: { $0.key < $1.key }) {
                    try writer.member(name, Int(id))
                }
            }
            try writer.array("responder_pids") { writer in
                for id in responders { try writer.int(Int64(id)) }
            }
        }
        let bytes = unsafe Array(output.gathered)
        try Files.write(places.file, bytes + [UInt8(ascii: "\n")], mode: 0o600)
    }

    /// A libpq URI (PostgreSQL manual, section 34.1.1.2) of the superuser.
    private var databaseURL: String {
        let host = places.databaseSocket.utf8.map { byte in
            let character = Character(UnicodeScalar(byte))
            let isPlain =
                byte < 0x80
                && (character.isLetter || character.isNumber || "-._~".contains(character))
            return isPlain ? String(character) : "%" + Hexadecimal.text([byte]).uppercased()
        }.joined()
        return "postgresql://guildhall@/guildhall?host=\(host)"
    }

    /// What the file says at present, or nil if there is none.
    static func read(_ configuration: Configuration) throws -> JSONValue? {
        let path = Self.path(PlaceMaking.state(configuration))
        guard Files.exists(path) else { return nil }
        return try JSONReader().parse(try Files.read(path))
    }
}

extension JSONValue {
    /// The value of an object's member, or nil.
    subscript(_ name: String) -> JSONValue? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.name == name }?.value
    }

    /// The members of an object.
    var members: [Member] {
        if case .object(let members) = self { members } else { [] }
    }

    /// The elements of an array.
    var elements: [JSONValue] {
        if case .array(let elements) = self { elements } else { [] }
    }

    /// A whole number, or nil.
    var int: Int? {
        if case .number(let number) = self { number.int64.map { Int($0) } } else { nil }
    }

    /// A string's text, or nil.
    var text: String? {
        if case .string(let text) = self { text } else { nil }
    }
}
