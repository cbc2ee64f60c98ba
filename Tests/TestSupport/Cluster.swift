import Glibc

/// A PostgreSQL cluster of the test process's own: made when the first test asks for it, stopped and
/// removed when the process ends, in whatever way that happens.
public final class Cluster: Sendable {
    /// The one of this process.
    public static let shared = Cluster()

    /// The directory with the unix socket.
    public let directory: String
    private let keeper: Child

    /// Keeps the cluster for as long as its input stays open, which the kernel closes with the test
    /// process.
    ///
    /// PostgreSQL does not run as root, so root becomes the system's `postgres` for it. It gets a
    /// signal when the keeper dies, should somebody end that one first.
    private static let script = #"""
        trap '' INT TERM HUP
        for bin in /usr/lib/postgresql/*/bin; do PATH=$bin:$PATH; done
        directory=$(mktemp -d /tmp/guildhall-test.XXXXXX) && cd "$directory" || exit 1
        trap 'cd / && rm -rf "$directory"' EXIT
        as="setpriv --pdeathsig INT"
        if [ "$(id -u)" = 0 ]; then
            chown postgres "$directory"
            as="$as --reuid=postgres --regid=postgres --clear-groups"
        fi
        chmod 711 "$directory"
        $as initdb --pgdata "$directory/data" --username guildhall --auth trust --encoding UTF8 \
            --locale C.UTF-8 --no-sync --no-instructions > initdb.log 2>&1 \
            || { cat initdb.log >&2; exit 1; }
        $as postgres -D "$directory/data" -c unix_socket_directories="$directory" \
            -c listen_addresses= -c fsync=off -c synchronous_commit=off -c full_page_writes=off \
            -c shared_buffers=32MB -c max_connections=100 -c timezone=UTC > postgres.log 2>&1 < /dev/null &
        until pg_isready -q -h "$directory"; do
            kill -0 $! || { cat postgres.log >&2; exit 1; }
            sleep 0.05
        done
        echo "$directory"
        read -r end
        kill -INT $!
        wait
        """#

    private init() {
        keeper = Child(["sh", "-c", Self.script])
        UnixSocket.bound(keeper.socket, seconds: 60)
        var line: [UInt8] = []
        while line.last != 10 {
            let byte = UnixSocket.read(1, from: keeper.socket)
            guard !byte.isEmpty else {
                fatalError("PostgreSQL did not start; is postgresql-15 installed?")
            }
            line += byte
        }
        directory = String(decoding: line.dropLast(), as: UTF8.self)
    }

    /// A libpq connection string.
    /// - Parameter name: what `pg_stat_activity` shows as application_name.
    public func settings(name: String = "test") -> String {
        Self.settings(in: directory, name: name)
    }

    /// The connection string for a socket in another directory.
    public static func settings(in directory: String, name: String = "test") -> String {
        """
        host=\(directory) dbname=postgres user=guildhall application_name=\(name) \
        sslmode=disable gssencmode=disable
        """
    }
}
