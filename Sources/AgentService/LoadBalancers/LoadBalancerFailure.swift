/// Why a load balancer gave no answer.
struct LoadBalancerFailure: Error, Hashable, CustomStringConvertible {
    let description: String
    /// The status of an answer that is no answer.
    var status: Int?

    init(_ description: String, status: Int? = nil) {
        self.description = description
        self.status = status
    }
}
