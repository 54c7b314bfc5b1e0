import ControlMessages
import Testing

@Suite("Times")
struct TimestampTests {
    @Test(
        "times are RFC 3339 in UTC with six decimals",
        arguments: [
            (0, 0, "1970-01-01T00:00:00.000000Z"),
            (1_770_091_506, 789_012_345, "2026-02-03T04:05:06.789012Z"),
            (951_782_399, 999_999_999, "2000-02-28T23:59:59.999999Z"),
            (951_782_400, 0, "2000-02-29T00:00:00.000000Z"),
            (951_868_800, 0, "2000-03-01T00:00:00.000000Z"),
            (4_107_542_400, 0, "2100-03-01T00:00:00.000000Z"),
            (-1, 0, "1969-12-31T23:59:59.000000Z"),
            (-2_203_891_200, 0, "1900-03-01T00:00:00.000000Z"),
            (-62_167_219_200, 0, "0000-01-01T00:00:00.000000Z"),
            (253_402_300_799, 0, "9999-12-31T23:59:59.000000Z"),
        ] as [(Int64, Int64, String)])
    func written(seconds: Int64, nanoseconds: Int64, text: String) {
        let time = Timestamp(secondsSince1970: seconds, nanoseconds: nanoseconds)
        #expect(time.description == text)
        #expect(Timestamp(text) == time)
    }

    @Test("every day of five hundred years is read back as it was written")
    func everyDay() {
        for day in Int64(-100_000)...100_000 {
            let time = Timestamp(secondsSince1970: day * 86_400 + 3_661, nanoseconds: 1_000)
            #expect(Timestamp(time.description) == time)
        }
    }

    @Test(
        "offsets, lower case and other numbers of decimals are read",
        arguments: [
            ("2026-02-03T05:05:06+01:00", "2026-02-03T04:05:06.000000Z"),
            ("2026-02-02T22:35:06.5-05:30", "2026-02-03T04:05:06.500000Z"),
            ("2026-02-03t04:05:06z", "2026-02-03T04:05:06.000000Z"),
            ("2026-02-03T04:05:06.123456789Z", "2026-02-03T04:05:06.123456Z"),
            ("2016-12-31T23:59:60Z", "2017-01-01T00:00:00.000000Z"),
        ])
    func read(text: String, meaning: String) {
        #expect(Timestamp(text)?.description == meaning)
    }

    @Test(
        "what is no RFC 3339 time is refused",
        arguments: [
            "", "2026-02-03", "2026-02-03 04:05:06Z", "2026-02-03T04:05:06", "2026-02-30T04:05:06Z",
            "2026-13-01T04:05:06Z", "1900-02-29T00:00:00Z", "2026-02-03T24:00:00Z", "2026-02-03T04:60:06Z",
            "2026-02-03T04:05:61Z", "2026-02-03T04:05:06.Z", "2026-02-03T04:05:06Zx", "2026-2-3T04:05:06Z",
            "+026-02-03T04:05:06Z", "2026-02-03T04:05:06+24:00",
        ])
    func refused(text: String) {
        #expect(Timestamp(text) == nil)
    }

    @Test("times beyond the years 0000 to 9999 are held at their ends")
    func ends() {
        #expect(Timestamp(secondsSince1970: .max).description == "9999-12-31T23:59:59.999999Z")
        #expect(Timestamp(secondsSince1970: .min, nanoseconds: .min).description == "0000-01-01T00:00:00.000000Z")
        #expect(Timestamp(microsecondsSince1970: .min).description == "0000-01-01T00:00:00.000000Z")
        #expect(Timestamp("9999-12-31T23:59:59-23:59")?.description == "9999-12-31T23:59:59.999999Z")
    }
}
