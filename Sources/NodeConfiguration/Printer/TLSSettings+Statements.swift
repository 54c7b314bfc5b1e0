extension TLSSettings {
    func write(to list: inout StatementList) {
        list.block("SSL") { block in
            block.add("ca", authorityFile)
            block.add("certificate", certificateFile)
            block.add("key", keyFile)
            if let password { block.add(["password"], secret: password) }
        }
    }
}
