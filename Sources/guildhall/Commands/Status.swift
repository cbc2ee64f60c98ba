import ArgumentParser
import Configuration
import JSON
import Postgres

struct Status: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show whether everything runs that `up` has started.",
        discussion: "The exit status is 0 if all of it runs and answers, otherwise 1.")

    func run() throws {
        try Command.run {
            let configuration = try Environment.configuration()
            guard let run = try RunFile.read(configuration) else {
                throw Failure("nothing runs in \(PlaceMaking.state(configuration))")
            }
            var isWell = StateLock.isTaken(PlaceMaking.state(configuration))
            show("up", run["pid"], &isWell)
            for service in run["service_pids"]?.members ?? [] {
                show(service.name, service.value, &isWell)
            }
            for id in run["responder_pids"]?.elements ?? [] { show("responder", id, &isWell) }
            show("PostgreSQL", isAnswering: database(run), &isWell)
            let url = run["url"]?.text ?? ""
            let port = url.split(separator: ":").last.flatMap { Int($0) } ?? 0
            for path in ["/live", "/ready"] {
                show(path, isAnswering: Probe.status(of: path, port: port) == 200, &isWell)
            }
            Terminal.line("\(url)  \(run["tls_url"]?.text ?? "")")
            guard isWell else { throw ExitCode.failure }
        }
    }

    private func database(_ run: JSONValue) -> Bool {
        guard let url = run["database_url"]?.text else { return false }
        return (try? Connection(url).run(Statement("SELECT 1"))) != nil
    }

    private func show(_ name: String, _ value: JSONValue?, _ isWell: inout Bool) {
        guard case .number(let number) = value,
            let id = number.int64.flatMap({ Int32(exactly: $0) }),
            let memory = ProcessFacts.memory(id)
        else {
            isWell = false
            return Terminal.line(Terminal.padded(name, to: 14) + "does not run")
        }
        let sizes = "\(mebibytes(memory.present)) MiB, at most \(mebibytes(memory.peak))"
        let facts = "runs as process \(id), \(sizes)"
        Terminal.line(Terminal.padded(name, to: 14) + facts)
    }

    private func show(_ name: String, isAnswering: Bool, _ isWell: inout Bool) {
        if !isAnswering { isWell = false }
        Terminal.line(Terminal.padded(name, to: 14) + (isAnswering ? "answers" : "does not answer"))
    }

    private func mebibytes(_ bytes: Int) -> Int { (bytes + 524_288) / 1_048_576 }
}
