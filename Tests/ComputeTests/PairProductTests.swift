import Compute
import Images
import KernelInterface
import Testing

enum Bfloat16Kernels {
  /// Nil where this machine has none.
  static let table = try? Compute(instructionSet: nil, threads: 1).with(.bf16).kernels
}

/// Products of bfloat16 against their plain twins, to the bit.
@Suite(.enabled(if: Bfloat16Kernels.table != nil, "needs AVX512_BF16"))
struct PairProductTests {
  @Test func products() throws {
    let table = try #require(Bfloat16Kernels.table)
    var stream = RandomStream(7, 1)
    var number = 0
    for columns in [1, 3, 15, 16, 17, 31, 32, 33, 48, 50, 64, 70] {
      for rows in [1, 2, 5, 12, 13, 25] {
        for depth in [1, 2, 7, 16, 33, 130] {
          number += 1
          multiply(table, rows: rows, columns: columns, depth: depth, number: number, &stream)
        }
      }
    }
  }

  /// More rows than are rounded at a time.
  @Test func manyRows() throws {
    let table = try #require(Bfloat16Kernels.table)
    var stream = RandomStream(7, 2)
    multiply(table, rows: 300, columns: 20, depth: 1001, number: 0, &stream)
  }

  /// One product; `number` picks strides, the part of the panels, accumulation and epilogue.
  private func multiply(
    _ table: KernelTable, rows: Int, columns: Int, depth: Int, number: Int,
    _ stream: inout RandomStream
  ) {
    // Rows of B that other products take, before and after.
    let start = number % 3 == 0 ? stream.integer(in: 1..<5) : 0
    let panelDepth = start + depth + (number % 5 == 0 ? 3 : 0)
    let b = Guarded(panelDepth * columns, &stream)
    let panels = Guarded(table.packedCount(rows: panelDepth, columns: columns), &stream)
    let cut = panelDepth / 2
    for rows in [0..<cut, cut..<panelDepth] where !rows.isEmpty {
      table.packPanels(
        PanelPacking(
          source: b.pointer + rows.lowerBound * columns, rowStride: columns, columnStride: 1,
          rows: rows.count, columns: columns, panels: panels.pointer, panelStart: rows.lowerBound,
          panelDepth: panelDepth))
    }
    let aStride = depth + stream.integer(in: 0..<4)
    let a = Guarded((rows - 1) * aStride + depth, &stream)
    let cStride = columns + stream.integer(in: 0..<4)
    let c = Guarded((rows - 1) * cStride + columns, &stream)
    let bias = Guarded(columns, &stream)
    let residual = Guarded((rows - 1) * cStride + columns, &stream)
    let panelCount = (columns + table.panelWidth - 1) / table.panelWidth
    let firstPanel = number % 2 == 0 ? stream.integer(in: 0..<panelCount) : 0
    let bounds: [Bounds] = [.none, .relu, .relu6]
    let product = MatrixProduct(
      a: a.pointer, aStride: aStride, rows: rows, b: panels.pointer, panelStart: start,
      panelDepth: panelDepth, depth: depth, firstColumn: firstPanel * table.panelWidth,
      endColumn: columns, c: c.pointer, cStride: cStride, accumulate: number % 2 == 1,
      epilogue: Epilogue(
        bias: number / 2 % 2 == 1 ? UnsafePointer(bias.pointer) : nil,
        residual: number / 4 % 2 == 1 ? UnsafePointer(residual.pointer) : nil,
        bounds: bounds[number / 8 % 3]),
      ahead: Ahead(UnsafeBufferPointer(start: b.pointer, count: number % 7 * 100)))
    var expected = c.values
    ScalarPairs.multiply(
      product, b: Array(b.values[(start * columns)...]), columns: columns, &expected)
    table.multiply(product)
    c.expect(
      expected.map(Double.init), tolerance: 0,
      "\(rows) x \(columns), depth \(depth), number \(number)")
  }

  /// Operands at which rounding is no matter of arithmetic: halves between two numbers, what is too
  /// small, what is infinite or no number. Both roundings, that of A and that of B.
  @Test(arguments: [false, true])
  func rounding(ofB: Bool) throws {
    let table = try #require(Bfloat16Kernels.table)
    let patterns: [UInt32] = [
      0x3F80_8000, 0x3F81_8000, 0x3F80_7FFF, 0x3F80_8001, 0xBF81_8000, 0x3FFF_8000, 0x0080_0000,
      0x007F_FFFF, 0x8000_0001, 0x0000_0000, 0x8000_0000, 0x7F7F_0000, 0x7F80_0000, 0xFF80_0000,
      0x7F7F_FFFF,
    ]
    var stream = RandomStream(7, 3)
    for pattern in patterns {
      let value = Float(bitPattern: pattern)
      let (a, b) = (Guarded(1, &stream), Guarded(1, &stream))
      a.pointer[0] = ofB ? 1 : value
      b.pointer[0] = ofB ? value : 1
      let panels = Guarded(table.packedCount(rows: 1, columns: 1), &stream)
      let c = Guarded(1, &stream)
      table.packPanels(
        PanelPacking(
          source: b.pointer, rowStride: 1, columnStride: 1, rows: 1, columns: 1,
          panels: panels.pointer, panelDepth: 1))
      table.multiply(
        MatrixProduct(
          a: a.pointer, aStride: 1, rows: 1, b: panels.pointer, panelDepth: 1, depth: 1,
          endColumn: 1, c: c.pointer, cStride: 1))
      c.expect([Double(ScalarPairs.rounded(value))], tolerance: 0, String(pattern, radix: 16))
    }
  }

  /// What is no number shows, whatever the limits.
  @Test func keepsNaN() throws {
    let table = try #require(Bfloat16Kernels.table)
    var stream = RandomStream(7, 4)
    let (a, b, c) = (Guarded(4, &stream), Guarded(80, &stream), Guarded(40, &stream))
    a.pointer[1] = .nan
    let panels = Guarded(table.packedCount(rows: 4, columns: 20), &stream)
    table.packPanels(
      PanelPacking(
        source: b.pointer, rowStride: 20, columnStride: 1, rows: 4, columns: 20,
        panels: panels.pointer, panelDepth: 4))
    table.multiply(
      MatrixProduct(
        a: a.pointer, aStride: 4, rows: 1, b: panels.pointer, panelDepth: 4, depth: 4,
        endColumn: 20, c: c.pointer, cStride: 20, epilogue: Epilogue(bounds: .relu6)))
    let shown = c.values[..<20].filter(\.isNaN).count
    #expect(shown == 20)
  }

  /// Transposed weights are packed as their plain copy is.
  @Test func packsColumns() throws {
    let table = try #require(Bfloat16Kernels.table)
    var stream = RandomStream(7, 5)
    let (rows, columns) = (9, 37)
    let source = Guarded(rows * columns, &stream)
    let copy = Guarded(rows * columns, &stream)
    for row in 0..<rows {
      for column in 0..<columns {
        copy.pointer[row * columns + column] = source.pointer[column * rows + row]
      }
    }
    let count = table.packedCount(rows: rows, columns: columns)
    let panels = [FloatBuffer(count: count), FloatBuffer(count: count)]
    table.packPanels(
      PanelPacking(
        source: source.pointer, rowStride: 1, columnStride: rows, rows: rows, columns: columns,
        panels: panels[0].pointer, panelDepth: rows))
    table.packPanels(
      PanelPacking(
        source: copy.pointer, rowStride: columns, columnStride: 1, rows: rows, columns: columns,
        panels: panels[1].pointer, panelDepth: rows))
    #expect(bits(panels[0]) == bits(panels[1]))
  }

  /// Weights at Winograd's points are those of `Float`, packed; however their rows are cut.
  @Test(arguments: [WinogradFilter.square, .row])
  func packsPoints(filter: WinogradFilter) throws {
    let table = try #require(Bfloat16Kernels.table)
    let exact = try Compute(instructionSet: nil, threads: 1).kernels
    var stream = RandomStream(7, 6)
    let (rows, columns) = (7, 41)
    let taps = Guarded(filter.taps * rows * columns, &stream)
    let count = table.packedCount(rows: rows, columns: columns)
    let (found, plain, packed) = (
      FloatBuffer(count: filter.points * count), FloatBuffer(count: filter.points * count),
      FloatBuffer(count: filter.points * count)
    )
    func weights(_ range: Range<Int>, _ points: FloatBuffer) -> WinogradWeights {
      WinogradWeights(
        filter: filter, taps: taps.pointer, tapStride: rows * columns,
        firstRow: range.lowerBound, rows: range.count, columns: columns, panelDepth: rows,
        points: points.pointer, pointStride: count)
    }
    table.winogradWeights(weights(0..<3, found))
    table.winogradWeights(weights(3..<7, found))
    exact.winogradWeights(weights(0..<7, plain))
    for point in 0..<filter.points {
      // Panels of 32 columns, then the last of 16.
      for (column, width) in [(0, 32), (32, 16)] {
        let place = point * count + column * rows
        table.packPanels(
          PanelPacking(
            source: plain.pointer + place, rowStride: width, columnStride: 1, rows: rows,
            columns: width, panels: packed.pointer + place, panelDepth: rows))
      }
    }
    #expect(bits(found) == bits(packed))
  }

  private func bits(_ buffer: FloatBuffer) -> [UInt32] { buffer.elements.map(\.bitPattern) }
}

/// What can be had in which precision.
@Suite struct PrecisionTests {
  @Test func narrowVectorsHaveNoBfloat16() throws {
    let compute = try Compute(instructionSet: "baseline", threads: 1)
    #expect(throws: PrecisionError.self) { _ = try compute.with(.bf16) }
    let same = try compute.with(.float32)
    #expect(same.precision == .float32)
  }

  @Test(.enabled(if: Bfloat16Kernels.table != nil, "needs AVX512_BF16"))
  func thereAndBack() throws {
    let compute = try Compute(instructionSet: nil, threads: 3).with(.bf16)
    #expect(compute.precision == .bf16 && compute.instructionSet == "avx512")
    #expect(compute.onOneThread.workers.threads == 1 && compute.onOneThread.precision == .bf16)
    let back = try compute.with(.float32)
    #expect(back.precision == .float32)
  }
}
