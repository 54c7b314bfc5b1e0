import CLinux
import Glibc
import Tracking

/// The numbers in files, kept up to date by inotify on the folders that they are in. One thread uses it.
///
/// A file that is being written is read when its writer closes it, never before. Files behind links, in folders that
/// other hosts write to, and in those that inotify refuses are read again at each `lookAgain`.
final class FolderWatch {
    private struct Folder {
        let path: String
        /// Nil where there is none: the folder is missing, or inotify would not see all that happens in it.
        var watch: Int32?
    }

    /// What was last seen of a file.
    private enum Content: Hashable {
        case number(Int64)
        /// Nil where there is no such file.
        case document(DocumentStamp?)
    }

    private static let headerLength = 16

    /// Readable when something happened; nil where there is no inotify.
    let descriptor: Int32?
    private let report: (WatchedFact) -> Void
    private var files: [WatchList.File] = []
    private var folders: [Folder] = []
    private var contents: [String: Content] = [:]
    private var buffer = [UInt8](repeating: 0, count: 64 << 10)

    /// Without inotify, of which users have only so many, all files are read again at each `lookAgain`.
    init(report: @escaping (WatchedFact) -> Void) {
        self.report = report
        let inotify = clinux_inotify_open()
        descriptor = inotify >= 0 ? inotify : nil
    }

    deinit {
        if let descriptor { close(descriptor) }
    }

    func configure(_ files: [WatchList.File]) {
        let known = Set(self.files)
        // One that is new, or now lies elsewhere, is told whatever it says.
        for file in files where !known.contains(file) { contents[file.name] = nil }
        self.files = files
        let wanted = Set(files.map(\.folder))
        let unwanted = folders.filter { !wanted.contains($0.path) }
        folders.removeAll { !wanted.contains($0.path) }
        for case let watch? in unwanted.map(\.watch) { unwatchUnlessUsed(watch) }
        let watched = Set(folders.map(\.path))
        folders += wanted.subtracting(watched).sorted().map { Folder(path: $0, watch: nil) }
        lookAgain()
        for file in files where contents[file.name] == nil { read(file) }
    }

    /// Takes what inotify tells and reads the files that it is about.
    func takeChanges() {
        while let descriptor {
            let length = Glibc.read(descriptor, &buffer, buffer.count)
            guard length > 0 else { return }
            var offset = 0
            while offset + Self.headerLength <= length {
                let watch = Int32(bitPattern: word(at: offset))
                let mask = word(at: offset + 4)
                let nameLength = Int(word(at: offset + 12))
                let start = min(offset + Self.headerLength, length)
                let end = min(start + nameLength, length)
                let name = String(decoding: buffer[start..<end].prefix { $0 != 0 }, as: UTF8.self)
                take(mask, of: name, in: watch)
                offset = end
            }
        }
    }

    /// Watches folders that have come up since, or lie elsewhere now, and reads what cannot be watched.
    func lookAgain() {
        for index in folders.indices { watchAgain(index) }
        for file in files where Self.isLink(file.path) { read(file) }
    }

    private func watchAgain(_ index: Int) {
        let (path, before) = (folders[index].path, folders[index].watch)
        // The same number, as long as the path leads to the same folder.
        let watch = descriptor.map { clinux_inotify_watch($0, path) } ?? -1
        guard watch < 0 || watch != before else { return }
        folders[index].watch = watch >= 0 && clinux_is_remote(path) == 0 ? watch : nil
        if let before { unwatchUnlessUsed(before) }
        // Reading after the watch began misses nothing.
        for file in files where file.folder == path { read(file) }
    }

    private func take(_ mask: UInt32, of name: String, in watch: Int32) {
        if mask & UInt32(IN_Q_OVERFLOW) != 0 {
            for file in files { read(file) }
            return
        }
        // Several paths may lead to one folder.
        let places = folders.indices.filter { folders[$0].watch == watch }
        let paths = Set(places.map { folders[$0].path })
        let isGone = mask & UInt32(IN_DELETE_SELF | IN_MOVE_SELF | IN_IGNORED | IN_UNMOUNT) != 0
        if isGone, !places.isEmpty {
            unwatch(watch)
            for index in places { folders[index].watch = nil }
        }
        for file in files where paths.contains(file.folder) && (isGone || file.lastPart == name) { read(file) }
    }

    private func unwatchUnlessUsed(_ watch: Int32) {
        if !folders.contains(where: { $0.watch == watch }) { unwatch(watch) }
    }

    private func unwatch(_ watch: Int32) {
        if let descriptor { inotify_rm_watch(descriptor, watch) }
    }

    private func read(_ file: WatchList.File) {
        switch file.kind {
        case .number:
            let number = FileNumber.parse(Self.beginning(of: file.path))
            if note(.number(number), of: file) { report(.number(number, inFile: file.name)) }
        case .document:
            if note(.document(DocumentStamp(of: file.path)), of: file) { report(.changed(document: file.name)) }
        }
    }

    /// Whether it is another one than before.
    private func note(_ content: Content, of file: WatchList.File) -> Bool {
        contents.updateValue(content, forKey: file.name) != content
    }

    private static func isLink(_ path: String) -> Bool {
        var status = stat()
        return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFLNK
    }

    private func word(at offset: Int) -> UInt32 {
        (0..<4).reduce(0) { word, index in word | UInt32(buffer[offset + index]) << (8 * index) }.littleEndian
    }

    private static func beginning(of path: String) -> [UInt8] {
        let file = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
        guard file >= 0 else { return [] }
        defer { close(file) }
        var bytes = [UInt8](repeating: 0, count: FileNumber.length)
        let count = Glibc.read(file, &bytes, bytes.count)
        return count > 0 ? Array(bytes.prefix(count)) : []
    }
}

extension WatchList.File {
    fileprivate var folder: String {
        let folder = path.prefix(upTo: path.lastIndex(of: "/") ?? path.startIndex)
        return folder.isEmpty ? "/" : String(folder)
    }

    fileprivate var lastPart: String {
        path.split(separator: "/").last.map(String.init) ?? path
    }
}
