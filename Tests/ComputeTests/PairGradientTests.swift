import Compute
import Images
import KernelInterface
import Testing

/// Products over rows and packed panels in bfloat16 against their plain twins, to the bit.
@Suite(.enabled(if: Bfloat16Kernels.table != nil, "needs AVX512_BF16"))
struct PairGradientTests {
  @Test func weightGradient() throws {
    let table = try #require(Bfloat16Kernels.table)
    var stream = RandomStream(8, 1)
    var number = 0
    for columns in [1, 15, 16, 17, 32, 33, 48, 70] {
      for depth in [1, 2, 11, 12, 13, 16, 27, 40] {
        for rows in [1, 2, 5, 24, 131] {
          number += 1
          let aStride = depth + stream.integer(in: 0..<4)
          let dStride = columns + stream.integer(in: 0..<4)
          let resultStride = columns + stream.integer(in: 0..<4)
          let a = Guarded((rows - 1) * aStride + depth, &stream)
          let d = Guarded((rows - 1) * dStride + columns, &stream)
          let result = Guarded((depth - 1) * resultStride + columns, &stream)
          let panel = Guarded(rows * table.panelWidth, &stream)
          let product = WeightGradient(
            a: a.pointer, aStride: aStride, d: d.pointer, dStride: dStride, rows: rows,
            depth: depth, columns: columns, result: result.pointer, resultStride: resultStride,
            accumulate: number % 2 == 0, panel: panel.pointer,
            ahead: Ahead(UnsafeBufferPointer(start: d.pointer, count: number % 3 * 100)))
          var expected = result.values
          ScalarPairs.weightGradient(product, &expected)
          table.weightGradient(product)
          result.expect(
            expected.map(Double.init), tolerance: 0, "\(depth) x \(columns), \(rows) rows")
        }
      }
    }
  }

  /// Rows one after the other, transposed or neither; more than are turned at a time; in parts that
  /// begin and end within a pair.
  @Test func panels() throws {
    let table = try #require(Bfloat16Kernels.table)
    var stream = RandomStream(8, 2)
    for (rows, columns) in [(1, 1), (2, 16), (7, 33), (9, 64), (300, 40), (531, 17)] {
      for (rowStride, columnStride) in [(columns + 3, 1), (1, rows + 2), (2, 2 * rows)] {
        let source = Guarded(
          (rows - 1) * rowStride + (columns - 1) * columnStride + 1, &stream)
        for cut in [0, rows / 2, rows / 3] {
          let before = stream.integer(in: 0..<3)
          let depth = before + rows + stream.integer(in: 0..<2)
          let count = table.packedCount(rows: depth, columns: columns)
          let panels = FloatBuffer(count: count)
          panels.pointer.update(repeating: -1, count: count)
          var expected = panels.elements.map(\.bitPattern)
          for part in [0..<cut, cut..<rows] where !part.isEmpty {
            let packing = PanelPacking(
              source: source.pointer + part.lowerBound * rowStride, rowStride: rowStride,
              columnStride: columnStride, rows: part.count, columns: columns,
              panels: panels.pointer, panelStart: before + part.lowerBound, panelDepth: depth)
            ScalarPairs.pack(packing, &expected)
            table.packPanels(packing)
          }
          #expect(
            panels.elements.map(\.bitPattern) == expected,
            "\(rows) x \(columns), strides \(rowStride) and \(columnStride), cut at \(cut)")
        }
      }
    }
  }
}
