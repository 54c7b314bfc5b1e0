import ControlMessages
import Testing

@Suite("Text in paths")
struct PercentEncodingTests {
    @Test(
        "what is not a letter, a digit or one of -._~ is escaped",
        arguments: [
            ("VI_1", "VI_1"), ("a b/c", "a%20b%2Fc"), ("[2001:db8::1]:80", "%5B2001%3Adb8%3A%3A1%5D%3A80"),
            ("é%~", "%C3%A9%25~"), ("", ""),
        ])
    func roundTrip(text: String, escaped: String) {
        #expect(PercentEncoding.encode(text) == escaped)
        #expect(PercentEncoding.decode(escaped) == text)
    }

    @Test(
        "half an escape, and bytes that are not UTF-8, have no meaning",
        arguments: ["%", "a%4", "%zz", "%+1", "%FF", "%C3"])
    func refused(text: String) {
        #expect(PercentEncoding.decode(text) == nil)
    }

    @Test("lower-case digits are read and plus signs stay")
    func lenient() {
        #expect(PercentEncoding.decode("%c3%a9+") == "é+")
    }

    @Test("paths escape what stands between their slashes")
    func paths() {
        #expect(ControlPath.instance("VI 1/a").description == "/v1/vrrp/VI%201%2Fa")
        #expect(ControlPath.release(of: "VI 1", by: "a&b").description == "/v1/vrrp/VI%201/release?by=a%26b")
        #expect(ControlPath.hold(of: "VI 1", by: "root").description == "/v1/vrrp/VI%201/hold?by=root")
        #expect(ControlPath.service("udp/192.0.2.1:53").description == "/v1/services/udp/192.0.2.1%3A53")
        #expect(ControlPath.service("192.0.2.1:80").description == "/v1/services/tcp/192.0.2.1%3A80")
        #expect(ControlPath.service("fwmark/3").description == "/v1/services/fwmark/3")
        #expect(
            ControlPath.agent("a?b", of: "cloud", zone: "z&1").description
                == "/v1/management-groups/cloud/agents/a%3Fb?zone=z%261")
    }
}
