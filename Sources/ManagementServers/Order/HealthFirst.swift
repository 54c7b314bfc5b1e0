/// Puts servers that are to be avoided behind the others and changes nothing else: an agent that prefers another server
/// stays there, and no list gets shorter.
enum HealthFirst {
    static func arranged(_ order: [Int], avoiding avoided: [Bool]) -> [Int] {
        guard avoided.contains(true) else { return order }
        return order.filter { !avoided[$0] } + order.filter { avoided[$0] }
    }
}
