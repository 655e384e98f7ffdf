/// Every channel times a value of its own image: squeeze and excitation (Hu, Shen & Sun 2017).
package struct ChannelScale: Operation {
  package var text: String { "channel scaling" }
  package var isModule: Bool { false }

  package func output(of inputs: [Shape], at place: LayerPlace) throws(NetworkError) -> Shape {
    try place.check(inputs.count, 2...2, "number of inputs")
    let factors = Shape(1, 1, inputs[0].channels)
    guard inputs[1] == factors else {
      throw place.error(expected: "factors of shape \(factors)", found: inputs[1].description)
    }
    return inputs[0]
  }

  package func step(_ fused: FusedNode, in compilation: Compilation) -> any Step {
    ChannelScaleStep(fused, compilation.graph, compilation.mode)
  }
}

extension GraphBuilder {
  /// - Parameter factors: 1 x 1 x channels.
  package mutating func scaleChannels(
    _ input: Value, by factors: Value
  ) throws(NetworkError) -> Value {
    try append("scale", ChannelScale(), [input, factors])
  }
}
