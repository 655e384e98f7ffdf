import Foundation
import Testing

/// Training on ranks that a launcher starts, where there is one.
@Suite struct MPICommandTests {
  /// The launchers of MPICH and Open MPI by Debian's names, or the one that is there.
  static let launchers: [String] = {
    let places = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
    func find(_ name: String) -> String? {
      places.map { "\($0)/\(name)" }.first { FileManager.default.isExecutableFile(atPath: $0) }
    }
    let named = ["mpirun.mpich", "mpirun.openmpi"].compactMap(find)
    return named.isEmpty ? ["mpirun"].compactMap(find) : named
  }()

  /// Open MPI's refuses root and more ranks than cores, unless its environment allows it.
  private static let environment = [
    "OMPI_ALLOW_RUN_AS_ROOT=1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1",
    "OMPI_MCA_rmaps_base_oversubscribe=1",
  ]

  @Test(
    .enabled(if: !launchers.isEmpty, "no mpirun is here, so MPI is not tried"),
    arguments: launchers)
  func twoRanksComeToTheBitsOfNone(launcher: String) async throws {
    try await withWorkplace { place in
      try place.writeData()
      let line =
        "train --data data --test-limit 4 --epochs 1 --batch-size 10 --micro-batch 2 --threads 1 "
        + "--quiet --out "
      let alone = try await place.program.run(
        (line + "alone").split(separator: " ").map(String.init))
      #expect(alone.code == 0, "\(alone.err)")
      let program = try Program.executable().path(percentEncoded: false)
      let child = try ChildProcess(
        "/usr/bin/env",
        Self.environment + [launcher, "-n", "2", program]
          + (line + "shared").split(separator: " ").map(String.init),
        in: place.directory, output: place.path(".out-mpi"), errors: place.path(".err-mpi"))
      let code = try child.codeAtEnd()
      let told = try place.text(".err-mpi")
      #expect(code == 0, "\(told)")
      #expect(
        try place.bytes("shared/model.safetensors") == place.bytes("alone/model.safetensors"))
    }
  }

  @Test func withoutALibraryTheMessageSaysSo() async throws {
    try await withWorkplace { place in
      let result = try await place.program.run(
        "train", "--data", "planted", "--out", "run", "--mpi", "libnone.so.1")
      #expect(result.code == 1 && result.err.contains("no MPI library was found"), "\(result)")
      #expect(result.err.contains("libnone.so.1") && !place.exists("run"))
    }
  }
}
