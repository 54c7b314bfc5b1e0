import ControlMessages
import Testing

/// The JSON that scripts rely on, byte for byte; keys are sorted.
@Suite("The shapes that scripts rely on")
struct MessageShapeTests {
    private let time = Timestamp(secondsSince1970: 1_770_091_506)
    private let at = "2026-02-03T04:05:06.000000Z"

    /// Compares with `json`, in which line breaks and the blanks after them do not count, and reads it back.
    private func expect<Message: Codable & Equatable>(
        _ message: Message, is json: String, at location: SourceLocation = #_sourceLocation
    ) throws {
        let wanted = json.split(separator: "\n").map { $0.drop { $0 == " " } }.joined()
        let bytes = try MessageCoding.encode(message)
        #expect(String(decoding: bytes, as: UTF8.self) == wanted, sourceLocation: location)
        #expect(try MessageCoding.decode(Message.self, from: bytes) == message, sourceLocation: location)
    }

    @Test("GET /v1/status")
    func status() throws {
        let message = StatusMessage(
            asOf: time, version: "0.1.0", startedAt: time, uptime: 12.5, generation: 3,
            configuration: ConfigurationSource(file: "/etc/swiftlvsd/swiftlvsd.conf", loadedAt: time, sha256: "ab"),
            counts: ObjectCounts(
                vrrpInstances: 1, virtualServices: 2, realServers: 3, checks: 4, managementGroups: 5, agents: 6),
            problems: [
                Problem(code: "vrrp_fault", message: "eth1 is down", since: time, location: "vrrp_instance VI_1"),
                Problem(code: "kernel", message: "no ip_vs", since: time, location: nil),
            ])
        try expect(
            message,
            is: """
                {"as_of":"\(at)",
                "configuration":{"file":"/etc/swiftlvsd/swiftlvsd.conf","loaded_at":"\(at)","sha256":"ab"},
                "counts":{"agents":6,"checks":4,"management_groups":5,"real_servers":3,"virtual_services":2,
                "vrrp_instances":1},
                "generation":3,"healthy":false,
                "problems":[{"code":"vrrp_fault","message":"eth1 is down","since":"\(at)","where":"vrrp_instance VI_1"},
                {"code":"kernel","message":"no ip_vs","since":"\(at)","where":null}],
                "started_at":"\(at)","uptime":12.5,"version":"0.1.0"}
                """)
    }

    private var instance: VRRPInstanceEntry {
        VRRPInstanceEntry(
            name: "VI_1", interface: "eth0", virtualRouterID: 51, version: 2, family: .ipv4, state: .backup,
            since: time,
            priority: PriorityEntry(base: 100, effective: 80, reasons: ["track_script chk -20"]),
            released: true, advertInterval: 1, addresses: ["192.0.2.10/24"],
            master: MasterEntry(address: "192.0.2.3", priority: 150, advertInterval: 0.25),
            counters: VRRPCountersEntry(
                advertsSent: 1, advertsReceived: 2, becameMaster: 3, priorityZeroSent: 4, priorityZeroReceived: 5,
                discarded: ["ttl": 2, "checksum": 1]),
            transitions: [TransitionEntry(at: time, from: .initialize, to: .backup, reason: "started")])
    }

    private func instanceJSON(_ asOf: String = "", master: String) -> String {
        """
        {"addresses":["192.0.2.10/24"],"advert_interval":1,\(asOf)
        "counters":{"adverts_received":2,"adverts_sent":1,"became_master":3,"discarded":{"checksum":1,"ttl":2},
        "priority_zero_received":5,"priority_zero_sent":4},
        "family":"ipv4","interface":"eth0","master":\(master),"name":"VI_1",
        "priority":{"base":100,"effective":80,"reasons":["track_script chk -20"]},
        "released":true,"since":"\(at)","state":"BACKUP",
        "transitions":[{"at":"\(at)","from":"INIT","reason":"started","to":"BACKUP"}],
        "version":2,"virtual_router_id":51}
        """
    }

    @Test("GET /v1/vrrp, with a master and without one")
    func instances() throws {
        var lonely = instance
        lonely.master = nil
        try expect(
            VRRPListMessage(asOf: time, instances: [instance, lonely], discarded: ["vrid": 3]),
            is: """
                {"as_of":"\(at)","discarded":{"vrid":3},"instances":[
                \(instanceJSON(master: #"{"address":"192.0.2.3","advert_interval":0.25,"priority":150}"#)),
                \(instanceJSON(master: "null"))]}
                """)
    }

    @Test("GET /v1/vrrp/{instance} is the list's object with as_of")
    func single() throws {
        var lonely = instance
        lonely.master = nil
        try expect(
            VRRPInstanceMessage(asOf: time, lonely), is: instanceJSON("\"as_of\":\"\(at)\",", master: "null"))
    }

    @Test("POST /v1/vrrp/{instance}/release and /hold")
    func release() throws {
        try expect(
            VRRPReleaseMessage(
                asOf: time, instance: "VI_1", released: true, state: .fault, reason: "released by the operator",
                syncGroup: "G1"),
            is: """
                {"as_of":"\(at)","instance":"VI_1","reason":"released by the operator","released":true,
                "state":"FAULT","sync_group":"G1"}
                """)
        try expect(
            VRRPReleaseMessage(
                asOf: time, instance: "VI_1", released: false, state: nil, reason: nil, syncGroup: nil),
            is: """
                {"as_of":"\(at)","instance":"VI_1","reason":null,"released":false,"state":null,"sync_group":null}
                """)
    }

    @Test("GET /v1/services, for an address and for a firewall mark")
    func services() throws {
        let server = RealServerEntry(
            address: "10.0.0.11", port: 8080, method: .direct, weight: WeightEntry(configured: 50, effective: 0),
            health: .down, reason: "connection refused", state: .removed,
            connections: ConnectionsEntry(active: 1, inactive: 2, persistent: 3))
        let stats = TrafficEntry(
            connections: 1, incomingPackets: 2, outgoingPackets: 3, incomingBytes: 4, outgoingBytes: 5)
        let address = ServiceEntry(
            transportProtocol: .tcp, address: "192.0.2.10", port: 80, firewallMark: nil, family: .ipv4,
            scheduler: "wlc", flags: ["ops"], persistence: PersistenceEntry(timeout: 300, prefixLength: 24),
            quorum: QuorumEntry(needed: 1, have: 0, isUp: false), isInKernel: true, realServers: [server],
            stats: stats)
        let mark = ServiceEntry(
            transportProtocol: nil, address: nil, port: nil, firewallMark: 3, family: .ipv6, scheduler: "rr",
            flags: [], persistence: nil, quorum: QuorumEntry(needed: 1, have: 2, isUp: true), isInKernel: false,
            realServers: [], stats: TrafficEntry())
        try expect(
            ServiceListMessage(asOf: time, services: [address, mark]),
            is: """
                {"as_of":"\(at)","foreign":[],"services":[
                {"address":"192.0.2.10","family":"ipv4","flags":["ops"],"fwmark":null,"in_kernel":true,
                "owner":"configuration",
                "persistence":{"prefix_length":24,"timeout":300},"port":80,"protocol":"tcp",
                "quorum":{"have":0,"needed":1,"up":false},
                "real_servers":[{"address":"10.0.0.11","connections":{"active":1,"inactive":2,"persistent":3},
                "health":"down","method":"dr","port":8080,"reason":"connection refused","state":"removed",
                "weight":{"configured":50,"effective":0}}],
                "scheduler":"wlc",
                "stats":{"connections":1,"incoming_bytes":4,"incoming_packets":2,"outgoing_bytes":5,"outgoing_packets":3}},
                {"address":null,"family":"ipv6","flags":[],"fwmark":3,"in_kernel":false,
                "owner":"configuration",
                "persistence":null,"port":null,"protocol":null,
                "quorum":{"have":2,"needed":1,"up":true},
                "real_servers":[],
                "scheduler":"rr",
                "stats":{"connections":0,"incoming_bytes":0,"incoming_packets":0,"outgoing_bytes":0,"outgoing_packets":0}}
                ]}
                """)
    }

    @Test("GET /v1/checks, before and after the first result")
    func checks() throws {
        let fresh = CheckEntry(
            service: "TCP 192.0.2.10:80", realServer: "10.0.0.11:8080", type: "TCP_CHECK", target: "10.0.0.11:8080",
            state: .unknown, last: nil, attempt: 0, retries: 3, nextAt: time)
        var failed = fresh
        failed.state = .down
        failed.last = CheckResultEntry(at: time, duration: 0.0125, result: "connection refused")
        failed.attempt = 2
        failed.nextAt = nil
        try expect(
            CheckListMessage(asOf: time, checks: [fresh, failed]),
            is: """
                {"as_of":"\(at)","checks":[
                {"attempt":0,"kept_connection":null,"last":null,"next_at":"\(at)","real_server":"10.0.0.11:8080","retries":3,
                "service":"TCP 192.0.2.10:80","state":"unknown","target":"10.0.0.11:8080","type":"TCP_CHECK"},
                {"attempt":2,"kept_connection":null,"last":{"at":"\(at)","duration":0.0125,"result":"connection refused"},"next_at":null,
                "real_server":"10.0.0.11:8080","retries":3,
                "service":"TCP 192.0.2.10:80","state":"down","target":"10.0.0.11:8080","type":"TCP_CHECK"}]}
                """)
    }

    private let group = GroupEntry(
        name: "cloud", algorithm: "roundrobin", checkInterval: 60,
        servers: [
            ManagementServerEntry(
                address: "10.1.1.1", port: 8250, weight: 1, health: .none, isDraining: true, preferredBy: 2,
                connected: 1)
        ],
        agents: 3)

    private let groupJSON = """
        "check_interval":60,"learning":false,"name":"cloud",
        "servers":[{"address":"10.1.1.1","connected":1,"draining":true,"health":"none","port":8250,
        "preferred_by":2,"weight":1}],"waiting_moves":0}
        """

    @Test("GET /v1/management-groups and /{group}")
    func groups() throws {
        try expect(
            GroupListMessage(asOf: time, groups: [group]),
            is: "{\"as_of\":\"\(at)\",\"groups\":[{\"agents\":3,\"algorithm\":\"roundrobin\",\n\(groupJSON)]}")
        try expect(
            GroupMessage(asOf: time, group),
            is: "{\"agents\":3,\"algorithm\":\"roundrobin\",\"as_of\":\"\(at)\",\n\(groupJSON)")
    }

    @Test("GET …/agents/{id} and GET …/agents")
    func agents() throws {
        let known = AgentEntry(
            group: "cloud", agent: "42", zone: "z1", cluster: nil, isKnown: true, algorithm: "static",
            servers: ["10.1.1.2", "10.1.1.1"], preferred: "10.1.1.2", checkInterval: 0.5, avoid: ["10.1.1.3"],
            isUpToDate: false, version: "00000000000000ff")
        var unknown = known
        unknown.isKnown = false
        unknown.zone = nil
        unknown.servers = []
        unknown.preferred = nil
        unknown.avoid = []
        unknown.isUpToDate = nil
        let unknownJSON = """
            "avoid":[],"check_interval":0.5,"cluster":null,"group":"cloud","known":false,"last_seen":null,"preferred":null,
            "servers":[],"up_to_date":null,"version":"00000000000000ff","zone":null}
            """
        try expect(
            AgentListMessage(asOf: time, agents: [known, unknown]),
            is: """
                {"agents":[{"agent":"42","algorithm":"static","avoid":["10.1.1.3"],"check_interval":0.5,
                "cluster":null,"group":"cloud","known":true,"last_seen":null,"preferred":"10.1.1.2",
                "servers":["10.1.1.2","10.1.1.1"],"up_to_date":false,"version":"00000000000000ff","zone":"z1"},
                {"agent":"42","algorithm":"static",\(unknownJSON)],"as_of":"\(at)","learning":false}
                """)
        try expect(
            AgentMessage(asOf: time, unknown),
            is: "{\"agent\":\"42\",\"algorithm\":\"static\",\"as_of\":\"\(at)\",\n\(unknownJSON)")
    }

    @Test("POST /v1/reload, applied and refused")
    func reload() throws {
        try expect(
            ReloadMessage(
                asOf: time, generation: 4, applied: true,
                changes: [
                    ChangeEntry(action: .edit, kind: "real_server", name: "10.0.0.11:8080", before: "1", after: "2"),
                    ChangeEntry(action: .remove, kind: "check", name: "x"),
                ],
                diagnostics: [
                    DiagnosticEntry(
                        severity: .warning, file: "/etc/a.conf", line: 3, column: 5, message: "no effect",
                        suggestion: "remove it")
                ]),
            is: """
                {"applied":true,"as_of":"\(at)",
                "changes":[{"action":"edit","after":"2","before":"1","kind":"real_server","name":"10.0.0.11:8080"},
                {"action":"remove","kind":"check","name":"x"}],
                "diagnostics":[{"column":5,"file":"/etc/a.conf","line":3,"message":"no effect","severity":"warning",
                "suggestion":"remove it"}],"generation":4}
                """)
        try expect(
            ReloadMessage(
                asOf: time, generation: 3, applied: false, changes: [], diagnostics: [],
                error: ErrorEntry(code: "configuration_invalid", message: "1 error")),
            is: """
                {"applied":false,"as_of":"\(at)","changes":[],"diagnostics":[],
                "error":{"code":"configuration_invalid","message":"1 error"},"generation":3}
                """)
    }

    @Test("errors")
    func error() throws {
        try expect(
            ErrorMessage(code: "not_found", message: "there is no /v2 here"),
            is: #"{"error":{"code":"not_found","message":"there is no /v2 here"}}"#)
    }
}
