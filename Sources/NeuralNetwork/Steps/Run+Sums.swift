import Compute
import Images
import KernelInterface

extension Run {
  /// The sum of all rows, in fixed pieces added up in order: the gradient of a bias.
  func sumRows(
    _ gradient: UnsafePointer<Float>, channels: Int, rows: Int,
    into result: UnsafeMutablePointer<Float>
  ) {
    let zeros = partials
    let sums = partials + channels
    zeros.update(repeating: 0, count: channels)
    let pieces = Self.sumPieces(rows)
    compute.workers.forEachRun(of: rows, length: Self.rowsPerSum) { range, _ in
      let piece = sums + range.lowerBound / Self.rowsPerSum * 2 * channels
      piece.update(repeating: 0, count: 2 * channels)
      compute.kernels.moments(
        Moments(
          x: gradient + range.lowerBound * channels, rows: range.count, width: channels,
          shift: zeros, sums: piece, squares: piece + channels))
    }
    for channel in 0..<channels {
      result[channel] = Float(
        (0..<pieces).reduce(0.0) { $0 + Double(sums[$1 * 2 * channels + channel]) })
    }
  }

  private static let rowsPerSum = 2048
  private static func sumPieces(_ rows: Int) -> Int { (rows + rowsPerSum - 1) / rowsPerSum }

  /// Floats of `partials` that `sumRows` needs.
  static func sumPartialCount(channels: Int, rows: Int) -> Int {
    (1 + 2 * sumPieces(rows)) * channels
  }
}
