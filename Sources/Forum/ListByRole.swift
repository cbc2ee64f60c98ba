internal import API

/// A list of which moderators see more than others, and nobody's answer may be shared.
protocol ListByRole: Endpoint {
    /// The list for those who are not logged in.
    static var everyones: any ListEndpoint.Type { get }
    /// The list for members.
    static var members: any ListEndpoint.Type { get }
    /// The list for moderators, who see what is hidden too.
    static var moderators: any ListEndpoint.Type { get }
}

extension ListByRole {
    static var success: Success { everyones.success }
    static var isTagged: Bool { true }

    /// Answers with the caller's list.
    static func respondWithList(to call: Call) throws {
        if Moderates.isTrue(call) {
            try moderators.respond(to: call)
        } else if call.caller != nil {
            try members.respond(to: call)
        } else {
            call.reply.add("Vary", "Authorization, Cookie")
            try everyones.respond(to: call)
        }
    }
}
