/// Answers requests, one at a time; each thread of a pool has its own.
public protocol Worker: AnyObject {
    /// Called once on the thread, before it takes requests.
    /// - Parameters:
    ///   - request: an empty one.
    ///   - response: one that leads nowhere.
    func prepare(_ request: Request, _ response: ResponseStream)

    /// Answers a request through `response`, ending with `finish`.
    ///
    /// A worker that returns without it makes the connection break, so that the client can tell.
    func answer(_ request: Request, _ response: ResponseStream)

    /// Called when a thread has had nothing to do for a while, to give back what it holds.
    func rest()
}

extension Worker {
    public func prepare(_ request: Request, _ response: ResponseStream) {}
}
