import Compute
import Images
import KernelInterface
import Testing

/// Products of few tiles with plain weights against those with weights that were taken to the
/// points and packed before: the same bits.
@Suite struct WinogradPlainProductTests {
  private struct Case: CustomTestStringConvertible {
    var rows: Int
    /// In vectors.
    var width: Int
    var tiles: Int
    var isScaled: Bool

    var testDescription: String {
      "\(rows) rows, \(width) vectors, \(tiles) tiles, \(isScaled ? "scaled" : "plain")"
    }
  }

  /// Fewer rows than a block, odd ones, and more than one block of rows and of columns.
  private static let cases = [
    Case(rows: 1, width: 1, tiles: 1, isScaled: false),
    Case(rows: 8, width: 2, tiles: 2, isScaled: true),
    Case(rows: 33, width: 3, tiles: 4, isScaled: false),
    Case(rows: 67, width: 1, tiles: 3, isScaled: true),
    Case(
      rows: WinogradPlainProduct.blockRows * 2, width: WinogradPlainProduct.blockColumns / 4 + 1,
      tiles: 1, isScaled: true),
  ]

  @Test(arguments: InstructionSet.available)
  func givesTheBitsOfPackedWeights(set: InstructionSet) throws {
    let table = set.kernels
    let multiplyPlain = try #require(table.winogradPlainProduct)
    for (number, shape) in Self.cases.enumerated() {
      var stream = RandomStream(31, 1, UInt64(number))
      let (rows, columns) = (shape.rows, shape.width * table.vectorWidth)
      // Strides with gaps, which must stay as they are.
      let (inputStride, outputStride) = (rows + 3, columns + 5)
      let (inputPoint, outputPoint) = (
        shape.tiles * inputStride + 1, shape.tiles * outputStride + 2
      )
      let taps = Guarded(9 * rows * columns, &stream)
      let scale = Guarded(columns, &stream)
      let input = Guarded(36 * inputPoint, &stream)
      let output = Guarded(36 * outputPoint, &stream)
      let before = output.values

      let scaled = FloatBuffer(count: 9 * rows * columns)
      for place in 0..<9 * rows * columns {
        scaled.pointer[place] =
          taps.pointer[place] * (shape.isScaled ? scale.pointer[place % columns] : 1)
      }
      let size = table.packedCount(rows: rows, columns: columns)
      let packed = FloatBuffer(count: 36 * size)
      table.winogradWeights(
        WinogradWeights(
          filter: .square, taps: scaled.pointer, tapStride: rows * columns, firstRow: 0,
          rows: rows, columns: columns, panelDepth: rows, points: packed.pointer,
          pointStride: size))
      let expected = FloatBuffer(count: 36 * outputPoint)
      expected.pointer.update(from: before, count: before.count)
      for point in 0..<36 {
        table.multiply(
          MatrixProduct(
            a: input.pointer + point * inputPoint, aStride: inputStride, rows: shape.tiles,
            b: packed.pointer + point * size, panelDepth: rows, depth: rows, endColumn: columns,
            c: expected.pointer + point * outputPoint, cStride: outputStride))
      }

      let block = FloatBuffer(count: WinogradPlainProduct.blockFloats)
      multiplyPlain(
        WinogradPlainProduct(
          taps: taps.pointer, tapStride: rows * columns, rowStride: columns, rows: rows,
          columns: columns, scale: shape.isScaled ? UnsafePointer(scale.pointer) : nil,
          tiles: shape.tiles, input: input.pointer, inputPointStride: inputPoint,
          inputTileStride: inputStride, output: output.pointer, outputPointStride: outputPoint,
          outputTileStride: outputStride, block: block.pointer))
      let differing = (0..<36 * outputPoint).filter {
        output.pointer[$0].bitPattern != expected.pointer[$0].bitPattern
      }
      #expect(differing.isEmpty, "\(shape.testDescription), first at \(differing.first ?? 0)")
      output.expect(
        (0..<36 * outputPoint).map { Double(expected.pointer[$0]) }, tolerance: 0,
        shape.testDescription)
    }
  }
}
