import Testing

@testable import API

/// An endpoint that is nothing but its place.
private protocol Place: Endpoint {}
extension Place {
    static var success: Success { Success(200, [], "Nothing.") }
    static func respond(to call: Call) throws {}
}

private enum GetItems: Place {
    static let operation = Operation(.get, "/items", "i", access: .anyone)
}
private enum PostItem: Place {
    static let operation = Operation(.post, "/items", "i", access: .anyone)
}
private enum GetItem: Place {
    static let operation = Operation(.get, "/items/{id}", "i", access: .anyone)
}
private enum GetToday: Place {
    static let operation = Operation(.get, "/items/today", "i", access: .anyone)
}
private enum DeleteItem: Place {
    static let operation = Operation(.delete, "/items/{id}", "i", access: .anyone)
}
private enum GetParts: Place {
    static let operation = Operation(.get, "/items/{id}/parts/{part}", "i", access: .anyone)
}
private enum GetItemCalendar: Place {
    static let operation = Operation(.get, "/items/{id}.ics", "i", access: .anyone)
}
private enum PostOnly: Place {
    static let operation = Operation(.post, "/orders", "i", access: .anyone)
}
private enum Alive: Place {
    static let operation = Operation(.get, "/health/live", "i", access: .anyone, isAtRoot: true)
}

@Suite("Routes")
struct Routes {
    private let router = Router(
        ([
            GetItems.self, PostItem.self, GetItem.self, GetToday.self, DeleteItem.self,
            GetParts.self, GetItemCalendar.self,
            PostOnly.self, Alive.self,
        ] as [any Endpoint.Type]).map { Route($0) })

    /// What is found, as a text.
    private func found(_ path: String, _ method: String = "GET") -> String {
        switch router.match(path, method) {
        case .nothing: "nothing"
        case .otherMethods(let allowed): "not " + allowed.joined(separator: " ")
        case .route(let route, let segments):
            (["\(route.endpoint)"] + segments.map { "\($0.name)=\($0.text)" }).joined(
                separator: " ")
        }
    }

    @Test(
        "A path and a method find their endpoint",
        arguments: [
            ("/api/v1/items", "GET", "GetItems"), ("/api/v1/items", "POST", "PostItem"),
            ("/api/v1/items/7", "GET", "GetItem id=7"),
            ("/api/v1/items/7", "DELETE", "DeleteItem id=7"),
            ("/api/v1/items/7/parts/x", "GET", "GetParts id=7 part=x"),
            ("/health/live", "GET", "Alive"),
            ("/api/v1/items/é", "GET", "GetItem id=é"),
            ("/api/v1/items/{id}", "GET", "GetItem id={id}"),
        ])
    func finds(path: String, method: String, endpoint: String) {
        #expect(found(path, method) == endpoint)
    }

    @Test("A parameter with a suffix goes before one without, and is what stands before the suffix")
    func suffixes() {
        #expect(found("/api/v1/items/7.ics") == "GetItemCalendar id=7")
        #expect(found("/api/v1/items/7.ICS") == "GetItem id=7.ICS")
        #expect(found("/api/v1/items/.ics") == "GetItem id=.ics")
        #expect(found("/api/v1/items/7.ics", "DELETE") == "not OPTIONS HEAD GET")
    }

    @Test(
        "A literal segment goes before a parameter, and a parameter takes what only begins like it")
    func literals() {
        #expect(found("/api/v1/items/today") == "GetToday")
        #expect(found("/api/v1/items/todays") == "GetItem id=todays")
        #expect(found("/api/v1/items/Today") == "GetItem id=Today")
    }

    @Test(
        "A path that is not exactly an endpoint's is nothing",
        arguments: [
            "", "/", "//", "api/v1/items", "/api/v1", "/api/v1/", "/api/v1/items/",
            "/api/v1//items",
            "//api/v1/items", "/api/v1/items//parts/x", "/api/v1/items/7/parts",
            "/api/v1/items/7/parts/",
            "/api/v1/items/7/parts//", "/api/v1/items/7/parts/x/", "/API/v1/items", "/api/v1/item",
            "/api/v2/items", "/items", "/health", "/api/v1/health/live", "/api/v1/items/7/../7",
            "*",
        ])
    func nothing(path: String) {
        #expect(found(path) == "nothing")
        #expect(found(path, "POST") == "nothing")
    }

    @Test("HEAD finds what GET finds")
    func head() {
        #expect(found("/api/v1/items", "HEAD") == "GetItems")
        #expect(found("/api/v1/items/today", "HEAD") == "GetToday")
        #expect(found("/api/v1/orders", "HEAD") == "not OPTIONS POST")
    }

    @Test("Another method is told which there are, each once")
    func allowed() {
        #expect(found("/api/v1/items", "DELETE") == "not OPTIONS HEAD GET POST")
        #expect(found("/api/v1/items/7", "PATCH") == "not OPTIONS HEAD GET DELETE")
        #expect(found("/api/v1/orders", "GET") == "not OPTIONS POST")
        for method in ["OPTIONS", "get", "TRACE", "", "GET ", "CONNECT"] {
            #expect(found("/api/v1/orders", method) == "not OPTIONS POST")
        }
    }

    @Test("A literal that has not the method does not fall back to the parameter")
    func noFallBack() {
        #expect(found("/api/v1/items/today", "DELETE") == "not OPTIONS HEAD GET")
    }

    @Test("Two endpoints of one path and method are a mistake that shows at the start")
    func duplicate() async {
        await #expect(processExitsWith: .failure) {
            _ = Router([Route(GetItems.self), Route(GetItems.self)])
        }
    }

    private enum OtherName: Place {
        static let operation = Operation(.get, "/items/{item}/owner", "i", access: .anyone)
    }

    @Test("Two names for one segment are a mistake that shows at the start, not a 404 for ever")
    func otherNames() async {
        await #expect(processExitsWith: .failure) {
            _ = Router([Route(GetItem.self), Route(OtherName.self)])
        }
    }
}
