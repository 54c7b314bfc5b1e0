/// A difference between what keepalived and swiftlvsd make of a corpus file, with its reason. What is listed here
/// stands in `docs/keepalived-differences.md`, too.
package struct CorpusDifference: Sendable {
    /// Lines that keepalived alone has.
    package let keepalived: [String]
    /// Lines that swiftlvsd alone has.
    package let swiftlvsd: [String]
    package let reason: Reason

    private init(keepalived: [String] = [], swiftlvsd: [String] = [], _ reason: Reason) {
        self.keepalived = keepalived
        self.swiftlvsd = swiftlvsd
        self.reason = reason
    }

    /// Why, in the words of the page.
    package enum Reason: String, Sendable, CaseIterable {
        case linkLocalSource =
            "an interface with a virtual MAC address gets a link-local address made of the parent's MAC address and the VRID"
        case sixOnVirtualInterface = "IPv6 is left on where keepalived turns it off: on an interface for an IPv4 router"
        case granularityOfGroups = "the services of a group have the persistence_granularity that the file gives them"
        case noMarks = "swiftlvsd sets no firewall marks: each address of a group is a service of the kernel's"
    }

    package static let byFile: [String: [CorpusDifference]] = [
        "automatic-marks": [
            CorpusDifference(
                keepalived: ["ipvs -A -f 1000 -s rr", "ipvs -a -f 1000 -r 10.0.0.11:80 -m -w 1"],
                swiftlvsd: [
                    "ipvs -A -t 192.0.2.130:80 -s rr", "ipvs -A -t 192.0.2.131:80 -s rr",
                    "ipvs -a -t 192.0.2.130:80 -r 10.0.0.11:80 -m -w 1",
                    "ipvs -a -t 192.0.2.131:80 -r 10.0.0.11:80 -m -w 1",
                ], .noMarks)
        ],
        "octavia-udp": [
            CorpusDifference(
                keepalived: [
                    "ipvs -A -u 192.0.2.100:5353 -s wrr -p 33", "ipvs -A -u 192.0.2.101:5353 -s wrr -p 33",
                ],
                swiftlvsd: [
                    "ipvs -A -u 192.0.2.100:5353 -s wrr -p 33 -M 255.255.0.0",
                    "ipvs -A -u 192.0.2.101:5353 -s wrr -p 33 -M 255.255.0.0",
                ], .granularityOfGroups)
        ],
        "virtual-mac": [
            CorpusDifference(
                swiftlvsd: [
                    "address vm.74 inet6 fe80::5e:4a00:101/64 scope link nodad",
                    "route6 fe80::/64 dev vm.74 proto kernel metric 256 pref medium",
                    "route6 local fe80::5e:4a00:101 dev vm.74 table local proto kernel metric 0 pref medium",
                ], .linkLocalSource),
            CorpusDifference(
                swiftlvsd: [
                    "route6 multicast ff00::/8 dev router.72 table local proto kernel metric 256 pref medium",
                    "route6 multicast ff00::/8 dev vm.71 table local proto kernel metric 256 pref medium",
                ], .sixOnVirtualInterface),
        ],
    ]

    /// The lines of a file's differences, as ``CorpusRun/differences`` gives them.
    package static func lines(of file: String) -> [String] {
        (byFile[file] ?? []).flatMap { difference in
            difference.keepalived.map { "keepalived: \($0)" } + difference.swiftlvsd.map { "swiftlvsd: \($0)" }
        }
    }
}
