import KernelInterface
import Tensors

extension WindowProduct {
  /// How the weight gradient is cut: runs of grid positions whose sums are added up later, and pieces
  /// of the weights' rows. It depends on the shapes alone, so the bits do not depend on threads.
  struct GradientPieces {
    var sums: Int
    var rowsPerSum: Int
    /// Block and rows of weights within it.
    var parts: [(block: Int, rows: Range<Int>)]
  }

  func gradientPieces(images: Int, columns: Int, tileRows: Int) -> GradientPieces {
    let total = images * window.positions
    let weights = depth * columns
    let wanted = weights <= 1 << 16 ? 8 : weights <= 1 << 20 ? 4 : 2
    let sums = max(1, min(wanted, total / 512))
    var parts: [(block: Int, rows: Range<Int>)] = []
    for (index, block) in blocks.enumerated() {
      // Gathered blocks stay whole, so that each is gathered once; plain ones cost nothing to cut.
      let length = window.isPlain ? 16 * tileRows : block.depth
      var first = 0
      while first < block.depth {
        parts.append((index, first..<min(first + length, block.depth)))
        first += length
      }
    }
    return GradientPieces(sums: sums, rowsPerSum: (total + sums - 1) / sums, parts: parts)
  }

  func gradientPartialCount(images: Int, columns: Int, tileRows: Int) -> Int {
    let pieces = gradientPieces(images: images, columns: columns, tileRows: tileRows)
    return pieces.sums > 1 ? pieces.sums * depth * columns : 0
  }

  /// Writes transpose(input rows) * outputGradient into `result`, depth x columns.
  func weightGradient(
    images: Int, input: UnsafePointer<Float>, outputGradient: UnsafePointer<Float>,
    gradientStride: Int, columns: Int, result: UnsafeMutablePointer<Float>,
    partials: UnsafeMutablePointer<Float>, compute: Compute,
    scratch: (Int) -> UnsafeMutablePointer<Float>
  ) {
    let kernels = compute.kernels
    let total = images * window.positions
    let pieces = gradientPieces(images: images, columns: columns, tileRows: kernels.tileRows)
    let blockRows = blockRows(tileRows: kernels.tileRows)
    let size = depth * columns
    compute.workers.forEach(pieces: pieces.sums * pieces.parts.count) { piece, worker in
      let sum = piece / pieces.parts.count
      let part = pieces.parts[piece % pieces.parts.count]
      let block = blocks[part.block]
      let target = pieces.sums > 1 ? partials + sum * size : result
      let begin = sum * pieces.rowsPerSum
      let end = min(begin + pieces.rowsPerSum, total)
      var first = begin
      while first < end {
        let range = first..<min(first + blockRows, end)
        let left = rows(
          range, of: block, input: input, kernels: kernels, scratch: scratch(worker))
        kernels.weightGradient(
          WeightGradient(
            a: left.a + part.rows.lowerBound, aStride: left.stride,
            d: outputGradient + range.lowerBound * gradientStride, dStride: gradientStride,
            rows: range.count, depth: part.rows.count, columns: columns,
            result: target + (block.start + part.rows.lowerBound) * columns,
            resultStride: columns, accumulate: first > begin))
        first = range.upperBound
      }
    }
    if pieces.sums > 1 {
      addPartials(partials, count: pieces.sums, size: size, into: result, compute: compute)
    }
  }
}

/// result = partial 0 + partial 1 + …, in that order.
func addPartials(
  _ partials: UnsafePointer<Float>, count: Int, size: Int,
  into result: UnsafeMutablePointer<Float>, compute: Compute
) {
  compute.workers.forEachRun(of: size, length: 16384) { run, _ in
    for index in 0..<count {
      compute.kernels.add(
        AddRows(
          x: partials + index * size + run.lowerBound, xStride: 0, y: result + run.lowerBound,
          yStride: 0, rows: 1, width: run.count, accumulate: index > 0))
    }
  }
}
