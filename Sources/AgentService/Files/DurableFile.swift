import CLinux
import Glibc

/// A file that is written beside its place, brought to the disk and renamed into it: whoever reads it, also after a power
/// cut, finds the old text or the new one.
struct DurableFile {
    /// What the new file is to have in common with the old one.
    struct Facts {
        let mode: UInt32
        /// Nil: this process's own.
        let owner: (user: UInt32, group: UInt32)?
    }

    let path: String

    /// - Parameter isStillWanted: asked last; where it says no, nothing is written.
    /// - Returns: whether it was written.
    @discardableResult
    func replace(with bytes: [UInt8], _ facts: Facts, if isStillWanted: () -> Bool = { true }) throws(FileFailure)
        -> Bool
    {
        let temporary = "\(path).swiftlvs-agent"
        unlink(temporary)
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw FileFailure(path, errno: clinux_errno()) }
        var isInPlace = false
        defer {
            close(descriptor)
            if !isInPlace { unlink(temporary) }
        }
        try fill(descriptor, with: bytes, facts)
        guard isStillWanted() else { return false }
        guard rename(temporary, path) == 0 else { throw FileFailure(path, errno: clinux_errno()) }
        isInPlace = true
        syncFolder()
        return true
    }

    private func fill(_ descriptor: Int32, with bytes: [UInt8], _ facts: Facts) throws(FileFailure) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let written = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
            if written < 0, clinux_errno() == EINTR { continue }
            guard written > 0 else { throw FileFailure(path, errno: written == 0 ? EIO : clinux_errno()) }
            rest = rest.dropFirst(written)
        }
        // The owner first: changing it takes set-user-ID bits away.
        if let owner = facts.owner, fchown(descriptor, owner.user, owner.group) != 0 {
            throw FileFailure(path, "its owner cannot be kept: \(String(cString: strerror(clinux_errno())))")
        }
        guard fchmod(descriptor, facts.mode) == 0, fsync(descriptor) == 0 else {
            throw FileFailure(path, errno: clinux_errno())
        }
    }

    /// The new name survives a power cut only once its folder is on the disk.
    private func syncFolder() {
        let folder = path.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
        let descriptor = open(folder.isEmpty ? "/" : folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        _ = fsync(descriptor)
        close(descriptor)
    }
}
