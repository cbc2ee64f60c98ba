import Configuration
import Supervision

/// nginx and its configuration.
struct WebServer {
    let places: Places
    let program: String
    let configuration: Configuration

    /// Writes the configuration.
    func render() throws {
        try WebConfiguration(
            state: try places.harmless(places.state, link: "state"), run: places.run,
            data: try places.harmless(places.data, link: "data"),
            templates: try Resources.find("nginx"), isRoot: places.user.isRoot
        ).render(configuration) { try places.harmless($0, link: "nginx") }
    }

    func service(log: @escaping (String) -> Void) throws -> Service {
        let output = try Files.openLog(places.log("nginx"))
        let state = try places.harmless(places.state, link: "state")
        let program = Program(
            program,
            [
                "-p", state + "/nginx", "-e", state + "/log/nginx-error.log", "-c",
                state + "/nginx/nginx.conf",
            ], descriptors: [1: output, 2: output])
        return Service(
            "nginx", program, stopSteps: [.quit(.seconds(5)), .terminate(.seconds(10))], log: log)
    }
}
