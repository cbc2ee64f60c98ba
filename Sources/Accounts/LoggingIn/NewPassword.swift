internal import API
internal import Postgres
internal import Security

/// A password that somebody chooses: it must not be one that is guessed first.
struct NewPassword: ParameterContent {
    let password: Password

    static var postgresType: PostgresType { .text }
    static var schema: Schema { .string(format: "password") }
    static var expectation: String {
        "a password of 8 to 1,024 bytes that is none of the commonest"
    }

    static func parse(_ text: String) -> NewPassword? {
        (try? Password(text)).map(NewPassword.init(password:))
    }

    var value: Value { .text(password.text) }
    init(password: Password) { self.password = password }
    init?(_ value: Value) {
        guard case .text(let text) = value else { return nil }
        self.init(password: Password(attempt: text)!)
    }
}
