import Foundation
import Testing

@testable import Interchange

/// Locks of file systems that several machines share.
@Suite struct LockNoteTests {
  private let own = LockNote(machine: "here", process: getpid(), job: nil)

  @Test func holdsAsLongAsItsProcessAndItsMachine() {
    // No process has the largest number.
    let dead = LockNote(machine: "here", process: .max, job: nil)
    #expect(!dead.holds(against: own, age: 0))
    let parent = LockNote(machine: "here", process: getppid(), job: nil)
    #expect(parent.holds(against: own, age: 1e6))
    let elsewhere = LockNote(machine: "there", process: 1, job: nil)
    #expect(elsewhere.holds(against: own, age: LockNote.renewal))
    #expect(!elsewhere.holds(against: own, age: LockNote.expiry))
  }

  @Test func aJobThatIsStartedAgainIsOver() {
    var (former, now) = (own, own)
    (former.machine, former.job, now.job) = ("there", "SLURM_JOB_ID 7", "SLURM_JOB_ID 7")
    #expect(!former.holds(against: now, age: 0))
    now.job = "SLURM_JOB_ID 8"
    #expect(former.holds(against: now, age: 0))
  }

  @Test func oneProcessHoldsADirectory() throws {
    let directory = FileManager.default.temporaryDirectory.path + "/misclass-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: directory) }
    let place = directory + "/results"
    let first = try HeldNote(beside: place)
    var other = LockNote.own
    other.machine = "another"
    #expect(throws: InterchangeError.self) { try HeldNote(beside: place, note: other) }
    first.release()
    try HeldNote(beside: place, note: other).release()
    // What a process left that was killed on this machine.
    let stale = LockNote(machine: LockNote.own.machine, process: .max, job: nil)
    let file = HeldNote.path(beside: place)
    try JSONEncoder().encode(stale).write(to: URL(fileURLWithPath: file))
    try HeldNote(beside: place).release()
    #expect(try FileManager.default.contentsOfDirectory(atPath: directory) == [])
  }

  @Test func sharedFileSystemsAreToldByTheirMounts() {
    let mounts = """
      22 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw
      30 22 0:40 / /home rw,relatime shared:9 - nfs4 server:/home rw
      31 30 0:41 / /home/local rw - xfs /dev/vdb rw
      32 22 0:42 / /a\\040b rw shared:3 master:1 - fuse.sshfs host: rw
      """
    let shared = ["/", "/home", "/home/x", "/homework", "/home/local/x", "/a b/c"].map {
      SharedFileSystem.isShared($0, mounts: mounts)
    }
    #expect(shared == [false, true, true, false, false, true])
    #expect(!SharedFileSystem.isShared("/", mounts: "strange"))
  }
}
