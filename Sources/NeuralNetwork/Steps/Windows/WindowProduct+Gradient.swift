import Compute
import Images
import KernelInterface

extension WindowProduct {
  /// How many runs of grid positions have sums of their own, added up later: it depends on the
  /// shapes alone, so the bits do not depend on threads.
  private func gradientSums(images: Int, columns: Int) -> Int {
    let weights = depth * columns
    let wanted = weights <= 1 << 16 ? 8 : weights <= 1 << 20 ? 4 : 2
    return max(1, min(wanted, images * window.positions / 512))
  }

  func gradientPartialCount(images: Int, columns: Int) -> Int {
    let sums = gradientSums(images: images, columns: columns)
    return sums > 1 ? sums * depth * columns : 0
  }

  /// Floats of one worker's scratch: gathered rows, then a panel of the output gradient.
  func gradientScratchCount(kernels: KernelTable) -> Int {
    gradientBlocks.scratchCount(tileRows: kernels.tileRows)
      + gradientBlocks.rows(tileRows: kernels.tileRows) * kernels.panelWidth
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
    let sums = gradientSums(images: images, columns: columns)
    let rowsPerSum = (total + sums - 1) / sums
    let blocks = gradientBlocks
    let blockRows = blocks.rows(tileRows: kernels.tileRows)
    let panelOffset = blocks.scratchCount(tileRows: kernels.tileRows)
    let size = depth * columns
    compute.workers.forEach(pieces: sums * blocks.all.count) { piece, worker in
      let sum = piece / blocks.all.count
      let block = blocks.all[piece % blocks.all.count]
      let target = sums > 1 ? partials + sum * size : result
      let begin = sum * rowsPerSum
      let end = min(begin + rowsPerSum, total)
      var first = begin
      while first < end {
        let range = first..<min(first + blockRows, end)
        let left = rows(
          range, of: block, input: input, kernels: kernels, scratch: scratch(worker))
        kernels.weightGradient(
          WeightGradient(
            a: left.a, aStride: left.stride, d: outputGradient + range.lowerBound * gradientStride,
            dStride: gradientStride, rows: range.count, depth: block.depth, columns: columns,
            result: target + block.start * columns, resultStride: columns,
            accumulate: first > begin, panel: scratch(worker) + panelOffset))
        first = range.upperBound
      }
    }
    if sums > 1 {
      addPartials(partials, count: sums, size: size, into: result, compute: compute)
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
