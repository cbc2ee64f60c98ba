import Foundation
import JSON
import TestStack

/// What Python's zoneinfo says of clocks, which shares no code with the server.
enum ZoneInfo {
    private static let program = """
        import json, sys
        from datetime import datetime, timedelta, timezone
        from zoneinfo import ZoneInfo

        # The instants at which a clock shows a local time: those that lead back to it.
        def instants(local, zone):
            local = datetime.fromisoformat(local)
            found = {local.replace(tzinfo=zone, fold=fold).astimezone(timezone.utc) for fold in (0, 1)}
            return [one.strftime("%Y-%m-%dT%H:%M:%SZ") for one in sorted(found)
                    if one.astimezone(zone).replace(tzinfo=None) == local]

        # Local times about each change of a clock within two years.
        def changes(zone):
            at = datetime(2031, 1, 1, tzinfo=timezone.utc)
            while at.year < 2033:
                later = at + timedelta(minutes=30)
                before, after = at.astimezone(zone), later.astimezone(zone)
                if before.utcoffset() != after.utcoffset():
                    for minutes in (-90, -61, -31, -30, -1, 0, 1, 29, 30, 59, 60, 90):
                        for clock in (before, after):
                            local = clock.replace(tzinfo=None) + timedelta(minutes=minutes)
                            yield local.isoformat()
                at = later

        task = json.load(sys.stdin)
        if "locals" in task:
            json.dump([instants(one, ZoneInfo(task["zone"])) for one in task["locals"]], sys.stdout)
        else:
            json.dump([[name, one, instants(one, ZoneInfo(name))] for name in task["zones"]
                       for one in sorted(set(changes(ZoneInfo(name))))], sys.stdout)
        """

    private static func ask(_ task: [String: Any]) throws -> JSONValue {
        let input = try JSONSerialization.data(withJSONObject: task)
        let outcome = try run(
            ["/usr/bin/python3", "-c", program], input: String(decoding: input, as: UTF8.self))
        guard outcome.status == 0 else { throw Stack.Failure(description: outcome.errors) }
        return JSONValue(outcome.output)
    }

    /// The instants at which a zone's clock shows each local time, in RFC 3339: none, one or two.
    static func instants(_ locals: [String], in zone: String) throws -> [[String]] {
        try ask(["locals": locals, "zone": zone]).elements.map { $0.elements.map(\.text) }
    }

    /// Local times near the changes of clocks, each with its instants.
    static func nearChanges(in zones: [String]) throws -> [(
        zone: String, local: String, instants: [String]
    )] {
        try ask(["zones": zones]).elements.map {
            ($0[0].text, $0[1].text, $0[2].elements.map(\.text))
        }
    }

    /// Local times, so many days apart.
    static func locals(from first: String, every days: Int, _ count: Int) -> [String] {
        let format = ISO8601DateFormatter()
        format.formatOptions = [.withFullDate]
        let day = format.date(from: String(first.prefix(10))) ?? .distantPast
        return (0..<count).map {
            format.string(from: day + TimeInterval($0 * days * 86_400)) + first.dropFirst(10)
        }
    }
}
