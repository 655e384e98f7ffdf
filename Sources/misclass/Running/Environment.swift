import Compute
import Foundation
import Images
import Statistics
import Studies
import Terminal

/// What the surroundings of the program say.
enum Environment {
  /// The kernels of the instruction set that `MISCLASS_ISA` names, or the widest.
  static func compute(threads: Int) throws -> Compute {
    let name = ProcessInfo.processInfo.environment["MISCLASS_ISA"]
    do {
      return try Compute(instructionSet: name, threads: threads)
    } catch {
      throw UsageError(error.description)
    }
  }

  /// The same kernels in the precision that was asked for.
  static func compute(_ compute: Compute, in precision: Precision) throws -> Compute {
    do {
      return try compute.with(precision)
    } catch {
      throw UsageError("--precision: \(error)")
    }
  }
}

extension Arguments where Options == CommonOptions {
  /// Kernels and threads as the user wants them.
  func compute() throws -> Compute { try Environment.compute(threads: threadCount) }

  /// What works on the pieces of a long statistic.
  var pieceLoop: PieceLoop<Interrupted> { Workers(threads: threadCount).pieceLoop }
}
