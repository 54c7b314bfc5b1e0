/// A topology of so many services with one cluster each, as a document in the short form.
struct TopologySize: Sendable {
    let services: Int
    let members: Int

    /// - Parameter more: members of the service in the middle beyond the others'
    func document(more: Int = 0) -> String {
        let services = (0..<services).map { service in
            let count = members + (service == self.services / 2 ? more : 0)
            let members = (0..<count).map { member in
                """
                {"id":"s\(service)-m\(member)","state":"Active","address":"\(address(member, service))",\
                "ports":[{"protocol":"tcp","port":8080,"proxy":80}]}
                """
            }
            return """
                {"name":"service-\(service)","clusters":[{"id":"cluster-\(service)","members":[
                \(members.joined(separator: ",\n"))]}]}
                """
        }
        return "{\"services\":[\n\(services.joined(separator: ",\n"))]}\n"
    }

    /// Checks come so seldom that what is measured is not they.
    func configuration(file: String?) -> String {
        let mapping = (0..<services).map { "service-\($0)|10.1.\($0 / 250).\(1 + $0 % 250)" }.joined(separator: ",")
        return """
            topology {
                \(file.map { "file \($0)" } ?? "")
                service_virtual_ips \(mapping)
                lvs_sched wlc
                lvs_method NAT
                delay_loop 100000000
            }

            """
    }

    /// Members of one service differ in their second byte.
    private func address(_ member: Int, _ service: Int) -> String {
        "10.\(20 + member).\(service / 250).\(1 + service % 250)"
    }
}
