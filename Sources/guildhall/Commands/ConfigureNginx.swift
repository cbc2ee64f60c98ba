import ArgumentParser
import Configuration
import Supervision

struct ConfigureNginx: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "configure-nginx",
        abstract: "Write nginx's configuration, for an nginx that a service manager starts.",
        discussion: """
            It goes to nginx/ in GUILDHALL_STATE, where tls/cert.pem and tls/key.pem must be. nginx \
            must run as the responders' user: they answer nobody else.
            """)

    func run() throws {
        try Command.run {
            let configuration = try Environment.configuration()
            let state = PlaceMaking.state(configuration)
            let run = configuration.text(Settings.runDirectory)
            guard !run.isEmpty else { throw Failure("\(Settings.runDirectory.name) is not set") }
            let data = configuration.text(Settings.dataDirectory)
            let web = WebConfiguration(
                state: state, run: Environment.absolute(run),
                data: data.isEmpty ? state + "/data" : Environment.absolute(data),
                templates: try Resources.find("nginx"), isRoot: SystemUser.current?.isRoot == true)
            for path in [web.state, web.run, web.data, web.templates] where !path.isHarmlessPath {
                throw Failure("nginx would not take the path \(path)")
            }
            for name in ["nginx", "log"] {
                try Files.makeDirectory("\(state)/\(name)", mode: 0o750)
            }
            try web.render(configuration)
            for name in ["cert", "key"] where !Files.exists("\(state)/tls/\(name).pem") {
                Terminal.complain("\(state)/tls/\(name).pem is not there yet")
            }
        }
    }
}
