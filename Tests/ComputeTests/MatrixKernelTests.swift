import Compute
import Images
import KernelInterface
import Testing

/// Packing, products and gathering against plain twins, on every instruction set of this machine.
@Suite struct MatrixKernelTests {
  static let bounds: [Bounds] = [.none, .relu, .relu6]

  @Test(arguments: InstructionSet.available)
  func packPanels(set: InstructionSet) {
    let table = set.kernels
    var stream = RandomStream(1, 1)
    for columns in 1...70 {
      let rows = stream.integer(in: 1..<12)
      let start = columns % 3
      let depth = rows + start + columns % 2
      let isTransposed = columns % 4 > 1
      let extra = stream.integer(in: 0..<5)
      let source = Guarded((rows + extra) * (columns + extra), &stream)
      let panels = Guarded(table.packedCount(rows: depth, columns: columns), &stream)
      let packing = PanelPacking(
        source: source.pointer, rowStride: isTransposed ? 1 : columns + extra,
        columnStride: isTransposed ? rows + extra : 1, rows: rows, columns: columns,
        panels: panels.pointer, panelStart: start, panelDepth: depth)
      var expected = panels.doubles
      ScalarKernels.packPanels(packing, table, &expected)
      table.packPanels(packing)
      panels.expect(expected, tolerance: 0, "\(rows) x \(columns)")
    }
  }

  @Test(arguments: InstructionSet.available)
  func multiply(set: InstructionSet) {
    var stream = RandomStream(1, 2)
    var number = 0
    for columns in 1...70 {
      for rows in 1...30 {
        number += 1
        multiply(set.kernels, rows: rows, columns: columns, number: number, &stream)
      }
    }
  }

  /// Nothing, or memory to be fetched: some of it, or more than there is, for a fetch never fails.
  private static func ahead(_ memory: Guarded, _ stream: inout RandomStream) -> Ahead {
    func stretch() -> UnsafeBufferPointer<Float> {
      let most = [1, 100, 100_000][stream.integer(in: 0..<3)]
      let count = stream.integer(in: 0..<most)
      return UnsafeBufferPointer(start: count == 0 ? nil : memory.pointer, count: count)
    }
    return Ahead(stretch(), stretch())
  }

  /// One product; `number` picks strides, the part of the panels, accumulation and epilogue.
  private func multiply(
    _ table: KernelTable, rows: Int, columns: Int, number: Int, _ stream: inout RandomStream
  ) {
    let depth = 1 + stream.integer(in: 0..<(number % 17 == 0 ? 300 : 30))
    let start = number % 3 == 0 ? stream.integer(in: 0..<5) : 0
    let panelDepth = start + depth + (number % 5 == 0 ? 3 : 0)
    let b = Guarded(depth * columns, &stream)
    let panels = Guarded(table.packedCount(rows: panelDepth, columns: columns), &stream)
    table.packPanels(
      PanelPacking(
        source: b.pointer, rowStride: columns, columnStride: 1, rows: depth, columns: columns,
        panels: panels.pointer, panelStart: start, panelDepth: panelDepth))
    let aStride = depth + stream.integer(in: 0..<4)
    let a = Guarded(rows * aStride, &stream)
    let cStride = columns + stream.integer(in: 0..<4)
    let c = Guarded(rows * cStride, &stream)
    let bias = Guarded(columns, &stream)
    let residual = Guarded(rows * cStride, &stream)
    // Whole panels but for the last.
    let panelCount = (columns + table.panelWidth - 1) / table.panelWidth
    let firstPanel = number % 2 == 0 ? stream.integer(in: 0..<panelCount) : 0
    let endPanel = stream.integer(in: firstPanel..<panelCount) + 1
    let product = MatrixProduct(
      a: a.pointer, aStride: aStride, rows: rows, b: panels.pointer, panelStart: start,
      panelDepth: panelDepth, depth: depth, firstColumn: firstPanel * table.panelWidth,
      endColumn: min(endPanel * table.panelWidth, columns), c: c.pointer, cStride: cStride,
      accumulate: number % 2 == 1,
      epilogue: Epilogue(
        bias: number / 2 % 2 == 1 ? UnsafePointer(bias.pointer) : nil,
        residual: number / 4 % 2 == 1 ? UnsafePointer(residual.pointer) : nil,
        bounds: Self.bounds[number / 8 % 3]), ahead: Self.ahead(residual, &stream))
    var expected = c.doubles
    ScalarKernels.multiply(product, b: b.values, columns: columns, &expected)
    table.multiply(product)
    c.expect(
      expected, tolerance: 1e-6 * Double(depth).squareRoot() + 1e-6,
      "\(rows) x \(columns), depth \(depth), number \(number)")
  }

  /// NaN passes through a product's clamp, so that a broken run shows.
  @Test(arguments: InstructionSet.available)
  func multiplyKeepsNaN(set: InstructionSet) {
    let table = set.kernels
    var stream = RandomStream(1, 3)
    for columns in [1, 4, 7, 8, 16, 19, 32, 40] {
      let b = Guarded(2 * columns, &stream)
      let panels = Guarded(table.packedCount(rows: 2, columns: columns), &stream)
      table.packPanels(
        PanelPacking(
          source: b.pointer, rowStride: columns, columnStride: 1, rows: 2, columns: columns,
          panels: panels.pointer, panelDepth: 2))
      let a = Guarded(26, &stream)
      a.pointer[2 * 7] = .nan
      let c = Guarded(13 * columns, &stream)
      table.multiply(
        MatrixProduct(
          a: a.pointer, aStride: 2, rows: 13, b: panels.pointer, panelDepth: 2, depth: 2,
          endColumn: columns, c: c.pointer, cStride: columns,
          epilogue: Epilogue(bounds: .relu6)))
      for (index, value) in c.values.enumerated() {
        #expect(value.isNaN == (index / columns == 7))
      }
    }
  }

  @Test(arguments: InstructionSet.available)
  func weightGradient(set: InstructionSet) {
    var stream = RandomStream(1, 4)
    for columns in 1...70 {
      for depth in 1...30 {
        let rows = stream.integer(in: 1..<(depth == 13 ? 200 : 20))
        let aStride = depth + stream.integer(in: 0..<4)
        let dStride = columns + stream.integer(in: 0..<4)
        let resultStride = columns + stream.integer(in: 0..<4)
        let a = Guarded(rows * aStride, &stream)
        let d = Guarded(rows * dStride, &stream)
        let result = Guarded(depth * resultStride, &stream)
        let panel = Guarded(rows * set.kernels.panelWidth, &stream)
        let product = WeightGradient(
          a: a.pointer, aStride: aStride, d: d.pointer, dStride: dStride, rows: rows,
          depth: depth, columns: columns, result: result.pointer, resultStride: resultStride,
          accumulate: (columns + depth) % 2 == 0, panel: panel.pointer,
          ahead: Self.ahead(d, &stream))
        var expected = result.doubles
        ScalarKernels.weightGradient(product, &expected)
        set.kernels.weightGradient(product)
        result.expect(
          expected, tolerance: 1e-6 * Double(rows).squareRoot() + 1e-6,
          "\(depth) x \(columns), \(rows) rows")
      }
    }
  }

  @Test(arguments: InstructionSet.available)
  func gather(set: InstructionSet) {
    for seed in 0..<400 as Range<UInt64> {
      var stream = RandomStream(1, 6, seed)
      let channels = stream.integer(in: 1..<(seed % 4 == 0 ? 40 : 8))
      let isGroup = stream.integer(in: 0..<3) == 0
      let kernel = (stream.integer(in: 1..<6), stream.integer(in: 1..<8))
      let origin = (stream.integer(in: -4..<2), stream.integer(in: -4..<2))
      let taps = (0..<kernel.0).flatMap { y in
        (0..<kernel.1).map { Tap(dy: y + origin.0, dx: $0 + origin.1) }
      }
      let window = Window(
        height: stream.integer(in: 1..<7), width: stream.integer(in: 1..<9),
        pixelStride: isGroup ? channels + stream.integer(in: 1..<9) : channels,
        channels: channels, gridHeight: stream.integer(in: 1..<8),
        gridWidth: stream.integer(in: 1..<8), strideY: stream.integer(in: 1..<4),
        strideX: stream.integer(in: 1..<4), taps: taps)
      let images = 2
      let offset = window.pixelStride - channels
      let input = Guarded(images * window.height * window.width * window.pixelStride, &stream)
      let firstRow = stream.integer(in: 0..<images * window.positions)
      let rows = stream.integer(in: firstRow..<images * window.positions) - firstRow + 1
      let rowStride = taps.count * channels + stream.integer(in: 0..<5)
      let matrix = Guarded(rows * rowStride, &stream)
      // A block of the taps, as large kernels are cut.
      let chosen = seed % 2 == 0 ? taps[...] : taps[(taps.count / 3)...]
      let runs = TapRun.runs(of: chosen, merging: !isGroup)
      runs.withUnsafeBufferPointer { runs in
        let operands = GatherRows(
          window, channels: channels, input: input.pointer + offset, runs: runs, firstRow: firstRow,
          rows: rows,
          matrix: matrix.pointer, rowStride: rowStride)
        var expected = matrix.doubles
        ScalarKernels.gather(operands, taps: Array(chosen), &expected)
        set.kernels.gather(operands)
        matrix.expect(expected, tolerance: 0, "seed \(seed)")
      }
    }
  }

  @Test(arguments: InstructionSet.available)
  func peakRuns(set: InstructionSet) {
    let value = set.kernels.peak(256)
    #expect(value.isFinite && value > 0)
  }
}
