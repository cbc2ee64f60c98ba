import API
import ArgumentParser
import Glibc
import JSON
import Responder

struct PrintOpenAPI: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "openapi", abstract: "Print the OpenAPI document of the interface.")

    func run() throws {
        let output = unsafe Output(capacity: 65_536) { bytes in
            _ = unsafe write(1, bytes.baseAddress, bytes.count)
        }
        var json = JSONWriter(output)
        try OpenAPIDocument(Areas.endpoints).write(to: &json)
        try output.write("\n")
        try output.flush()
    }
}
