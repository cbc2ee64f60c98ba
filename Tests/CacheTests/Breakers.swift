import Testing

@testable import Cache

@Suite("Circuit breakers")
struct Breakers {
    private func opened(at moment: Int) -> Breaker {
        var breaker = Breaker(pause: 500)
        for _ in 0..<Breaker.mostFailures { breaker.failed(moment) }
        return breaker
    }

    @Test("It opens after several failures in a row, and not after as many apart")
    func opens() {
        var breaker = Breaker(pause: 500)
        for _ in 0..<10 {
            for _ in 1..<Breaker.mostFailures { breaker.failed(0) }
            #expect(breaker.permits(0))
            breaker.succeeded()
        }
        #expect(breaker.state == .closed)
        breaker = opened(at: 0)
        #expect(breaker.state == .open && !breaker.permits(499))
    }

    @Test("After the pause one is let through, and all others after its success")
    func closes() {
        var breaker = opened(at: 1_000)
        #expect(!breaker.permits(1_499))
        #expect(breaker.permits(1_500))
        #expect(breaker.state == .halfOpen && !breaker.permits(9_999))
        breaker.succeeded()
        #expect(breaker.permits(9_999) && breaker.state == .closed)
    }

    @Test("A trial that fails opens it for another pause")
    func opensAgain() {
        var breaker = opened(at: 0)
        #expect(breaker.permits(500))
        breaker.failed(600)
        #expect(breaker.state == .open && !breaker.permits(1_099) && breaker.permits(1_100))
    }
}
