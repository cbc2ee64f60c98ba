import Glibc
import Postgres
import TestSupport
import Testing

@testable import Postgres

@Suite("Reconnecting")
struct Reconnecting {
    private static func reason(_ connection: Connection) -> String? {
        guard case .unavailable(let text)? = databaseError({ _ = try connection.int("SELECT 1") })
        else { return nil }
        return text
    }

    @Test("While no server answers, attempts wait for one another and requests fail at once")
    func backOff() {
        let directory = TemporaryDirectory()
        let connection = Connection(Cluster.settings(in: directory.path))
        #expect(Self.reason(connection)?.contains("No such file") == true)
        #expect(!connection.isOpen)
        var attempts = 0
        let time = seconds {
            for _ in 0..<1_000 where Self.reason(connection)?.contains("waiting") != true {
                attempts += 1
            }
        }
        // A thousand requests within a moment lead to a handful of attempts, however slow the
        // machine is.
        #expect(attempts <= 3 + Int(time * 25))
        withExtendedLifetime(directory) {}
    }

    @Test("A server that comes back is found again within seconds")
    func comesBack() throws {
        let directory = TemporaryDirectory()
        let connection = Connection(Cluster.settings(in: directory.path))
        for _ in 0..<5 { #expect(Self.reason(connection) != nil) }
        let socket = ".s.PGSQL.5432"
        #expect(symlink("\(Cluster.shared.directory)/\(socket)", directory.file(socket)) == 0)
        #expect(eventually(within: 10) { (try? connection.int("SELECT 1")) == 1 })
    }

    @Test("The waits double up to a second and begin anew after a success")
    func waits() {
        var backoff = Backoff()
        #expect(backoff.isDue)
        backoff.failed()
        #expect(!backoff.isDue)
        backoff.succeeded()
        #expect(backoff.isDue)
        for _ in 0..<20 { backoff.failed() }
        let time = seconds { #expect(eventually { backoff.isDue }) }
        #expect((0.3..<5).contains(time))
    }

    @Test("A server that refuses the user says why")
    func refused() {
        let settings = Cluster.shared.settings().replacing(
            "user=guildhall", with: "user=nobody_known")
        #expect(Self.reason(Connection(settings))?.contains("nobody_known") == true)
    }

    @Test("A connection closes when its last reference goes")
    func lifetime() throws {
        let name = uniqueName()
        let watcher = Connection.toCluster()
        do {
            let connection = Connection.toCluster(name: name)
            #expect(!connection.isOpen)
            _ = try connection.int("SELECT 1")
            #expect(connection.isOpen)
            #expect(try watcher.backEnds(named: name) == 1)
        }
        #expect(eventually { (try? watcher.backEnds(named: name)) == 0 })
    }
}
