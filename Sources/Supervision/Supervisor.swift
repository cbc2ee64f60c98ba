internal import Glibc

/// Keeps a number of responder processes running on shared listening sockets.
///
/// The sockets are this process's, so connections that come while a responder is being replaced
/// wait in the backlog instead of failing.
public final class Supervisor: Supervised {
    /// What is kept running, and with what patience.
    public struct Plan: Sendable {
        /// The responder, with all but the sockets.
        public var program: Program
        /// Processes at a time.
        public var count: Int
        /// The variable that tells a responder the descriptor on which to report that it serves.
        public var readinessVariable = "GUILDHALL_READY_FD"
        /// Time for the answers under way when everything stops.
        public var stopPatience: Duration
        /// Time for a new responder to serve; a reload is given up after it.
        public var startPatience: Duration = .seconds(20)

        /// Describes what is kept running.
        public init(program: Program, count: Int, stopPatience: Duration) {
            self.program = program
            self.count = count
            self.stopPatience = stopPatience
        }
    }

    /// The place of one responder: a process, at times its successor, or the moment of the next
    /// start.
    private struct Slot {
        var present: Responder?
        var successor: Responder?
        var restart: ContinuousClock.Instant?
        var policy = RestartPolicy()
    }

    /// How often a starting responder is asked whether it serves.
    private static let readinessInterval: Duration = .milliseconds(20)

    private let plan: Plan
    private let sockets: [ListeningSocket]
    private let log: (String) -> Void
    private var slots: [Slot] = []
    private var retiring: [Responder] = []
    private var slotsToReload: [Int] = []
    private var end: ContinuousClock.Instant?
    private var isKept = true

    /// Responders that ended before they served.
    public private(set) var failedStarts = 0

    /// Creates a supervisor that has not started anything yet.
    /// - Parameters:
    ///   - sockets: in the order in which responders get them, from descriptor 3 on.
    ///   - log: takes one line about each event.
    public init(_ plan: Plan, sockets: [ListeningSocket], log: @escaping (String) -> Void) {
        self.plan = plan
        self.sockets = sockets
        self.log = log
    }

    /// Starts all responders.
    public func start() throws(SystemFailure) {
        slots = Array(repeating: Slot(), count: plan.count)
        for index in slots.indices { slots[index].present = try makeResponder() }
    }

    /// The processes that take requests, by slot.
    public var ids: [Int32] { slots.compactMap { $0.present?.id } }

    /// Whether every responder has said that it serves.
    public var isServing: Bool { slots.allSatisfy { $0.present?.isServing == true } }

    /// Replaces all responders, one after the other, by newly started ones. An old one gets SIGHUP,
    /// upon which it ends when it has nothing to do any more, only when its successor serves.
    public func reload() {
        guard isKept else { return }
        log("reloading \(slots.count) responders")
        slotsToReload = Array(slots.indices)
        reloadNext()
    }

    private func makeResponder() throws(SystemFailure) -> Responder {
        let responder = try Responder(
            plan.program, sockets: sockets, readinessVariable: plan.readinessVariable)
        log("responder \(responder.id) started")
        return responder
    }

    private func reloadNext() {
        guard !slots.contains(where: { $0.successor != nil }), let index = slotsToReload.first
        else { return }
        do {
            slots[index].successor = try makeResponder()
        } catch {
            giveUpReload("\(error)")
        }
    }

    private func giveUpReload(_ reason: String) {
        slotsToReload = []
        log("reload given up: \(reason); the responders that run go on")
    }

    // MARK: Events

    package func childEnded(_ id: Int32, _ ending: Ending) -> Bool {
        if let index = retiring.firstIndex(where: { $0.id == id }) {
            retiring.remove(at: index)
            log("responder \(id) retired (\(ending))")
            return true
        }
        for index in slots.indices {
            if slots[index].successor?.id == id {
                slots[index].successor = nil
                giveUpReload("responder \(id) ended by \(ending) before it served")
                return true
            }
            if let responder = slots[index].present, responder.id == id {
                lost(responder, ending, index)
                return true
            }
        }
        return false
    }

    private func lost(_ responder: Responder, _ ending: Ending, _ index: Int) {
        slots[index].present = nil
        if !responder.isServing { failedStarts += 1 }
        guard isKept else {
            log("responder \(responder.id) ended (\(ending))")
            return
        }
        log("responder \(responder.id) died (\(ending))")
        let pause = slots[index].policy.pause(afterLiving: responder.started.duration(to: .now))
        if pause > .zero { log("its successor waits \(pause), as it died at once itself") }
        slots[index].restart = .now + pause
    }

    package func attend(_ now: ContinuousClock.Instant) {
        for index in slots.indices {
            if let restart = slots[index].restart, restart <= now { replace(index, now) }
            if let responder = slots[index].present, responder.becameReady() {
                log("responder \(responder.id) serves")
            }
            attendSuccessor(index, now)
        }
        if let end, end <= now {
            self.end = nil
            for responder in all {
                log("responder \(responder.id) takes too long and is killed")
                responder.child.signalGroup(SIGKILL)
            }
        }
    }

    private func replace(_ index: Int, _ now: ContinuousClock.Instant) {
        do {
            slots[index].present = try makeResponder()
            slots[index].restart = nil
        } catch {
            log("\(error)")
            slots[index].restart = now + .seconds(1)
        }
    }

    private func attendSuccessor(_ index: Int, _ now: ContinuousClock.Instant) {
        guard let successor = slots[index].successor else { return }
        if successor.becameReady() {
            log("responder \(successor.id) serves")
            if let old = slots[index].present {
                old.child.signal(SIGHUP)
                retiring.append(old)
            }
            slots[index].present = successor
            slots[index].successor = nil
            slots[index].restart = nil
            slotsToReload.removeAll { $0 == index }
            reloadNext()
        } else if successor.started + plan.startPatience <= now {
            successor.child.signalGroup(SIGKILL)
        }
    }

    package var attention: ContinuousClock.Instant? {
        var moments = slots.compactMap(\.restart)
        if let end { moments.append(end) }
        // Readiness comes through pipes, which a wait for signals does not notice.
        let starting = slots.contains { $0.successor != nil || $0.present?.isServing == false }
        if starting { moments.append(.now + Self.readinessInterval) }
        return moments.min()
    }

    // MARK: Stopping

    private var all: [Responder] {
        slots.flatMap { [$0.present, $0.successor] }.compactMap(\.self) + retiring
    }

    package var isStopped: Bool { all.isEmpty && !slots.contains { $0.restart != nil } }

    package func endRestarts() {
        isKept = false
        slotsToReload = []
        for index in slots.indices { slots[index].restart = nil }
    }

    package func stop() {
        for responder in all { responder.child.signal(SIGTERM) }
        end = .now + plan.stopPatience
    }

    package func hurry() { end = .now }
}
