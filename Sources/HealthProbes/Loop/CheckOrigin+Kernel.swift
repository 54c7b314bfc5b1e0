import Addresses
import CLinux
import Glibc
import HealthChecker

extension CheckOrigin {
    /// What a check comes to whose interface is not there.
    static func missing(_ interface: InterfaceName) -> CheckResult {
        .local("not checked: there is no interface \(interface)")
    }

    /// The interface's number, 0 where none is asked for; nil where it is not there.
    var interfaceNumber: UInt32? {
        guard let interface else { return 0 }
        let number = if_nametoindex(interface.description)
        return number == 0 ? nil : number
    }

    /// As the socket calls take it; nil where the interface is not there.
    var kernel: clinux_origin? {
        interfaceNumber.map { clinux_origin(port: port, interface: $0, mark: mark) }
    }
}
