import TestStack

extension EndToEnd {
    /// A booking, or a series of them, as it is asked for.
    struct Wish {
        var venue: String
        var start: String
        var end: String
        var rule: String?
        var onConflict: String?
        var items = "[]"

        init(
            _ venue: String, _ start: String, _ end: String, rule: String? = nil,
            onConflict: String? = nil
        ) {
            self.venue = venue
            self.start = start
            self.end = end
            self.rule = rule
            self.onConflict = onConflict
        }

        var json: String {
            #"{"venue_id":\#(venue),"start_datetime":"\#(start)","end_datetime":"\#(end)","#
                + (rule.map { #""recurrence":"\#($0)","# } ?? "")
                + (onConflict.map { #""on_conflict":"\#($0)","# } ?? "")
                + #""guests":5,"items":\#(items)}"#
        }

        func send(_ options: [String] = []) throws -> Answer {
            try stack.curl("/api/v1/bookings", as: member, json: json, options: options)
        }
    }
}
