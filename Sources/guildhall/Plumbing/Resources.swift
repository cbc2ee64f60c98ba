/// The files that come with the program: `sql/` and `nginx/`.
enum Resources {
    /// What is in no other directory of these names: /usr/lib has an nginx/ of its own.
    private static let marks = ["nginx/nginx.conf", "sql/roles.sql"]

    /// Finds one of them, such as "sql/migrations": in the checkout that the program was built in,
    /// where it is installed (`share/guildhall` beside `bin`), or around the working directory.
    static func find(_ name: String) throws -> String {
        for start in [Environment.executable, Environment.absolute(".") + "/."] {
            var directory = start
            while directory != "/" {
                directory = Environment.parent(of: directory)
                for place in [directory, directory + "/share/guildhall"]
                where marks.allSatisfy({ Files.exists("\(place)/\($0)") }) {
                    return "\(place)/\(name)"
                }
            }
        }
        throw Failure(
            "\(name) is neither around \(Environment.executable) nor around this directory")
    }
}
