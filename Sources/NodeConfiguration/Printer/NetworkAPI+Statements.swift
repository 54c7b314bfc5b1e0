import Addresses

extension NetworkAPI {
    func write(to list: inout StatementList) {
        list.block("api") { block in
            for listen in listens { block.line(["listen", listen.address.description, listen.port.description]) }
            for name in serverNames { block.add("server_name", name) }
            block.add("certificate", identity?.certificate)
            block.add("key", identity?.key)
            block.add("token_file", tokenFile)
        }
    }
}
