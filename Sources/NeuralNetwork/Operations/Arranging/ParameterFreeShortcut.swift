/// He et al. 2015, option A: every stride-th pixel, with zero channels before and after.
package struct ParameterFreeShortcut: Operation {
  package var stride: Int
  package var before: Int
  package var after: Int

  package var text: String { "shortcut, stride \(stride), \(before) + \(after) zero channels" }
  package var isModule: Bool { false }

  package func output(of inputs: [Shape], at place: LayerPlace) throws(NetworkError) -> Shape {
    let input = try place.only(inputs)
    try place.check(stride, 1...LayerPlace.largestSide, "stride")
    for channels in [before, after] {
      try place.check(channels, 0...LayerPlace.mostChannels, "added channels")
    }
    return Shape(
      (input.height + stride - 1) / stride, (input.width + stride - 1) / stride,
      before + input.channels + after)
  }

  package func step(_ fused: FusedNode, in compilation: Compilation) -> any Step {
    ShortcutStep(fused, compilation.graph, stride: stride, before: before)
  }
}

extension GraphBuilder {
  /// - Throws: `NetworkError` where there are fewer outputs than channels.
  package mutating func parameterFreeShortcut(
    _ input: Value, stride: Int, outputs: Int
  ) throws(NetworkError) -> Value {
    let added = outputs - shape(of: input).channels
    return try append(
      "shortcut",
      ParameterFreeShortcut(stride: stride, before: added / 2, after: added - added / 2), [input])
  }

  /// All pixels, with zero channels before and after.
  package mutating func parameterFreeShortcut(
    _ input: Value, before: Int, after: Int
  ) throws(NetworkError) -> Value {
    try append(
      "shortcut", ParameterFreeShortcut(stride: 1, before: before, after: after), [input])
  }
}
