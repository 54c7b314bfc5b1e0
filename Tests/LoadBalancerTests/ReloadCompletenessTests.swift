import ControlMessages
import LoadBalancer
import NodeConfiguration
import Testing

/// Takes every keyword of the tables out of a file that has it, or gives it another value, alone.
@Suite("What a reload changes is seen, keyword by keyword")
struct ReloadCompletenessTests {
    /// Keywords that change nothing of what runs, and why; or nothing of it by themselves in the fixtures.
    private static let unseen = [
        "global_defs/include_check": "how strict include lines are",
        "global_defs/random_seed": "what is drawn by those who draw",
        "virtual_server/ip_family": "the real servers' addresses say it, too",
        "vrrp_instance/accept": "what holds without a word",
        "vrrp_instance/preempt": "what holds without a word",
        "vrrp_instance/native_ipv6": "the addresses say it, too",
        "vrrp_instance/no_virtual_ipaddress": "that there are no addresses is seen by the addresses",
        "vrrp_instance/unicast_fault_no_peer": "that there are no peers is seen by the peers",
    ]

    /// Files in which keywords say something that others say for them in the fixtures.
    private static let more = [
        """
        track_file N {
            file /tmp/n
        }
        track_file N1 {
            file /tmp/n1
        }
        virtual_server 192.0.2.9 80 {
            protocol TCP
            lvs_sched rr
            lvs_method NAT
            real_server 10.0.0.1 80 {
                FILE_CHECK {
                    track_file N
                }
            }
            real_server 10.0.0.2 80 {
                FILE_CHECK {
                    track_file N1
                }
            }
        }
        virtual_server 192.0.2.11 80 {
            protocol TCP
            lvs_sched sh
            lvs_method NAT
            flag-1
            real_server 10.0.0.1 80 {
            }
        }
        virtual_server 192.0.2.12 80 {
            protocol TCP
            lvs_sched sh
            lvs_method NAT
            flag-2
            real_server 10.0.0.1 80 {
            }
        }
        virtual_server 192.0.2.13 80 {
            protocol TCP
            lvs_sched sh
            lvs_method NAT
            sh-port
            real_server 10.0.0.1 80 {
            }
        }
        virtual_server 192.0.2.14 80 {
            protocol TCP
            lvs_sched sh
            lvs_method NAT
            sh-fallback
            real_server 10.0.0.1 80 {
            }
        }
        """,
        """
        global_defs {
            default_interface eth9
            vrrp_version 3
            vrrp_mcast_group4 224.0.0.50
            vrrp_min_garp
            vrrp_owner_ignore_adverts
            lvs_flush_on_stop
        }
        track_group T {
            group {
                A
                O
            }
        }
        static_ipaddress {
            192.0.2.7 track_group T
        }
        vrrp_instance A {
            interface eth0
            state MASTER
            nopreempt
            virtual_router_id 1
            virtual_ipaddress {
                192.0.2.1
            }
        }
        vrrp_instance O {
            interface eth0
            virtual_router_id 2
            priority 255
            virtual_ipaddress {
                192.0.2.2
            }
        }
        """,
        """
        global_defs {
            vrrp_strict
            vrrp_notify_priority_changes
        }
        vrrp_sync_group G {
            notify_priority_changes off
            group {
                O
                U
            }
        }
        vrrp_instance O {
            interface eth0
            virtual_router_id 2
            priority 255
            virtual_ipaddress {
                192.0.2.2
            }
        }
        vrrp_instance U {
            interface eth0
            virtual_router_id 3
            virtual_ipaddress {
                192.0.2.3
            }
        }
        """,
        """
        vrrp_track_process p {
            process bird
            full_command
        }
        vrrp_instance P {
            interface eth0
            virtual_router_id 2
            priority 255
            owner_ignore_adverts
            virtual_ipaddress {
                192.0.2.2
            }
            track_process {
                p
            }
        }
        vrrp_instance U {
            interface eth0
            virtual_router_id 3
            no_accept
            check_unicast_src
            unicast_peer {
                192.0.2.9
            }
            auth_hmac {
                key 1 "12345678901234567890123456789012"
                key 2 "22345678901234567890123456789012"
                active_key 2
            }
            virtual_ipaddress {
                192.0.2.3
            }
        }
        """,
        """
        virtual_server 192.0.2.1 80 {
            protocol TCP
            lvs_sched rr
            lvs_method NAT
            virtualhost a.example.org
            retry 3
            sorry_server 10.0.0.9 80
            sorry_server_lvs_method DR
            real_server 10.0.0.1 80 {
                lvs_method DR
                HTTP_GET {
                    url {
                        path /
                    }
                }
            }
            real_server 10.0.0.2 80 {
                retry 7
                SSL_GET {
                    enable_sni
                    url {
                        path /
                    }
                }
            }
        }
        """,
    ]

    /// A line of a fixture with the block that it stands in.
    private struct Line {
        let place: Int
        let block: String
        let keyword: String
        /// The blocks around it, each with the one that it stands in.
        let around: [String]
        /// The last line of the block that it opens; its own place where it opens none.
        let end: Int
    }

    /// In these files `{` ends a line, but for a comment, and `}` stands alone.
    private static func lines(of text: [Substring]) -> [Line] {
        var open: [(block: String, place: Int, parent: String)] = []
        var lines: [Line] = []
        func around() -> [String] { open.map { "\($0.parent)/\($0.block)" } }
        for (place, line) in text.enumerated() {
            let words = line.prefix { $0 != "#" }.split(separator: " ").map(String.init)
            guard let first = words.first else { continue }
            if first == "}" {
                guard let block = open.popLast() else { continue }
                lines.append(
                    Line(
                        place: block.place, block: block.parent, keyword: block.block, around: around(), end: place))
            } else if words.last == "{" {
                open.append((first, place, open.last?.block ?? ""))
            } else {
                lines.append(
                    Line(
                        place: place, block: open.last?.block ?? "", keyword: first, around: around(), end: place))
            }
        }
        return lines
    }

    /// The file without the line, and with other values on it.
    private static func variants(_ text: [Substring], _ line: Line) -> [String] {
        var without = text
        without.removeSubrange(line.place...line.end)
        let words = text[line.place].split(separator: " ").map(String.init)
        let edited = words.indices.dropFirst().flatMap { index -> [String] in
            others(words[index]).map { value -> String in
                var changed = words
                changed[index] = value
                var lines = text
                lines[line.place] = Substring(changed.joined(separator: " "))
                return lines.joined(separator: "\n")
            }
        }
        return [without.joined(separator: "\n")] + edited
    }

    private static func others(_ value: String) -> [String] {
        if let number = Int(value) { return ["\(number + 1)", "\(number - 1)"] }
        if let number = Double(value) { return ["\(number + 1)"] }
        let words = ["yes": "no", "on": "off", "true": "false", "no": "yes", "off": "on", "false": "true"]
        return [words[value], value + "1", "1" + value, "10.9.9.9"].compactMap(\.self)
    }

    private static func read(_ text: String, as path: String) -> Configuration? {
        var included = IncludedFixtures()
        let outcome = ConfigurationReader.read(
            SourceText(name: path, text: text), in: ReadingEnvironment(configID: "lb1"), including: &included)
        return outcome.hasErrors ? nil : outcome.configuration
    }

    @Test("every keyword of the tables that changes what runs is a change")
    func everyKeyword() {
        var seen: Set<String> = []
        var mute: Set<String> = []
        let fixtures = ConfigurationFixtures.all.filter { $0.path.contains("/configurations/") }
        for (path, whole) in fixtures.map({ ($0.path, $0.text) }) + Self.more.map({ ("/more.conf", $0) }) {
            let text = whole.split(separator: "\n", omittingEmptySubsequences: false)
            guard let original = Self.read(whole, as: path) else {
                Issue.record("a file has errors: \(whole.prefix(60))")
                continue
            }
            for line in Self.lines(of: text) where !seen.contains("\(line.block)/\(line.keyword)") {
                for variant in Self.variants(text, line) {
                    guard let changed = Self.read(variant, as: path) else { continue }
                    let changes = ConfigurationChanges.between(original, and: changed)
                    guard !changes.isEmpty else { continue }
                    // A block is seen by what stands in it.
                    seen.formUnion(line.around)
                    seen.insert("\(line.block)/\(line.keyword)")
                    if changes.contains(where: { $0.action == .edit && $0.before == $0.after }) {
                        mute.insert("\(line.block)/\(line.keyword)")
                    }
                    break
                }
            }
        }
        let all = Set(KeywordCatalogue.all.map { "\($0.block.rawValue)/\($0.name)" })
        #expect(all.subtracting(seen).subtracting(Self.unseen.keys).sorted() == [])
        #expect(Set(Self.unseen.keys).intersection(seen).sorted() == [], "these are seen now")
        #expect(mute.sorted() == [], "an edit that shows the same before and after")
    }
}
