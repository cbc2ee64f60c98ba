internal import Cache
public import FastCGI
internal import Telemetry

extension APIWorker {
    /// Makes the answers that are asked for most, when a process has just started.
    ///
    /// A bulk thread does it, so that no page waits for it, and the process is ready meanwhile. What
    /// goes wrong is logged and nothing else: answers are then made when they are asked for.
    public func prepare(_ request: Request, _ response: ResponseStream) {
        guard isBulk, application.beginsWarmUp() else { return }
        for route in application.router.cached {
            for query in route.caching?.warmUp ?? [] {
                do {
                    try warm(route, query, request, begin(request, response))
                } catch {
                    log.write(
                        .warning, "cache not warmed up",
                        [("path", route.operation.path), ("error", "\(error)")])
                }
            }
        }
    }

    private func warm(_ route: Route, _ query: String, _ request: Request, _ reply: Reply) throws {
        let query = QueryString(query)
        var reading = ParameterReading()
        reading.read(query, route.parameters)
        try perform(
            call(
                values: try reading.checked(), caller: nil, reply, path: route.operation.path,
                query, body: [], request), route)
    }
}
