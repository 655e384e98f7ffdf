import Foundation

/// The functions of an MPI library that is opened at run time, of any of the three binary
/// interfaces that there are.
///
/// Nothing of MPI is needed to build the program, nor to run it without ranks. Handles of MPI are
/// numbers in MPICH and addresses in Open MPI and the standard interface (MPI 5.0, chapter 20);
/// all are passed as whole registers here, of which a function takes as much as it wants.
final class MPILibrary {
  typealias Handle = Int
  typealias InitThread =
    @convention(c) (
      UnsafeMutablePointer<Int32>?, UnsafeMutableRawPointer?, Int32, UnsafeMutablePointer<Int32>
    ) -> Int32
  typealias CommNumber = @convention(c) (Handle, UnsafeMutablePointer<Int32>) -> Int32
  typealias Broadcast =
    @convention(c) (
      UnsafeMutableRawPointer?, Int32, Handle, Int32, Handle
    ) -> Int32
  typealias Exchange =
    @convention(c) (
      UnsafeRawPointer?, Int32, Handle, UnsafeMutableRawPointer?, Int32, Handle, Handle
    ) -> Int32
  typealias Barrier = @convention(c) (Handle) -> Int32
  typealias Finalize = @convention(c) () -> Int32
  typealias Abort = @convention(c) (Handle, Int32) -> Int32

  /// Names that tell the interface, the usual ones first.
  enum Interface: CaseIterable {
    case mpich, openMPI, standard

    /// With the version of the interface; Debian calls MPICH's library by another name.
    var names: [String] {
      switch self {
      case .mpich: ["libmpi.so.12", "libmpich.so.12"]
      case .openMPI: ["libmpi.so.40"]
      case .standard: ["libmpi_abi.so.1", "libmpi_abi.so.0"]
      }
    }

    /// Of MPI_THREAD_FUNNELED: one thread calls, though there are others.
    var funneled: Int32 { self == .standard ? 1024 : 1 }
  }

  let name: String
  let interface: Interface
  /// MPI_COMM_WORLD and MPI_BYTE.
  let (world, byte): (Handle, Handle)
  let initThread: InitThread
  let (commRank, commSize): (CommNumber, CommNumber)
  let broadcast: Broadcast
  let (exchange, gather): (Exchange, Exchange)
  let barrier: Barrier
  let finalize: Finalize
  let abort: Abort

  /// - Parameters:
  ///   - path: a library; nil to look for one.
  ///   - launcher: the interface of the launcher that started the process, if it shows.
  /// - Throws: `RanksError` where there is none, or another library.
  init(_ path: String?, launcher: Interface?) throws(RanksError) {
    let interfaces = [launcher].compactMap { $0 } + Interface.allCases.filter { $0 != launcher }
    let names = path.map { [$0] } ?? interfaces.flatMap(\.names)
    // Open MPI's own plug-ins look for its symbols among the global ones.
    let opened = names.lazy.compactMap { name in
      dlopen(name, RTLD_NOW | RTLD_GLOBAL).map { (name, $0) }
    }.first
    guard let (name, library) = opened else { throw .noLibrary(tried: names) }
    self.name = name
    if let world = dlsym(library, "ompi_mpi_comm_world"),
      let byte = dlsym(library, "ompi_mpi_byte")
    {
      interface = .openMPI
      (self.world, self.byte) = (Int(bitPattern: world), Int(bitPattern: byte))
    } else if dlsym(library, "MPI_Abi_get_version") != nil, name.contains("libmpi_abi") {
      interface = .standard
      (world, byte) = (0x101, 0x247)
    } else if dlsym(library, "MPIR_Err_create_code") != nil || dlsym(library, "MPID_Init") != nil
      || Interface.mpich.names.contains(where: { name.hasSuffix($0) })
    {
      interface = .mpich
      (world, byte) = (0x4400_0000, 0x4c00_010d)
    } else {
      throw .unknownABI(library: name)
    }
    func symbol(_ function: String) throws(RanksError) -> UnsafeMutableRawPointer {
      guard let symbol = dlsym(library, function) else {
        throw .missingFunction(library: name, name: function)
      }
      return symbol
    }
    initThread = unsafeBitCast(try symbol("MPI_Init_thread"), to: InitThread.self)
    commRank = unsafeBitCast(try symbol("MPI_Comm_rank"), to: CommNumber.self)
    commSize = unsafeBitCast(try symbol("MPI_Comm_size"), to: CommNumber.self)
    broadcast = unsafeBitCast(try symbol("MPI_Bcast"), to: Broadcast.self)
    exchange = unsafeBitCast(try symbol("MPI_Alltoall"), to: Exchange.self)
    gather = unsafeBitCast(try symbol("MPI_Allgather"), to: Exchange.self)
    barrier = unsafeBitCast(try symbol("MPI_Barrier"), to: Barrier.self)
    finalize = unsafeBitCast(try symbol("MPI_Finalize"), to: Finalize.self)
    abort = unsafeBitCast(try symbol("MPI_Abort"), to: Abort.self)
  }
}

/// The ranks of a process that `mpirun` or `srun` started.
package final class MPIRanks: Ranks {
  package let rank: Int
  package let count: Int
  private let library: MPILibrary
  private var isOpen = true

  /// What a launcher tells of the ranks in the environment, before any library is opened.
  private static let launchers: [(size: String, interface: MPILibrary.Interface?)] = [
    ("OMPI_COMM_WORLD_SIZE", .openMPI), ("PMI_SIZE", .mpich), ("SLURM_STEP_NUM_TASKS", nil),
    ("PMIX_RANK", nil),
  ]

  /// Whether a launcher of MPI programs started this process.
  package static func isLaunched(in environment: [String: String]) -> Bool {
    launchers.contains { launcher in
      guard let text = environment[launcher.size] else { return false }
      // Slurm tells of its tasks whether they are MPI's or not.
      return launcher.size.hasPrefix("SLURM") ? (Int(text) ?? 1) > 1 : true
    }
  }

  /// Opens a library and joins the ranks.
  ///
  /// - Parameter path: a library; nil to look for the usual ones.
  package init(library path: String?, environment: [String: String]) throws(RanksError) {
    let launcher = Self.launchers.first { environment[$0.size] != nil }?.interface
    let library = try MPILibrary(path, launcher: launcher)
    var provided: Int32 = 0
    try Self.check(
      "MPI_Init_thread", library.initThread(nil, nil, library.interface.funneled, &provided))
    guard provided >= library.interface.funneled else { throw .threads(library: library.name) }
    var (rank, count): (Int32, Int32) = (0, 0)
    try Self.check("MPI_Comm_rank", library.commRank(library.world, &rank))
    try Self.check("MPI_Comm_size", library.commSize(library.world, &count))
    self.library = library
    self.rank = Int(rank)
    self.count = Int(count)
  }

  /// What the ranks talk through, for a remark.
  package var description: String { library.name }

  package func broadcast(_ bytes: UnsafeMutableRawBufferPointer) throws(RanksError) {
    try Self.check(
      "MPI_Bcast",
      library.broadcast(bytes.baseAddress, Int32(bytes.count), library.byte, 0, library.world))
  }

  package func exchange(
    _ sent: UnsafeRawBufferPointer, _ received: UnsafeMutableRawBufferPointer
  ) throws(RanksError) {
    precondition(sent.count == received.count && sent.count.isMultiple(of: count))
    let part = Int32(sent.count / count)
    try Self.check(
      "MPI_Alltoall",
      library.exchange(
        sent.baseAddress, part, library.byte, received.baseAddress, part, library.byte,
        library.world))
  }

  package func gather(
    _ sent: UnsafeRawBufferPointer, _ received: UnsafeMutableRawBufferPointer
  ) throws(RanksError) {
    precondition(received.count == sent.count * count)
    try Self.check(
      "MPI_Allgather",
      library.gather(
        sent.baseAddress, Int32(sent.count), library.byte, received.baseAddress,
        Int32(sent.count), library.byte, library.world))
  }

  package func barrier() throws(RanksError) {
    try Self.check("MPI_Barrier", library.barrier(library.world))
  }

  package func finish() {
    guard isOpen else { return }
    isOpen = false
    _ = library.finalize()
  }

  package func abort(code: Int32) { _ = library.abort(library.world, code) }

  private static func check(_ name: String, _ code: Int32) throws(RanksError) {
    guard code == 0 else { throw .call(name: name, code: code) }
  }
}
