package import NeuralNetwork

/// Inception-v3 (Szegedy et al. 2015) without side classifier; for small images one 3 x 3
/// convolution is the stem.
package enum InceptionV3 {
  /// One step of a branch: a unit's name, outputs and kernel, padded to keep the size at stride 1.
  private struct Layer {
    var name: String
    var outputs: Int
    var kernel: Extent
    var stride = 1

    /// - Parameter stride: 2 leaves the padding out, as the grid reductions do.
    init(_ name: String, _ outputs: Int, _ height: Int, _ width: Int, stride: Int = 1) {
      self.name = name
      self.outputs = outputs
      kernel = Extent(height, width)
      self.stride = stride
    }
  }

  package static func graph(
    stem: Architecture.Stem, input: Shape, classes: Int
  ) throws(NetworkError) -> Graph {
    var net = GraphBuilder(name: "inception_v3", input: input)
    var x = try first(&net, stem)
    for (name, pool) in [("Mixed_5b", 32), ("Mixed_5c", 64), ("Mixed_5d", 64)] {
      x = try moduleA(&net, name, x, pool: pool)
    }
    x = try reduction(
      &net, "Mixed_6a", x,
      [
        [Layer("branch3x3", 384, 3, 3, stride: 2)],
        [
          Layer("branch3x3dbl_1", 64, 1, 1), Layer("branch3x3dbl_2", 96, 3, 3),
          Layer("branch3x3dbl_3", 96, 3, 3, stride: 2),
        ],
      ])
    for (name, width) in [
      ("Mixed_6b", 128), ("Mixed_6c", 160), ("Mixed_6d", 160), ("Mixed_6e", 192),
    ] {
      x = try moduleC(&net, name, x, width: width)
    }
    x = try reduction(
      &net, "Mixed_7a", x,
      [
        [Layer("branch3x3_1", 192, 1, 1), Layer("branch3x3_2", 320, 3, 3, stride: 2)],
        [
          Layer("branch7x7x3_1", 192, 1, 1), Layer("branch7x7x3_2", 192, 1, 7),
          Layer("branch7x7x3_3", 192, 7, 1), Layer("branch7x7x3_4", 192, 3, 3, stride: 2),
        ],
      ])
    for name in ["Mixed_7b", "Mixed_7c"] { x = try moduleE(&net, name, x) }
    x = try net.dropout(net.globalAveragePool(x), rate: 0.5)
    _ = try net.linear("fc", x, outputs: classes)
    return try net.graph()
  }

  /// What stands before the modules.
  private static func first(
    _ net: inout GraphBuilder, _ stem: Architecture.Stem
  ) throws(NetworkError) -> GraphBuilder.Value {
    guard stem == .imagenet else {
      return try net.unit("Conv2d_1a_3x3", net.input, 192, Extent(3), padding: Extent(1))
    }
    var x = try net.unit("Conv2d_1a_3x3", net.input, 32, Extent(3), stride: 2)
    x = try net.unit("Conv2d_2a_3x3", x, 32, Extent(3))
    x = try net.unit("Conv2d_2b_3x3", x, 64, Extent(3), padding: Extent(1))
    x = try net.maxPool("maxpool1", x, kernel: Extent(3), stride: Extent(2))
    x = try net.unit("Conv2d_3b_1x1", x, 80, Extent(1))
    x = try net.unit("Conv2d_4a_3x3", x, 192, Extent(3))
    return try net.maxPool("maxpool2", x, kernel: Extent(3), stride: Extent(2))
  }

  private static func moduleA(
    _ net: inout GraphBuilder, _ name: String, _ input: GraphBuilder.Value, pool: Int
  ) throws(NetworkError) -> GraphBuilder.Value {
    let branches = try branches(
      &net, name, input,
      [
        [Layer("branch1x1", 64, 1, 1)],
        [Layer("branch5x5_1", 48, 1, 1), Layer("branch5x5_2", 64, 5, 5)],
        [
          Layer("branch3x3dbl_1", 64, 1, 1), Layer("branch3x3dbl_2", 96, 3, 3),
          Layer("branch3x3dbl_3", 96, 3, 3),
        ],
      ])
    return try net.concatenate(branches + [poolBranch(&net, name, input, pool)])
  }

  private static func moduleC(
    _ net: inout GraphBuilder, _ name: String, _ input: GraphBuilder.Value, width: Int
  ) throws(NetworkError) -> GraphBuilder.Value {
    let branches = try branches(
      &net, name, input,
      [
        [Layer("branch1x1", 192, 1, 1)],
        [
          Layer("branch7x7_1", width, 1, 1), Layer("branch7x7_2", width, 1, 7),
          Layer("branch7x7_3", 192, 7, 1),
        ],
        [
          Layer("branch7x7dbl_1", width, 1, 1), Layer("branch7x7dbl_2", width, 7, 1),
          Layer("branch7x7dbl_3", width, 1, 7), Layer("branch7x7dbl_4", width, 7, 1),
          Layer("branch7x7dbl_5", 192, 1, 7),
        ],
      ])
    return try net.concatenate(branches + [poolBranch(&net, name, input, 192)])
  }

  private static func moduleE(
    _ net: inout GraphBuilder, _ name: String, _ input: GraphBuilder.Value
  ) throws(NetworkError) -> GraphBuilder.Value {
    let one = try branch(&net, name, input, [Layer("branch1x1", 320, 1, 1)])
    let three = try fork(
      &net, name, try branch(&net, name, input, [Layer("branch3x3_1", 384, 1, 1)]),
      Layer("branch3x3_2a", 384, 1, 3), Layer("branch3x3_2b", 384, 3, 1))
    let double = try branch(
      &net, name, input,
      [Layer("branch3x3dbl_1", 448, 1, 1), Layer("branch3x3dbl_2", 384, 3, 3)])
    let doubleFork = try fork(
      &net, name, double, Layer("branch3x3dbl_3a", 384, 1, 3),
      Layer("branch3x3dbl_3b", 384, 3, 1))
    return try net.concatenate([one, three, doubleFork, poolBranch(&net, name, input, 192)])
  }

  /// Two layers on one input, side by side.
  private static func fork(
    _ net: inout GraphBuilder, _ name: String, _ input: GraphBuilder.Value, _ left: Layer,
    _ right: Layer
  ) throws(NetworkError) -> GraphBuilder.Value {
    try net.concatenate(branches(&net, name, input, [[left], [right]]))
  }

  /// Branches and a 3 x 3 maximum, all with stride 2.
  private static func reduction(
    _ net: inout GraphBuilder, _ name: String, _ input: GraphBuilder.Value, _ layers: [[Layer]]
  ) throws(NetworkError) -> GraphBuilder.Value {
    let branches = try branches(&net, name, input, layers)
    let pool = try net.maxPool(
      name + ".branch_pool", input, kernel: Extent(3), stride: Extent(2))
    return try net.concatenate(branches + [pool])
  }

  private static func poolBranch(
    _ net: inout GraphBuilder, _ name: String, _ input: GraphBuilder.Value, _ outputs: Int
  ) throws(NetworkError) -> GraphBuilder.Value {
    let pool = try net.averagePool(
      name + ".pool", input, kernel: Extent(3), stride: Extent(1), padding: Extent(1))
    return try net.unit(name + ".branch_pool", pool, outputs, Extent(1))
  }

  private static func branches(
    _ net: inout GraphBuilder, _ name: String, _ input: GraphBuilder.Value, _ layers: [[Layer]]
  ) throws(NetworkError) -> [GraphBuilder.Value] {
    var values: [GraphBuilder.Value] = []
    for list in layers { values.append(try branch(&net, name, input, list)) }
    return values
  }

  private static func branch(
    _ net: inout GraphBuilder, _ name: String, _ input: GraphBuilder.Value, _ layers: [Layer]
  ) throws(NetworkError) -> GraphBuilder.Value {
    var x = input
    for layer in layers {
      let padding =
        layer.stride == 1 ? Extent(layer.kernel.height / 2, layer.kernel.width / 2) : Extent(0)
      x = try net.unit(
        name + "." + layer.name, x, layer.outputs, layer.kernel, stride: layer.stride,
        padding: padding)
    }
    return x
  }
}
