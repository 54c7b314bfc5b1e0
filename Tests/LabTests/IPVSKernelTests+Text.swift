import Addresses
import IPVSKit
import LabScenario
import Testing

// The example `ipvs-list` against the real ipvsadm.
extension Lab.IPVSKernelTests {
    private var list: String { Executables.path(of: "ipvs-list") }

    /// Every kind of line that ipvsadm writes.
    private var lines: String {
        """
        -A -t 192.0.2.1:0 -s wlc -p 5 -M 0.0.0.0
        -A -t 192.0.2.1:80 -s wlc -p 300 -M 255.255.255.0
        -a -t 192.0.2.1:80 -r 10.0.0.1:8080 -m -w 3
        -a -t 192.0.2.1:80 -r 10.0.0.2:8080 -m -w 2147483647
        -a -t 192.0.2.1:80 -r 10.0.0.3:80 -g -w 0
        -a -t 192.0.2.1:80 -r 10.0.0.4:80 -i -w 1 --tun-type gue --tun-port 6080 --tun-remcsum
        -a -t 192.0.2.1:80 -r 10.0.0.6:80 -i -w 1 --tun-type gre --tun-csum
        -a -t 192.0.2.1:80 -r [2001:db8::9]:80 -i -w 1 --tun-type ipip
        -A -t 192.0.2.2:81 -s mh -p 60 -b mh-fallback,mh-port
        -A -u 192.0.2.1:53 -s rr -o
        -A -u 192.0.2.1:5060 -s sh -p 60 -M 255.255.0.0 --pe sip -o -b sh-fallback,sh-port
        -A --sctp-service 192.0.2.2:9000 -s rr -b flag-1,flag-2,flag-3
        -A -t [2001:db8:1111:2222:3333:4444:5555:6666]:443 -s sh -p 50 -M 64 -b sh-port
        -a -t [2001:db8:1111:2222:3333:4444:5555:6666]:443 -r 10.0.0.7:443 -i -w 1 --tun-type ipip
        -a -t [2001:db8:1111:2222:3333:4444:5555:6666]:443 -r [2001:db8::7]:8443 -m -w 1
        -A -f 7 -s nq
        -a -f 7 -r 10.0.0.7:0 -g -w 1
        -A -f 7 -6 -s nq -p 360

        """
    }

    @Test("ipvs-list saves and lists what ipvsadm restored as ipvsadm does, to the byte")
    func sameText() async throws {
        try await play { namespace in
            try await Command("ipvsadm", "-R", in: namespace).succeed(input: lines)
            for option in ["-Sn", "-Ln"] {
                let theirs = try await Command("ipvsadm", option, in: namespace).succeed()
                #expect(try await Command(list, option, in: namespace).succeed() == theirs)
                #expect(theirs.split(separator: "\n").count > 17)
            }
        }
    }

    @Test("what one of the two saves the other restores to the same table, both ways")
    func bothWays() async throws {
        try await play { namespace in
            try await Command("ipvsadm", "-R", in: namespace).succeed(input: lines)
            let theirs = try await Command("ipvsadm", "-Sn", in: namespace).succeed()
            try await Command("ipvsadm", "-C", in: namespace).succeed()
            try await Command(list, "-R", in: namespace).succeed(input: theirs)
            #expect(try await Command("ipvsadm", "-Sn", in: namespace).succeed() == theirs)

            // Large marks, the third flag of sh and thresholds, which ipvsadm reads and does not save.
            let more = "-A -f 4294967295 -s sh -b sh-port,flag-3\n-a -f 4294967295 -r 10.0.0.1:0 -m -w 1 -x 100 -y 50\n"
            try await Command(list, "-R", in: namespace).succeed(input: more)
            let ours = try await Command(list, "-Sn", in: namespace).succeed()
            #expect(ours == theirs + more)
            try await Command("ipvsadm", "-C", in: namespace).succeed()
            try await Command("ipvsadm", "-R", in: namespace).succeed(input: ours)
            #expect(try await Command(list, "-Sn", in: namespace).succeed() == ours)
        }
    }

    @Test("a line that ipvs-list cannot read is named and nothing is applied; what the kernel refuses is named, too")
    func refusedLines() async throws {
        try await play { namespace in
            let wrong = try await Command(list, "-R", in: namespace).run(input: "-A -t 192.0.2.1:80\n-A -t web\n")
            #expect(wrong.exitCode == 1)
            #expect(wrong.errors == "ipvs-list: line 2: -t takes an address and a port in digits, not 'web'\n")
            #expect(try await saved(namespace).isEmpty)
            let refused = try await Command(list, "-R", in: namespace).run(
                input: "-A -t 192.0.2.1:80 -s nosuch\n-A -t 192.0.2.1:81 -s rr\n")
            #expect(refused.exitCode == 1)
            #expect(refused.errors.contains("add virtual service TCP 192.0.2.1:80") == true)
            #expect(try await saved(namespace) == ["-A -t 192.0.2.1:81 -s rr"])
        }
    }
}
