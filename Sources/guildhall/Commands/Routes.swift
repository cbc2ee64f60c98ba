import API
import ArgumentParser
import Responder

struct Routes: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "List the endpoints with their access and their pool.")

    func run() {
        let operations = Areas.endpoints.map { endpoint in endpoint.operation }
        let width = operations.reduce(0) { max($0, $1.path.count) } + 2
        for operation in operations {
            Terminal.line(
                Terminal.padded(operation.method.rawValue, to: 8)
                    + Terminal.padded(operation.path, to: width)
                    + Terminal.padded("\(operation.access)", to: 11)
                    + Terminal.padded(operation.pool.rawValue, to: 13) + operation.summary)
        }
    }
}
