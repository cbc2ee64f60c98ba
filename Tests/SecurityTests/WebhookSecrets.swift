import Testing

@testable import Security

@Suite("Secrets of webhooks")
struct WebhookSecrets {
    init() { Sodium.initialise() }

    @Test("A signature is the one that Python's hmac makes")
    func signature() {
        let secret = WebhookSecret(bytes: Array(0..<32))
        #expect(secret.text == "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=")
        let body = Array(#"{"type":"booking.created"}"#.utf8)
        #expect(
            secret.signature(id: "msg_7", timestamp: 1_700_000_000, body: body)
                == "v1,3Ec/9wstkgRiYrNwksJVdFFYxw4pYeF6hiv9+yPvkXc=")
    }

    @Test("No two secrets are the same, and each has 32 bytes")
    func making() {
        let secrets = Set((0..<100).map { _ in WebhookSecret.make().bytes })
        #expect(secrets.count == 100)
        #expect(secrets.allSatisfy { $0.count == 32 })
    }
}
