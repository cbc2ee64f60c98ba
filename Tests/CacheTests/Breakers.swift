import Testing

@testable import Cache

@Suite("Circuit breakers")
struct Breakers {
    private var breaker = Breaker(pause: 500)

    private mutating func open(at moment: Int) {
        for _ in 0..<Breaker.mostFailures { breaker.failed(moment) }
    }

    /// Whether one is let through.
    private mutating func permits(_ moment: Int) -> Bool { breaker.permits(moment) }

    @Test("It opens after several failures in a row, and not after as many apart")
    mutating func opens() {
        for _ in 0..<10 {
            for _ in 1..<Breaker.mostFailures { breaker.failed(0) }
            let isPermitted = permits(0)
            #expect(isPermitted)
            breaker.succeeded()
        }
        #expect(breaker.state == .closed)
        open(at: 0)
        let isPermitted = permits(499)
        #expect(breaker.state == .open && !isPermitted)
    }

    @Test("After the pause one is let through, and all others after its success")
    mutating func closes() {
        open(at: 1_000)
        let permissions = [permits(1_499), permits(1_500), permits(9_999)]
        #expect(permissions == [false, true, false])
        #expect(breaker.state == .halfOpen)
        breaker.succeeded()
        let isPermitted = permits(9_999)
        #expect(isPermitted && breaker.state == .closed)
    }

    @Test("A trial that fails opens it for another pause")
    mutating func opensAgain() {
        open(at: 0)
        let isTried = permits(500)
        breaker.failed(600)
        let permissions = [isTried, permits(1_099), permits(1_100)]
        #expect(permissions == [true, false, true])
    }
}
