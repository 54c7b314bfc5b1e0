import ControlMessages
import LoadBalancer
import Testing

@Suite("Instances that operators released")
struct ReleasedInstancesTests {
    private let first = ReleasedInstances.Release(at: Timestamp(secondsSince1970: 1_770_091_506), by: "alice b")
    private let second = ReleasedInstances.Release(at: Timestamp(secondsSince1970: 1_770_091_507), by: "bob")

    @Test("who released an instance first is the one that is named, and it is released until it is held")
    func releases() {
        var instances = ReleasedInstances()
        let isNew = instances.release("VI_1", first)
        let isNewAgain = instances.release("VI_1", second)
        #expect(isNew && !isNewAgain)
        #expect(instances.releases == ["VI_1": first])
        #expect(
            instances.explanation(of: "VI_1")
                == """
                released by alice b at 2026-02-03T04:05:06.000000Z, takes no part until "swiftlvsctl hold VI_1"
                """)
        let wasReleased = instances.hold("VI_1")
        let wasReleasedTwice = instances.hold("VI_1")
        #expect(wasReleased && !wasReleasedTwice)
        #expect(instances.explanation(of: "VI_1") == nil)
    }

    @Test("a release goes on with an instance that has another name, also where two change theirs")
    func renamed() {
        var instances = ReleasedInstances()
        _ = instances.release("A", first)
        _ = instances.release("B", second)
        _ = instances.release("C", first)
        instances.rename(["A": "B", "B": "A", "D": "E"])
        #expect(instances.releases == ["A": second, "B": first, "C": first])
    }

    @Test("what is written is read back, and a line that is damaged costs no other")
    func text() {
        var instances = ReleasedInstances()
        _ = instances.release("VI\t2", second)
        _ = instances.release("VI_1", first)
        #expect(instances.names == ["VI\t2", "VI_1"])
        #expect(ReleasedInstances(text: instances.text) == instances)
        #expect(ReleasedInstances(text: "x\ty\tVI_3\n\n2026\n" + instances.text) == instances)
        #expect(ReleasedInstances(text: "") == ReleasedInstances())
    }
}
