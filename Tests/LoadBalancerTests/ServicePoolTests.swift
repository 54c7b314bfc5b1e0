import Addresses
import Deadlines
import HealthChecker
import IPVSKit
import LoadBalancer
import NodeConfiguration
import Testing

@Suite("What IPVS should hold for a service")
struct ServicePoolTests {
    /// A service with two checked servers, of weights 1 and 2, and whatever else the block should say.
    private func pool(_ service: String = "", server: String = "") throws -> ServicePool {
        let configuration = try read(
            """
            virtual_server 192.0.2.1 80 {
                lvs_sched wlc
                lvs_method NAT
                protocol TCP
                \(service)
                real_server 10.0.0.1 8080 {
                    weight 1
                    \(server)
                    TCP_CHECK {
                    }
                }
                real_server 10.0.0.2 8080 {
                    weight 2
                    \(server)
                    TCP_CHECK {
                    }
                }
            }
            """)
        return ServicePool(try #require(configuration.virtualServers.first))
    }

    private func notice(_ server: String, _ verdict: Verdict, check: Int = 0) -> CheckNotice {
        CheckNotice(
            key: CheckKey(service: "TCP 192.0.2.1:80", realServer: server, ordinal: check), verdict: verdict,
            reason: verdict == .up ? "connected" : "connection refused", at: .zero)
    }

    /// The servers and weights of the wanted entry.
    private func weights(_ pool: ServicePool) -> [String: UInt32] {
        Dictionary(
            TableEntry.all(wantedFor: pool).flatMap(\.realServers).map { ("\($0.key)", $0.weight) },
            uniquingKeysWith: { $1 })
    }

    @Test("servers are in the table before their first check")
    func unknownIsIn() throws {
        #expect(weights(try pool()) == ["10.0.0.1:8080": 1, "10.0.0.2:8080": 2])
    }

    @Test("with alpha a server enters with its first success")
    func alpha() throws {
        var pool = try pool("alpha")
        #expect(weights(pool).isEmpty)
        #expect(
            pool.record(notice("10.0.0.2:8080", .up)) == [
                .serverUp("10.0.0.2:8080", reason: "connected"), .quorumUp,
            ])
        #expect(weights(pool) == ["10.0.0.2:8080": 2])
    }

    @Test("a failed server leaves and a recovered one returns")
    func leavesAndReturns() throws {
        var pool = try pool()
        #expect(pool.record(notice("10.0.0.1:8080", .up)).isEmpty)
        #expect(
            pool.record(notice("10.0.0.1:8080", .down))
                == [.serverDown("10.0.0.1:8080", reason: "connection refused")])
        #expect(weights(pool) == ["10.0.0.2:8080": 2])
        #expect(pool.record(notice("10.0.0.1:8080", .up)).count == 1)
        #expect(weights(pool) == ["10.0.0.1:8080": 1, "10.0.0.2:8080": 2])
    }

    @Test("with inhibit_on_failure a failed server stays with weight 0")
    func inhibits() throws {
        var pool = try pool(server: "inhibit_on_failure")
        _ = pool.record(notice("10.0.0.1:8080", .down))
        #expect(weights(pool) == ["10.0.0.1:8080": 0, "10.0.0.2:8080": 2])
    }

    @Test("when all have failed the sorry server answers alone, and leaves when one is back")
    func sorryServer() throws {
        var pool = try pool("sorry_server 10.0.0.9 80")
        _ = pool.record(notice("10.0.0.1:8080", .down))
        #expect(pool.record(notice("10.0.0.2:8080", .down)).contains(.quorumDown))
        #expect(weights(pool) == ["10.0.0.9:80": 1])
        #expect(pool.record(notice("10.0.0.2:8080", .up)).contains(.quorumUp))
        #expect(weights(pool) == ["10.0.0.2:8080": 2])
    }

    @Test("below the quorum the sorry server takes over from servers that are up")
    func quorum() throws {
        var pool = try pool("quorum 3\nsorry_server 10.0.0.9 80")
        _ = pool.record(notice("10.0.0.1:8080", .down))
        #expect(pool.isSorry)
        #expect(weights(pool) == ["10.0.0.9:80": 1])
    }

    @Test("below the quorum, without a sorry server, those that are up go on")
    func quorumWithoutSorryServer() throws {
        var pool = try pool("quorum 3")
        #expect(pool.record(notice("10.0.0.1:8080", .down)).contains(.quorumDown))
        #expect(weights(pool) == ["10.0.0.2:8080": 2])
    }

    @Test("a reload keeps what is known of servers whose checks ask the same")
    func inherits() throws {
        var old = try pool()
        _ = old.record(notice("10.0.0.1:8080", .down))
        let settings = try pool("delay_loop 3").settings
        let next = ServicePool(settings, inheriting: old)
        #expect(weights(next) == ["10.0.0.2:8080": 2])
    }

    @Test("a reload of the same file keeps a quorum that is up within its hysteresis")
    func quorumSurvivesReload() throws {
        // Weights 1 and 2: up at 3, lost only below 1.
        var pool = try pool("quorum 2\nhysteresis 1\nsorry_server 10.0.0.9 80")
        #expect(
            pool.record(notice("10.0.0.2:8080", .down)) == [.serverDown("10.0.0.2:8080", reason: "connection refused")])
        #expect(!pool.isSorry)
        let reloaded = ServicePool(pool.settings, inheriting: pool)
        #expect(!reloaded.isSorry)
        #expect(weights(reloaded) == ["10.0.0.1:8080": 1])
    }

    @Test("a reload that asks another question starts afresh")
    func asksAnew() throws {
        var old = try pool()
        _ = old.record(notice("10.0.0.1:8080", .down))
        let text = """
            virtual_server 192.0.2.1 80 {
                protocol TCP
                lvs_sched rr
                lvs_method NAT
                real_server 10.0.0.1 8080 {
                    TCP_CHECK {
                        connect_port 99
                    }
                }
            }
            """
        let next = ServicePool(try #require(read(text).virtualServers.first), inheriting: old)
        #expect(weights(next) == ["10.0.0.1:8080": 1])
    }

    @Test("a verdict of a check that is not there changes nothing")
    func strangers() throws {
        var pool = try pool()
        #expect(pool.record(notice("10.0.0.7:8080", .down)).isEmpty)
        #expect(pool.record(notice("10.0.0.1:8080", .down, check: 5)).isEmpty)
        #expect(weights(pool).count == 2)
    }

    @Test("over random verdicts: servers in the table are exactly those whose last verdict is up")
    func property() throws {
        for seed in UInt64(0)..<100 {
            var generator = SeededGenerator(seed: seed)
            var pool = try pool()
            var down: Set<String> = []
            for _ in 0..<50 {
                let server = Bool.random(using: &generator) ? "10.0.0.1:8080" : "10.0.0.2:8080"
                let verdict: Verdict = Bool.random(using: &generator) ? .up : .down
                _ = pool.record(notice(server, verdict))
                if verdict == .down { down.insert(server) } else { down.remove(server) }
                #expect(Set(weights(pool).keys) == Set(["10.0.0.1:8080", "10.0.0.2:8080"]).subtracting(down))
            }
        }
    }

    /// A service of four servers with kept connections, all up.
    private func keepingPool(_ service: String, most: Int = 10) throws -> ServicePool {
        let servers = (1...4).map {
            "real_server 10.0.0.\($0) 80 {\nTCP_CHECK {\nKEEP_OPEN {\nmax_fast_removals \(most)\n}\n}\n}"
        }
        let configuration = try read(
            """
            virtual_server 192.0.2.1 80 {
                lvs_sched wlc
                lvs_method NAT
                protocol TCP
                \(service)
                \(servers.joined(separator: "\n"))
            }
            """)
        var pool = ServicePool(try #require(configuration.virtualServers.first))
        for number in 1...4 { _ = pool.record(notice("10.0.0.\(number):80", .up)) }
        return pool
    }

    /// What becomes of fast removals of some of its servers, one after the other at some milliseconds.
    private func refusals(_ pool: inout ServicePool, _ removals: [(server: Int, at: Int64)]) -> [String] {
        removals.map { server, milliseconds in
            let notice = CheckNotice(
                key: CheckKey(service: "TCP 192.0.2.1:80", realServer: "10.0.0.\(server):80", ordinal: 0),
                verdict: .down, reason: "connection refused", at: .zero + .milliseconds(milliseconds), isFast: true)
            if let refusal = pool.admit(notice) { return "\(refusal)" }
            _ = pool.record(notice)
            return ""
        }
    }

    @Test("a server whose kept connection ended does not leave at once where the service would lose its quorum")
    func fastRemovalsKeepTheQuorum() throws {
        let lost = "the service would lose its quorum"
        for (service, expected) in [
            ("", ["", "", "", lost]), ("quorum 3", ["", lost, lost, lost]),
            ("quorum 3\nhysteresis 1", ["", "", lost, lost]),
        ] {
            var pool = try keepingPool(service)
            #expect(refusals(&pool, [(1, 0), (2, 0), (3, 0), (4, 0)]) == expected)
            #expect(pool.quorum.isUp)
        }
    }

    @Test(
        "a verdict of another check that stood at the same place before a reload is not meant for the one that is there"
    )
    func lateVerdicts() throws {
        let former = try pool()
        let check = try #require(CheckSpecification.all(of: former.settings).first)
        func late(at ordinal: Int) -> CheckNotice {
            CheckNotice(
                key: CheckKey(service: check.key.service, realServer: check.key.realServer, ordinal: ordinal),
                verdict: .up, reason: "connected", question: check.question, at: .zero)
        }
        #expect(former.hasCheck(of: late(at: 0)))
        #expect(!former.hasCheck(of: late(at: 1)))
        // The new one in front is first.
        let next = ServicePool(try pool("alpha", server: "PING_CHECK {\n}").settings, inheriting: former)
        #expect(!next.hasCheck(of: late(at: 0)))
        #expect(next.hasCheck(of: late(at: 1)))
    }

    @Test("what is no loss for a service is not refused: a server that is out already, or of weight 0")
    func harmlessFastRemovals() throws {
        var pool = try keepingPool("quorum 4")
        _ = pool.record(notice("10.0.0.1:80", .down))
        #expect(refusals(&pool, [(1, 0)]) == [""])
        #expect(refusals(&pool, [(2, 0)]) == ["the service would lose its quorum"])
    }

    @Test("no more than max_fast_removals servers of a service leave at once within a second, over a reload, too")
    func fastRemovalsHaveAPace() throws {
        var pool = try keepingPool("", most: 1)
        let paced = "1 have left within a second"
        #expect(refusals(&pool, [(1, 0), (2, 500), (2, 1_000)]) == ["", paced, ""])
        let settings = try keepingPool("delay_loop 7", most: 1).settings
        pool = ServicePool(settings, inheriting: pool)
        #expect(refusals(&pool, [(3, 1_999), (3, 2_000)]) == [paced, ""])
    }
}

/// A configuration that must be free of errors.
func read(_ text: String) throws -> Configuration {
    let outcome = ConfigurationReader.read(SourceText(name: "test.conf", text: text))
    try #require(!outcome.hasErrors, "\(outcome.diagnostics.map(\.message))")
    return outcome.configuration
}

extension ServicePoolTests {
    private func weighed(_ server: String, _ weight: DynamicWeight?, check: Int = 0) -> CheckNotice {
        CheckNotice(
            key: CheckKey(service: "TCP 192.0.2.1:80", realServer: server, ordinal: check), verdict: .up,
            reason: "exit code", weight: weight, at: .zero)
    }

    @Test("3.12: what checks say of a weight reaches the table and the quorum, and a failure takes it back")
    func dynamicWeights() throws {
        var pool = try pool("quorum 3")
        #expect(pool.quorum.isUp)
        let first = pool.record(weighed("10.0.0.2:8080", .total(1)))
        #expect(first == [.weight("10.0.0.2:8080", from: 2, to: 1, reason: "exit code"), .quorumDown])
        #expect(weights(pool) == ["10.0.0.1:8080": 1, "10.0.0.2:8080": 1])
        #expect(pool.record(weighed("10.0.0.1:8080", .added(9))).last == .quorumUp)
        #expect(weights(pool) == ["10.0.0.1:8080": 10, "10.0.0.2:8080": 1])
        #expect(pool.record(weighed("10.0.0.1:8080", .added(9))) == [])
        _ = pool.record(notice("10.0.0.1:8080", .down))
        _ = pool.record(notice("10.0.0.1:8080", .up))
        #expect(weights(pool) == ["10.0.0.1:8080": 1, "10.0.0.2:8080": 1])
    }

    @Test("the weights of several checks of a server add up, and a weight of 0 keeps the server in the table")
    func severalWeights() throws {
        var pool = try pool(server: "TCP_CHECK {\n}")
        _ = pool.record(weighed("10.0.0.2:8080", .total(12)))
        _ = pool.record(weighed("10.0.0.2:8080", .added(-4), check: 1))
        #expect(weights(pool)["10.0.0.2:8080"] == 8)
        _ = pool.record(weighed("10.0.0.2:8080", .added(-400), check: 1))
        #expect(weights(pool)["10.0.0.2:8080"] == 0)
        #expect(pool.quorum.have == 1)
    }

    @Test("a reload keeps the weight that a check found")
    func weightIsInherited() throws {
        var old = try pool()
        _ = old.record(weighed("10.0.0.2:8080", .total(12)))
        let new = ServicePool(try pool("quorum 2").settings, inheriting: old)
        #expect(weights(new)["10.0.0.2:8080"] == 12)
    }
}
