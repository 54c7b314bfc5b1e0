import Deadlines
import ManagedAgent
import Testing

@Suite("When names are asked for")
struct NameQuestionsTests {
    private func at(_ seconds: Int64) -> Instant { Instant.zero + .seconds(seconds) }

    @Test("a name is asked for once a minute, and one without an address does not have the others asked for, too")
    func oneWithoutAddress() {
        var questions = NameQuestions()
        var asked: [String: Int] = [:]
        for second in 0..<Int64(300) {
            for name in questions.due(["ms1", "gone"], at: at(second)) {
                asked[name, default: 0] += 1
                questions.answered(name, hasAddress: name == "ms1", at: at(second))
            }
        }
        #expect(asked == ["ms1": 5, "gone": 20])
    }

    @Test("a name is not asked for again while the resolver still works on it")
    func underWay() {
        var questions = NameQuestions()
        #expect(questions.due(["b", "a"], at: at(0)) == ["a", "b"])
        questions.answered("a", hasAddress: true, at: at(1))
        #expect(questions.due(["b", "a"], at: at(100)) == ["a"])
        questions.answered("b", hasAddress: true, at: at(101))
        #expect(questions.due(["b"], at: at(102)).isEmpty)
    }

    @Test("a name that is new is asked for at once, one that left and comes back likewise")
    func new() {
        var questions = NameQuestions()
        _ = questions.due(["a"], at: at(0))
        questions.answered("a", hasAddress: true, at: at(0))
        #expect(questions.due(["a", "b"], at: at(1)) == ["b"])
        questions.answered("b", hasAddress: true, at: at(1))
        #expect(questions.due(["b"], at: at(2)).isEmpty)
        #expect(questions.due(["a", "b"], at: at(3)) == ["a"])
        // An answer for a name that nobody wants any more is no harm.
        questions.answered("gone", hasAddress: true, at: at(3))
    }
}
