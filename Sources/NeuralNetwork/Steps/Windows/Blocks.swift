import KernelInterface

/// A window's taps and channels cut into blocks whose gathered rows stay in the second cache.
final class Blocks: @unchecked Sendable {
  let all: [WindowProduct.Block]
  private let largestRows: Int
  private let stride: Int
  private let floats: Int
  private let isPlain: Bool
  /// Owned here and freed with this object; immutable once filled.
  private let runs: UnsafeMutableBufferPointer<TapRun>

  /// - Parameters:
  ///   - depth: weights' rows wanted in a block.
  ///   - rows: most grid positions of a block.
  ///   - floats: most gathered floats of a block.
  init(_ window: Window, depth: Int, rows: Int, floats: Int) {
    largestRows = rows
    self.floats = floats
    isPlain = window.isPlain
    var parts: [(taps: ArraySlice<Tap>, first: Int, channels: Int, start: Int)] = []
    let tapsPerBlock = max(1, depth / window.channels)
    var tap = 0
    while tap < window.taps.count {
      let end = min(tap + tapsPerBlock, window.taps.count)
      let taps = window.taps[tap..<end]
      if taps.count == 1, window.channels > depth {
        // One tap is deeper than a block: cut its channels, as evenly as whole vectors allow.
        let count = (window.channels + depth - 1) / depth
        let length = ((window.channels + count - 1) / count + 15) / 16 * 16
        for first in Swift.stride(from: 0, to: window.channels, by: length) {
          let channels = min(length, window.channels - first)
          parts.append((taps, first, channels, tap * window.channels + first))
        }
      } else {
        parts.append((taps, 0, window.channels, tap * window.channels))
      }
      tap = end
    }
    let lists = parts.map { part in
      TapRun.runs(of: part.taps, merging: part.channels == window.pixelStride)
    }
    runs = .allocate(capacity: lists.reduce(0) { $0 + $1.count })
    _ = runs.initialize(from: lists.joined())
    var offset = 0
    var all: [WindowProduct.Block] = []
    for (part, list) in zip(parts, lists) {
      all.append(
        WindowProduct.Block(
          runs: UnsafeBufferPointer(rebasing: runs[offset..<offset + list.count]),
          firstChannel: part.first, channels: part.channels, start: part.start,
          depth: part.taps.count * part.channels))
      offset += list.count
    }
    self.all = all
    stride = Self.rowStride(all.map(\.depth).max() ?? 0)
  }

  deinit { runs.deallocate() }

  /// Distance of gathered rows: a cache line more than the data, so that rows do not share sets.
  static func rowStride(_ depth: Int) -> Int { (depth + 15) / 16 * 16 + 16 }

  /// Grid positions of a block: whole tiles.
  func rows(tileRows: Int) -> Int {
    max(1, min(largestRows, floats / stride) / tileRows) * tileRows
  }

  func scratchCount(tileRows: Int) -> Int { isPlain ? 0 : rows(tileRows: tileRows) * stride }
}
