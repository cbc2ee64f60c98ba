import Foundation
import JSON
import TestStack
import Testing

extension EndToEnd {
    /// Somebody who was registered through the interface.
    struct Person {
        let id: Int
        let login: Stack.Login
        let access: String
        let refresh: String

        var bearer: [String] { ["-H", "Authorization: Bearer \(access)"] }
    }

    /// Registers somebody nobody else knows.
    static func person(on stack: Stack = EndToEnd.stack) throws -> Person {
        let login = Stack.Login(email: freshAddress(), password: "a password of \(UUID())")
        let answer = try stack.curl(
            "/api/v1/auth/register", json: registration(login.email, login.password))
        try #require(answer.status == 201, "\(answer.text)")
        return Person(
            id: try #require(answer.json["user"]["id"].int), login: login,
            access: answer.json["access_token"].text, refresh: answer.json["refresh_token"].text)
    }

    /// An e-mail address that nobody has.
    static func freshAddress() -> String { "Person.\(UUID())@example.org" }

    static func registration(_ email: String, _ password: String, name: String = "Pia Person")
        -> String
    {
        #"{"email":"\#(email)","password":"\#(password)","name":"\#(name)"}"#
    }

    static func logIn(_ email: String, _ password: String) -> String {
        #"{"email":"\#(email)","password":"\#(password)"}"#
    }

    static func refreshing(_ token: String) -> String { #"{"refresh_token":"\#(token)"}"# }

    /// Where faults are, as a problem document names them.
    static func pointers(_ answer: Answer) -> [String] {
        answer.json["errors"].elements.map { $0["pointer"].text }
    }

    /// Forgets all wrong passwords, so that no test's count against another's.
    static func forgetAttempts(on stack: Stack = EndToEnd.stack) throws {
        try stack.sql("DELETE FROM login_guards")
    }
}

extension Stack {
    /// A member of a JSON Web Token's header or claims.
    static func part(_ index: Int, of token: String) -> JSONValue {
        let parts = token.split(separator: ".")
        guard parts.indices.contains(index) else { return .null }
        var text = parts[index].replacingOccurrences(of: "-", with: "+")
            .replacingOccurrences(of: "_", with: "/")
        while text.count % 4 != 0 { text += "=" }
        return JSONValue(Data(base64Encoded: text) ?? Data())
    }
}
