import Compute
import Images
import KernelInterface
import Testing

/// Winograd's transforms against the convolution they stand for, on every instruction set.
///
/// The products at the points are taken here, in Double; so what is tested is that the transforms
/// belong together, and touch nothing outside their tiles.
@Suite struct WinogradTests {
  private struct Case {
    let filter: WinogradFilter
    let images: Int
    let height: Int
    let width: Int
    let inputs: Int
    let outputs: Int
    let paddingY: Int
    let paddingX: Int
    let outputHeight: Int
    let outputWidth: Int
    let tilesHigh: Int
    let tilesWide: Int
    let firstTile: Int
    let tiles: Int

    init(_ seed: UInt64, _ stream: inout RandomStream) {
      images = stream.integer(in: 1..<3)
      filter = [WinogradFilter.square, .row, .column][Int(seed % 3)]
      let (kernelHeight, kernelWidth) = (filter.kernelHeight, filter.kernelWidth)
      height = stream.integer(in: kernelHeight..<kernelHeight + 8)
      width = stream.integer(in: kernelWidth..<kernelWidth + 8)
      inputs = 1 + Int(seed % 37)
      outputs = 1 + Int(seed * 7 % 45)
      let isPadded = stream.integer(in: 0..<2) == 1
      paddingY = isPadded ? kernelHeight / 2 : 0
      paddingX = isPadded ? kernelWidth / 2 : 0
      outputHeight = height + 2 * paddingY - kernelHeight + 1
      outputWidth = width + 2 * paddingX - kernelWidth + 1
      tilesHigh = (outputHeight + filter.tileHeight - 1) / filter.tileHeight
      tilesWide = (outputWidth + filter.tileWidth - 1) / filter.tileWidth
      let all = images * tilesHigh * tilesWide
      firstTile = stream.integer(in: 0..<all)
      tiles = stream.integer(in: 1..<all - firstTile + 1)
    }

    func input(stride: Int, pointStride: Int) -> WinogradTiles {
      WinogradTiles(
        filter: filter, height: height, width: width, pixelStride: inputs, channels: inputs,
        tilesHigh: tilesHigh, tilesWide: tilesWide, dy: -paddingY, dx: -paddingX,
        firstTile: firstTile, tiles: tiles, pointStride: pointStride, tileStride: stride)
    }

    func output(stride: Int, pointStride: Int) -> WinogradTiles {
      WinogradTiles(
        filter: filter, height: outputHeight, width: outputWidth, pixelStride: outputs,
        channels: outputs,
        tilesHigh: tilesHigh, tilesWide: tilesWide, firstTile: firstTile, tiles: tiles,
        pointStride: pointStride, tileStride: stride)
    }

    /// Calls `body(image, y, x)` for each output position of the run's tiles.
    func forEachOutput(_ body: (Int, Int, Int) -> Void) {
      for tile in firstTile..<firstTile + tiles {
        let place = tile % (tilesHigh * tilesWide)
        for row in 0..<filter.tileHeight {
          for column in 0..<filter.tileWidth {
            let y = place / tilesWide * filter.tileHeight + row
            let x = place % tilesWide * filter.tileWidth + column
            if y < outputHeight, x < outputWidth { body(tile / (tilesHigh * tilesWide), y, x) }
          }
        }
      }
    }

    /// Calls `body(input pixel's number, tap)` for each pixel that an output position reads.
    func forEachTap(_ image: Int, _ y: Int, _ x: Int, _ body: (Int, Int) -> Void) {
      for tap in 0..<filter.taps {
        let row = y + tap / filter.kernelWidth - paddingY
        let column = x + tap % filter.kernelWidth - paddingX
        guard row >= 0, row < height, column >= 0, column < width else { continue }
        body((image * height + row) * width + column, tap)
      }
    }
  }

  /// Weights at the points as plain matrices, unpacked.
  private static func pointWeights(
    _ weights: Guarded, _ shape: Case, _ set: InstructionSet
  ) -> [[Double]] {
    let table = set.kernels
    let size = table.packedCount(rows: shape.inputs, columns: shape.outputs)
    let packed = FloatBuffer(count: shape.filter.points * size)
    table.winogradWeights(
      WinogradWeights(
        filter: shape.filter, taps: weights.pointer, tapStride: shape.inputs * shape.outputs,
        firstRow: 0,
        rows: shape.inputs, columns: shape.outputs, panelDepth: shape.inputs,
        points: packed.pointer, pointStride: size))
    return (0..<shape.filter.points).map { point in
      (0..<shape.inputs * shape.outputs).map {
        let place = ScalarKernels.place(
          row: $0 / shape.outputs, column: $0 % shape.outputs, columns: shape.outputs,
          panelDepth: shape.inputs, table)
        return Double(packed.pointer[point * size + place])
      }
    }
  }

  @Test(arguments: InstructionSet.available)
  func isTheConvolution(set: InstructionSet) {
    for seed in 0..<60 as Range<UInt64> {
      var stream = RandomStream(3, 1, seed)
      let shape = Case(seed, &stream)
      let input = Guarded(shape.images * shape.height * shape.width * shape.inputs, &stream)
      let weights = Guarded(shape.filter.taps * shape.inputs * shape.outputs, &stream)
      let outputs = shape.images * shape.outputHeight * shape.outputWidth * shape.outputs
      let output = Guarded(outputs, &stream)
      let (residual, bias) = (Guarded(outputs, &stream), Guarded(shape.outputs, &stream))
      let bounds = seed % 2 == 0 ? Bounds(lower: -1, upper: 2) : Bounds.none
      let accumulate = seed % 3 == 0

      let stride = shape.inputs + 3
      let pointStride = shape.tiles * stride
      let points = Guarded(shape.filter.points * pointStride, &stream)
      set.kernels.winogradInput(
        shape.input(stride: stride, pointStride: pointStride), input.pointer, points.pointer)
      let atPoints = Self.pointWeights(weights, shape, set)
      let products = Guarded(
        shape.filter.points * shape.tiles * shape.outputs, &stream)
      for index in 0..<products.count {
        let (point, rest) = (
          index / (shape.tiles * shape.outputs), index % (shape.tiles * shape.outputs)
        )
        let row = points.pointer + point * pointStride + rest / shape.outputs * stride
        products.pointer[index] = Float(
          (0..<shape.inputs).reduce(0.0) {
            $0 + Double(row[$1]) * atPoints[point][$1 * shape.outputs + rest % shape.outputs]
          })
      }

      var expected = output.doubles
      shape.forEachOutput { image, y, x in
        let pixel = (image * shape.outputHeight + y) * shape.outputWidth + x
        for column in 0..<shape.outputs {
          let place = pixel * shape.outputs + column
          var sum = accumulate ? expected[place] : 0
          shape.forEachTap(image, y, x) { source, tap in
            for channel in 0..<shape.inputs {
              let weight = weights.pointer[
                (tap * shape.inputs + channel) * shape.outputs + column]
              sum += Double(input.pointer[source * shape.inputs + channel]) * Double(weight)
            }
          }
          sum += Double(bias.pointer[column]) + Double(residual.pointer[place])
          expected[place] = ScalarKernels.clamp(sum, bounds)
        }
      }
      set.kernels.winogradOutput(
        shape.output(stride: shape.outputs, pointStride: shape.tiles * shape.outputs),
        products.pointer, output.pointer,
        Epilogue(bias: bias.pointer, residual: residual.pointer, bounds: bounds), accumulate)
      output.expect(expected, tolerance: 1e-4, "seed \(seed)")
    }
  }

  @Test(arguments: InstructionSet.available)
  func weightGradientIsTheConvolutions(set: InstructionSet) {
    for seed in 0..<60 as Range<UInt64> {
      var stream = RandomStream(3, 2, seed)
      let shape = Case(seed, &stream)
      let input = Guarded(shape.images * shape.height * shape.width * shape.inputs, &stream)
      let gradient = Guarded(
        shape.images * shape.outputHeight * shape.outputWidth * shape.outputs, &stream)
      let rows = shape.tiles * shape.inputs
      let columns = shape.tiles * shape.outputs
      let (points, gradients) = (
        Guarded(shape.filter.points * rows, &stream),
        Guarded(shape.filter.points * columns, &stream)
      )
      set.kernels.winogradInput(
        shape.input(stride: shape.inputs, pointStride: rows), input.pointer, points.pointer)
      set.kernels.winogradOutputGradient(
        shape.output(stride: shape.outputs, pointStride: columns), gradient.pointer,
        gradients.pointer)
      let size = shape.inputs * shape.outputs
      let sums = Guarded(shape.filter.points * size, &stream)
      for index in 0..<sums.count {
        let (point, row, column) = (
          index / size, index % size / shape.outputs, index % shape.outputs
        )
        sums.pointer[index] = Float(
          (0..<shape.tiles).reduce(0.0) {
            $0 + Double(points.pointer[point * rows + $1 * shape.inputs + row])
              * Double(gradients.pointer[point * columns + $1 * shape.outputs + column])
          })
      }

      let result = Guarded(shape.filter.taps * size, &stream)
      var expected = [Double](repeating: 0, count: shape.filter.taps * size)
      shape.forEachOutput { image, y, x in
        let pixel = (image * shape.outputHeight + y) * shape.outputWidth + x
        shape.forEachTap(image, y, x) { source, tap in
          for index in 0..<size {
            expected[tap * size + index] +=
              Double(input.pointer[source * shape.inputs + index / shape.outputs])
              * Double(gradient.pointer[pixel * shape.outputs + index % shape.outputs])
          }
        }
      }
      set.kernels.winogradWeightGradient(
        WinogradWeights(
          filter: shape.filter, taps: result.pointer, tapStride: size, firstRow: 0,
          rows: shape.inputs,
          columns: shape.outputs, panelDepth: shape.inputs, points: sums.pointer,
          pointStride: size))
      result.expect(expected, tolerance: 2e-4, "seed \(seed)")
    }
  }

  @Test(arguments: InstructionSet.available)
  func transposes(set: InstructionSet) {
    for seed in 0..<40 as Range<UInt64> {
      var stream = RandomStream(3, 3, seed)
      let (rows, columns) = (stream.integer(in: 1..<50), stream.integer(in: 1..<50))
      let source = Guarded(rows * (columns + 2), &stream)
      let target = Guarded(columns * (rows + 1), &stream)
      var expected = target.doubles
      for index in 0..<rows * columns {
        let (row, column) = (index / columns, index % columns)
        expected[column * (rows + 1) + row] = Double(source.pointer[row * (columns + 2) + column])
      }
      set.kernels.transpose(
        Transposition(
          source: source.pointer, sourceStride: columns + 2, rows: rows, columns: columns,
          target: target.pointer, targetStride: rows + 1))
      target.expect(expected, tolerance: 0, "seed \(seed)")
    }
  }
}
