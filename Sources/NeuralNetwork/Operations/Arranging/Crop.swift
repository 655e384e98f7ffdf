/// Some rows, columns and channels of an image.
package struct Crop: Operation {
  /// So many indices, `step` apart; backwards where that is below 0.
  package struct Indices: Equatable, Sendable {
    package var start: Int
    package var step: Int
    package var count: Int

    package init(start: Int, step: Int = 1, count: Int) {
      self.start = start
      self.step = step
      self.count = count
    }

    func isInside(_ size: Int) -> Bool {
      guard (1...size).contains(count), (0..<size).contains(start), abs(step) <= size else {
        return false
      }
      return (0..<size).contains(start + (count - 1) * step)
    }
  }

  package var rows: Indices
  package var columns: Indices
  package var channels: Indices

  package init(rows: Indices, columns: Indices, channels: Indices) {
    self.rows = rows
    self.columns = columns
    self.channels = channels
  }

  package var text: String { "crop" }
  package var isModule: Bool { false }

  package func output(of inputs: [Shape], at place: LayerPlace) throws(NetworkError) -> Shape {
    let input = try place.only(inputs)
    guard rows.isInside(input.height), columns.isInside(input.width),
      channels.isInside(input.channels)
    else {
      throw place.error(expected: "a part of \(input)", found: "\(rows), \(columns), \(channels)")
    }
    return Shape(rows.count, columns.count, channels.count)
  }

  package func step(_ fused: FusedNode, in compilation: Compilation) -> any Step {
    CropStep(fused, compilation.graph, self)
  }
}

extension GraphBuilder {
  /// - Throws: `NetworkError` unless all indices are inside, at least one of each.
  package mutating func crop(_ input: Value, _ crop: Crop) throws(NetworkError) -> Value {
    try append("crop", crop, [input])
  }

  /// A run of channels.
  package mutating func channels(
    _ range: Range<Int>, of input: Value
  ) throws(NetworkError) -> Value {
    let shape = shape(of: input)
    return try crop(
      input,
      Crop(
        rows: .init(start: 0, count: shape.height), columns: .init(start: 0, count: shape.width),
        channels: .init(start: range.lowerBound, count: range.count)))
  }
}
