import ControlMessages
import ControlTables
import Testing

@Suite("Answers as tables")
struct ReportTests {
    private let now = Timestamp("2026-02-03T04:05:06Z") ?? Timestamp(secondsSince1970: 0)

    private func ago(_ seconds: Int64) -> Timestamp {
        Timestamp(microsecondsSince1970: now.microseconds - seconds * 1_000_000)
    }

    private func status(_ problems: [Problem]) -> StatusMessage {
        StatusMessage(
            asOf: now, version: "0.1.0", startedAt: ago(12_300), uptime: 12_300, generation: 4,
            configuration: ConfigurationSource(
                file: "/etc/swiftlvsd/swiftlvsd.conf", loadedAt: ago(60), sha256: "9f86d081884c7d659a2feaa0c55ad015"),
            counts: ObjectCounts(
                vrrpInstances: 1, virtualServices: 2, realServers: 4, checks: 4, managementGroups: 1, agents: 0),
            problems: problems)
    }

    @Test("status, all well")
    func statusWell() {
        let report = status([])
        #expect(!report.showsTrouble)
        #expect(
            report.text == """
                swiftlvsd 0.1.0, up 3 h 25 min
                configuration  /etc/swiftlvsd/swiftlvsd.conf, generation 4, loaded 2026-02-03 04:04:06Z, sha256 9f86d081884c
                objects        1 VRRP instance, 2 virtual services, 4 real servers, 4 checks, 1 management group, 0 agents
                health         nothing is wrong
                """)
    }

    @Test("status with problems")
    func statusProblems() {
        let report = status([
            Problem(
                code: "vrrp_fault", message: "interface eth1 is down", since: ago(725), location: "vrrp_instance VI_1"),
            Problem(code: "kernel", message: "ip_vs_wlc is missing: modprobe ip_vs_wlc", since: ago(5), location: nil),
        ])
        #expect(report.showsTrouble)
        #expect(
            report.text == """
                swiftlvsd 0.1.0, up 3 h 25 min
                configuration  /etc/swiftlvsd/swiftlvsd.conf, generation 4, loaded 2026-02-03 04:04:06Z, sha256 9f86d081884c
                objects        1 VRRP instance, 2 virtual services, 4 real servers, 4 checks, 1 management group, 0 agents
                health         NOT HEALTHY, 2 problems

                       FOR  CODE        WHERE               WHAT
                12 min 5 s  vrrp_fault  vrrp_instance VI_1  interface eth1 is down
                       5 s  kernel      -                   ip_vs_wlc is missing: modprobe ip_vs_wlc
                """)
    }

    private var master: VRRPInstanceEntry {
        VRRPInstanceEntry(
            name: "VI_1", interface: "eth0", virtualRouterID: 51, version: 2, family: .ipv4, state: .master,
            since: ago(7_384), priority: PriorityEntry(base: 150, effective: 150, reasons: []), advertInterval: 1,
            addresses: ["192.0.2.10/24", "192.0.2.11/24"],
            master: MasterEntry(address: "192.0.2.2", priority: 150, advertInterval: 1),
            counters: VRRPCountersEntry(
                advertsSent: 7_384, advertsReceived: 4, becameMaster: 1, priorityZeroSent: 0, priorityZeroReceived: 1,
                discarded: ["ttl": 2, "checksum": 1, "version": 0]),
            transitions: [
                TransitionEntry(at: ago(7_388), from: .initialize, to: .backup, reason: "started"),
                TransitionEntry(
                    at: ago(7_384), from: .backup, to: .master, reason: "192.0.2.3 sent priority 0 and the skew ran out"
                ),
            ])
    }

    private var fault: VRRPInstanceEntry {
        VRRPInstanceEntry(
            name: "VI_storage", interface: "bond0.12", virtualRouterID: 7, version: 3, family: .ipv6, state: .fault,
            since: ago(5), priority: PriorityEntry(base: 100, effective: 80, reasons: ["track_script chk -20"]),
            advertInterval: 0.25, addresses: ["2001:db8::10/64"], master: nil, counters: VRRPCountersEntry(),
            transitions: [
                TransitionEntry(at: ago(5), from: .backup, to: .fault, reason: "interface bond0.12 is down")
            ])
    }

    @Test("vrrp: state, since when, priority and why")
    func instances() {
        let report = VRRPListMessage(asOf: now, instances: [master, fault])
        #expect(report.showsTrouble)
        #expect(!VRRPListMessage(asOf: now, instances: [master]).showsTrouble)
        #expect(
            report.text == """
                INSTANCE    STATE         FOR  PRIORITY   VRID  INTERFACE  MASTER           WHY
                VI_1        MASTER  2 h 3 min  150          51  eth0       192.0.2.2 (150)  192.0.2.3 sent priority 0 and the skew ran out
                VI_storage  FAULT         5 s  80 of 100     7  bond0.12   -                interface bond0.12 is down
                """)
    }

    @Test("vrrp INSTANCE: everything that is known")
    func instance() {
        #expect(
            VRRPInstanceMessage(asOf: now, master).text == """
                VI_1 is MASTER since 2026-02-03 02:02:02Z, for 2 h 3 min
                why         192.0.2.3 sent priority 0 and the skew ran out
                priority    150
                router      VRID 51 on eth0, VRRP version 2, ipv4, advert every 1 s
                addresses   192.0.2.10/24, 192.0.2.11/24
                master      192.0.2.2, priority 150, advert every 1 s
                adverts     7384 sent, 4 received, 0 sent and 1 received with priority 0
                elections   became master once
                discarded   1 for checksum, 2 for ttl

                AT                    FROM    TO      WHY
                2026-02-03 02:01:58Z  INIT    BACKUP  started
                2026-02-03 02:02:02Z  BACKUP  MASTER  192.0.2.3 sent priority 0 and the skew ran out
                """)
        #expect(
            VRRPInstanceMessage(asOf: now, fault).text == """
                VI_storage is FAULT since 2026-02-03 04:05:01Z, for 5 s
                why         interface bond0.12 is down
                priority    80 of 100: track_script chk -20
                router      VRID 7 on bond0.12, VRRP version 3, ipv6, advert every 0.25 s
                addresses   2001:db8::10/64
                master      none is heard
                adverts     0 sent, 0 received, 0 sent and 0 received with priority 0
                elections   became master never
                discarded   none

                AT                    FROM    TO     WHY
                2026-02-03 04:05:01Z  BACKUP  FAULT  interface bond0.12 is down
                """)
    }

    @Test("vrrp: what an operator released is said instead of the last reason")
    func released() {
        var released = fault
        released.released = true
        #expect(VRRPListMessage(asOf: now, instances: [released]).text.hasSuffix("-       released by the operator"))
        #expect(VRRPInstanceMessage(asOf: now, released).text.contains("\nwhy         released by the operator\n"))
    }

    @Test("release and hold: what follows, and an instance that lacks something else is trouble")
    func release() {
        var message = VRRPReleaseMessage(
            asOf: now, instance: "VI_1", released: true, state: .fault, reason: "released by the operator",
            syncGroup: "G1")
        #expect(
            message.text == "VI_1 takes no part in elections until it is held, and so does its sync group G1: FAULT")
        #expect(!message.showsTrouble)
        message.released = false
        message.reason = "front: the interface is down"
        #expect(message.text == "VI_1 takes part in elections: FAULT, front: the interface is down")
        #expect(message.showsTrouble)
        message.state = .backup
        message.reason = nil
        #expect(message.text == "VI_1 takes part in elections: BACKUP")
        #expect(!message.showsTrouble)
    }

    private var services: [ServiceEntry] {
        let up = RealServerEntry(
            address: "10.0.0.11", port: 8080, method: .nat, weight: WeightEntry(configured: 50, effective: 50),
            health: .up, reason: nil, state: .inService,
            connections: ConnectionsEntry(active: 12, inactive: 3, persistent: 0))
        let down = RealServerEntry(
            address: "10.0.0.12", port: 8080, method: .nat, weight: WeightEntry(configured: 50, effective: 0),
            health: .down, reason: "connection refused, 4 of 4 attempts", state: .removed,
            connections: ConnectionsEntry())
        let drained = RealServerEntry(
            address: "2001:db8:1::12", port: 53, method: .direct, weight: WeightEntry(configured: 1, effective: 0),
            health: .none, reason: "drained by root", state: .drained,
            connections: ConnectionsEntry(active: 1, inactive: 0, persistent: 0))
        return [
            ServiceEntry(
                transportProtocol: .tcp, address: "192.0.2.10", port: 80, firewallMark: nil, family: .ipv4,
                scheduler: "wlc", flags: [], persistence: PersistenceEntry(timeout: 300, prefixLength: 24),
                quorum: QuorumEntry(needed: 1, have: 50, isUp: true), isInKernel: true, realServers: [up, down],
                stats: TrafficEntry(
                    connections: 1_204, incomingPackets: 9_120, outgoingPackets: 8_774, incomingBytes: 1_048_576,
                    outgoingBytes: 52_428_800),
                rates: TrafficEntry(
                    connections: 3, incomingPackets: 21, outgoingPackets: 19, incomingBytes: 2_100,
                    outgoingBytes: 99_000)),
            ServiceEntry(
                transportProtocol: .udp, address: "2001:db8::53", port: 53, firewallMark: nil, family: .ipv6,
                scheduler: "rr", flags: ["ops"], persistence: nil, quorum: QuorumEntry(needed: 2, have: 0, isUp: false),
                isInKernel: false, realServers: [drained], stats: TrafficEntry()),
            ServiceEntry(
                transportProtocol: nil, address: nil, port: nil, firewallMark: 3, family: .ipv4, scheduler: "sh",
                flags: [], persistence: nil, quorum: QuorumEntry(needed: 1, have: 1, isUp: true), isInKernel: true,
                realServers: [], stats: TrafficEntry()),
        ]
    }

    @Test("services look like ipvsadm's list, with health and reason")
    func serviceList() {
        let report = ServiceListMessage(asOf: now, services: services)
        #expect(report.showsTrouble)
        #expect(
            report.text == """
                Prot LocalAddress:Port Scheduler Flags
                  -> RemoteAddress:Port             Forward Weight  ActiveConn InActConn Health         Reason
                TCP  192.0.2.10:80 wlc persistent 300 mask /24   quorum up (50 of 1)
                  -> 10.0.0.11:8080                 Masq    50      12         3         up
                  -> 10.0.0.12:8080                 Masq    0 of 50 0          0         down, removed  connection refused, 4 of 4 attempts
                UDP  [2001:db8::53]:53 rr ops   quorum DOWN (0 of 2), NOT IN THE KERNEL AS WANTED
                  -> [2001:db8:1::12]:53            Route   0 of 1  1          0         drained        drained by root
                FWM  3 sh   quorum up (1 of 1)
                """)
    }

    @Test("services SERVICE adds its traffic")
    func oneService() {
        #expect(
            ServiceMessage(asOf: now, services[0]).text == """
                Prot LocalAddress:Port Scheduler Flags
                  -> RemoteAddress:Port             Forward Weight  ActiveConn InActConn Health         Reason
                TCP  192.0.2.10:80 wlc persistent 300 mask /24   quorum up (50 of 1)
                  -> 10.0.0.11:8080                 Masq    50      12         3         up
                  -> 10.0.0.12:8080                 Masq    0 of 50 0          0         down, removed  connection refused, 4 of 4 attempts

                            CONNECTIONS  PACKETS IN   OUT  BYTES IN       OUT
                total              1204        9120  8774   1048576  52428800
                per second            3          21    19      2100     99000
                """)
    }

    @Test("checks")
    func checks() {
        let report = CheckListMessage(
            asOf: now,
            checks: [
                CheckEntry(
                    service: "TCP 192.0.2.10:80", realServer: "10.0.0.11:8080", type: "HTTP_GET",
                    target: "10.0.0.11:8080", state: .up,
                    last: CheckResultEntry(at: ago(3), duration: 0.0124, result: "status 200"), attempt: 0, retries: 3,
                    nextAt: ago(-7)),
                CheckEntry(
                    service: "TCP 192.0.2.10:80", realServer: "10.0.0.12:8080", type: "TCP_CHECK",
                    target: "10.0.0.12:9", state: .down,
                    last: CheckResultEntry(at: ago(65), duration: 0.00031, result: "refused\u{1B}[31m"), attempt: 2,
                    retries: 3, nextAt: nil),
                CheckEntry(
                    service: "FWM 3", realServer: "10.0.0.13:80", type: "TCP_CHECK", target: "10.0.0.13:80",
                    state: .unknown, last: nil, attempt: 0, retries: 0, nextAt: ago(-1)),
            ])
        #expect(report.showsTrouble)
        #expect(
            report.text == """
                SERVICE            REAL SERVER     CHECK                     STATE             LAST     TOOK  FAILED     NEXT  RESULT
                TCP 192.0.2.10:80  10.0.0.11:8080  HTTP_GET                  up             3 s ago  12.4 ms  -        in 7 s  status 200
                TCP 192.0.2.10:80  10.0.0.12:8080  TCP_CHECK to 10.0.0.12:9  down     1 min 5 s ago   310 us  2 of 4  running  refused?[31m
                FWM 3              10.0.0.13:80    TCP_CHECK                 unknown          never        -  -        in 1 s
                """)
    }

    private var group: GroupEntry {
        GroupEntry(
            name: "cloud", algorithm: "roundrobin", checkInterval: 60,
            servers: [
                ManagementServerEntry(
                    address: "10.1.1.1", port: 8250, weight: 1, health: .up, isDraining: false, preferredBy: 67,
                    connected: 60),
                ManagementServerEntry(
                    address: "2001:db8::3", port: 9250, weight: 2, health: .none, isDraining: true, preferredBy: 66,
                    connected: 0),
            ],
            agents: 133)
    }

    @Test("groups, one group")
    func groups() {
        #expect(
            GroupListMessage(asOf: now, groups: [group]).text == """
                GROUP  ALGORITHM   CHECK INTERVAL  AGENTS  SERVERS
                cloud  roundrobin            60 s     133  10.1.1.1:8250, [2001:db8::3]:9250
                """)
        #expect(
            GroupMessage(asOf: now, group).text == """
                cloud: roundrobin, check interval 60 s, 133 agents
                SERVER              WEIGHT  HEALTH  DRAINING  PREFERRED BY  CONNECTED
                10.1.1.1:8250            1  up      -                   67         60
                [2001:db8::3]:9250       2  -       yes                 66          0
                """)
        #expect(!GroupMessage(asOf: now, group).showsTrouble)
    }

    @Test("a group that moves agents, or does not know them yet, says so")
    func groupAtWork() {
        var group = group
        group.waitingMoves = 1
        group.isLearning = true
        let lines = GroupMessage(asOf: now, group).text.split(separator: "\n")
        #expect(
            lines[1...2] == [
                "1 agent wait for their turn to move", "not all agents are known yet: each keeps its list",
            ])
    }

    @Test("groups GROUP --balance")
    func balance() {
        let servers = [
            BalancedServerEntry(
                address: "10.1.1.1", port: 8250, preferredBy: 67, connected: 60, ideal: 66.5, movedByRemoval: 67),
            BalancedServerEntry(
                address: "2001:db8::3", port: 9250, preferredBy: 66, connected: 0, ideal: 66.5, movedByRemoval: 133),
        ]
        let entry = BalanceEntry(
            group: "cloud", algorithm: "roundrobin", agents: 133, spread: 1, waitingMoves: 0, movedByAddition: 88,
            servers: servers)
        #expect(
            BalanceMessage(asOf: now, entry).text == """
                cloud: roundrobin, 133 agents, spread 1
                waiting for their turn to move   0
                moved by one more server         88
                SERVER              PREFERRED BY  IDEAL  CONNECTED  MOVED BY ITS REMOVAL
                10.1.1.1:8250                 67   66.5         60                    67
                [2001:db8::3]:9250            66   66.5          0                   133
                """)
    }

    @Test("drain: the bar, and the end")
    func drain() {
        var entry = DrainEntry(
            group: "cloud", server: "10.1.1.1", isDraining: true, preferredBy: 60, connected: 70, waitingMoves: 60)
        #expect(
            entry.progressLine(from: 100) == "[############..................] 40 of 100 agents moved, 70 connected")
        #expect(entry.progressLine(from: 0) == "[..............................] 0 of 60 agents moved, 70 connected")
        entry.isDraining = false
        entry.preferredBy = 1
        #expect(
            DrainMessage(asOf: now, entry).text
                == "10.1.1.1 of cloud is in service: preferred by 1 agent, 70 connected, 60 waiting for their turn to move"
        )
    }

    @Test("groups GROUP AGENT, and all agents of a group")
    func agents() {
        let known = AgentEntry(
            group: "cloud", agent: "42", zone: "z1", cluster: "rack-7", isKnown: true, algorithm: "roundrobin",
            servers: ["10.1.1.2", "10.1.1.1"], preferred: "10.1.1.2", checkInterval: 30, avoid: ["10.1.1.1"],
            isUpToDate: false, version: "00c0ffee00c0ffee")
        var unknown = known
        unknown.agent = "host-x"
        unknown.zone = nil
        unknown.cluster = nil
        unknown.isKnown = false
        unknown.isUpToDate = nil
        unknown.avoid = []
        #expect(
            AgentMessage(asOf: now, unknown).text == """
                agent host-x of cloud, not known: as if appended last
                servers         10.1.1.2, 10.1.1.1
                avoid           -
                algorithm       roundrobin
                check interval  30 s
                zone            -
                cluster         -
                up to date      not said
                version         00c0ffee00c0ffee
                """)
        #expect(
            AgentListMessage(asOf: now, agents: [known, unknown]).text == """
                AGENT   ZONE  CLUSTER  UP TO DATE  SERVERS
                42      z1    rack-7   no          10.1.1.2, 10.1.1.1
                host-x  -     -        not said    10.1.1.2, 10.1.1.1
                """)
    }

    @Test("reload: what changed")
    func reload() {
        let report = ReloadMessage(
            asOf: now, generation: 5, applied: true,
            changes: [
                ChangeEntry(action: .add, kind: "virtual_service", name: "TCP 192.0.2.11:80"),
                ChangeEntry(
                    action: .edit, kind: "real_server", name: "10.0.0.11:8080", before: "weight 1", after: "weight 2"),
            ],
            diagnostics: [
                DiagnosticEntry(
                    severity: .warning, file: "/etc/swiftlvsd/swiftlvsd.conf", line: 12, column: 5,
                    message: "enable_snmp_vrrp has no effect here", suggestion: nil)
            ])
        #expect(!report.showsTrouble)
        #expect(
            report.text == """
                /etc/swiftlvsd/swiftlvsd.conf:12:5: warning: enable_snmp_vrrp has no effect here
                add    virtual_service TCP 192.0.2.11:80
                edit   real_server 10.0.0.11:8080: weight 1 -> weight 2
                2 changes; generation 5 runs
                """)
    }

    @Test("reload: why not")
    func refusedReload() {
        let report = ReloadMessage(
            asOf: now, generation: 4, applied: false, changes: [],
            diagnostics: [
                DiagnosticEntry(
                    severity: .error, file: "/etc/swiftlvsd/swiftlvsd.conf", line: 12, column: 5,
                    message: "unknown keyword \"wieght\"", suggestion: "did you mean \"weight\"?")
            ],
            error: ErrorEntry(code: "configuration_invalid", message: "the configuration has 1 error"))
        #expect(report.showsTrouble)
        #expect(
            report.text == """
                /etc/swiftlvsd/swiftlvsd.conf:12:5: error: unknown keyword "wieght"
                  did you mean "weight"?
                not applied: the configuration has 1 error
                """)
    }

    @Test("plan: what a reload would change, before and after, and what that costs")
    func plan() {
        var message = ReloadMessage(
            asOf: now, generation: 5, applied: false,
            changes: [
                ChangeEntry(action: .edit, kind: "global_defs", name: "global_defs", after: "router_id lb1"),
                ChangeEntry(
                    action: .edit, kind: "real_server", name: "10.0.0.11:8080", before: "weight 1", after: "weight 2"),
                ChangeEntry(action: .drain, kind: "real_server", name: "10.0.0.12:8080", before: "NAT, weight 1"),
                ChangeEntry(action: .add, kind: "virtual_service", name: "TCP 192.0.2.11:80", after: "wlc"),
            ], diagnostics: [],
            effects: [EffectEntry(kind: "real_server", name: "10.0.0.12:8080", effect: "2 connections may go on")])
        #expect(!PlanReport(message).showsTrouble)
        #expect(
            PlanReport(message).text == """
                ~ global_defs
                    + router_id lb1
                ~ real_server 10.0.0.11:8080
                    - weight 1
                    + weight 2
                - real_server 10.0.0.12:8080 (drains)
                    NAT, weight 1
                + virtual_service TCP 192.0.2.11:80
                    wlc
                ! real_server 10.0.0.12:8080: 2 connections may go on
                1 to add, 2 to edit, 1 to remove; nothing is changed yet, generation 5 runs
                """)
        (message.changes, message.effects) = ([], nil)
        #expect(PlanReport(message).text == "nothing would change; generation 5 runs")
        message.error = ErrorEntry(code: "configuration_invalid", message: "new.conf has 1 error")
        #expect(PlanReport(message).showsTrouble)
        #expect(PlanReport(message).text == "would not be reloaded: new.conf has 1 error")
    }

    @Test("empty lists say so")
    func empty() {
        #expect(VRRPListMessage(asOf: now, instances: []).text == "no VRRP instances are configured")
        #expect(ServiceListMessage(asOf: now, services: []).text == "no virtual services are configured")
        #expect(CheckListMessage(asOf: now, checks: []).text == "no checks are configured")
        #expect(GroupListMessage(asOf: now, groups: []).text == "no management-server groups are configured")
        #expect(AgentListMessage(asOf: now, agents: []).text == "no agents are known")
        #expect(
            ReloadMessage(asOf: now, generation: 5, applied: true, changes: [], diagnostics: []).text
                == "nothing changed; generation 5 runs")
    }
}
