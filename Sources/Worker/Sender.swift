internal import API
internal import Configuration
internal import Glibc
internal import HTTPClient
internal import Jobs
internal import Postgres
internal import Security
internal import Telemetry

/// Sends deliveries to webhooks and notes what came of them.
final class Sender {
    private let configuration: Configuration
    private let log: Log
    private let postman: Postman
    /// The webhook of each delivery under way.
    private var webhooks: [Int64: Int64] = [:]
    private var outcomes: [(id: Int64, outcome: Delivery.Outcome)] = []

    init(_ configuration: Configuration, _ log: Log) {
        self.configuration = configuration
        self.log = log
        postman = Postman(
            Postman.Limits(
                connectSeconds: configuration.number(Settings.webhookConnectSeconds),
                totalSeconds: configuration.number(Settings.webhookSeconds),
                answerBytes: configuration.number(Settings.webhookAnswerBytes),
                isPublicOnly: configuration.text(Settings.webhookNetworks) == "public"))
    }

    /// Whether nothing is under way and nothing has to be noted.
    var isIdle: Bool { webhooks.isEmpty && outcomes.isEmpty }

    /// Whether something has ended that is not noted yet.
    var hasOutcomes: Bool { !outcomes.isEmpty }

    /// Begins to send what is due, as far as there is room.
    func begin(on database: Connection) throws {
        let room = configuration.number(Settings.webhookConnections) - webhooks.count
        guard room > 0 else { return }
        let share = Delivery.share(configuration)
        let counts = webhooks.values.reduce(into: [:]) { $0[$1, default: 0] += 1 }
        let busy = Set(counts.filter { $0.value >= share }.keys)
        let deliveries = try Delivery.claim(on: database, room: room, busy: busy, configuration)
        guard !deliveries.isEmpty else { return }
        // Read anew each time, as keys change while workers run.
        let keys = try KeyFiles(configuration).read()
        for delivery in deliveries { send(delivery, keys) }
    }

    private func send(_ delivery: Delivery, _ keys: KeyRing) {
        guard let secret = keys.open(delivery.sealedSecret) else {
            log.write(
                .error, "a webhook's secret cannot be opened",
                [("webhook", "\(delivery.webhook)")])
            let outcome = Delivery.Outcome(
                status: nil, failure: "the secret cannot be opened", milliseconds: 0)
            return outcomes.append((delivery.id, outcome))
        }
        let time = Int64(time(nil))
        let signature = WebhookSecret(bytes: secret)
            .signature(id: delivery.message, timestamp: time, body: delivery.body)
        webhooks[delivery.id] = delivery.webhook
        postman.send(
            PostRequest(
                url: delivery.url,
                fields: [
                    "Content-Type: application/json", "webhook-id: \(delivery.message)",
                    "webhook-timestamp: \(time)", "webhook-signature: \(signature)",
                ], body: delivery.body), id: delivery.id)
    }

    /// Goes on with what is under way until something ends, or nothing happened for a time.
    func wait(milliseconds: Int) {
        for (id, outcome) in postman.wait(milliseconds: milliseconds) {
            webhooks[id] = nil
            outcomes.append(
                (
                    id,
                    Delivery.Outcome(
                        status: outcome.status, failure: outcome.failure,
                        milliseconds: outcome.milliseconds)
                ))
        }
    }

    /// Notes what has ended. If that fails it is tried again; if this process dies, the delivery is
    /// sent again.
    func note(on database: Connection) throws {
        guard !outcomes.isEmpty else { return }
        try Delivery.note(outcomes, on: database, configuration)
        outcomes.removeAll()
    }

    /// Notes what has ended and gives the rest back.
    func end(on database: Connection) throws {
        try note(on: database)
        try Delivery.release(Array(webhooks.keys), on: database)
    }
}
