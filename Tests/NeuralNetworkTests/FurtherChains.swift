import KernelInterface
import NeuralNetwork

/// Layers of the networks that come from files: smooth activations, channel scaling, general
/// windows, shared tensors. `LayerGradientTests` checks them with the others.
enum FurtherChains {
  typealias Chain = LayerGradientTests.Chain

  static let chains: [Chain] =
    activations + arithmetic + movements + convolutions + pools + shared

  private static let curves: [Curve] = [
    .tanh, .elu(scale: 1.3), .leakyReLU(slope: 0.1), .gelu, .errorFunction, .softplus,
    .exponential, .multiple(factor: -0.3),
  ]

  private static let arithmetic: [Chain] =
    curves.map { curve in
      Chain("\(curve)", channels: 17) { net, x throws(NetworkError) in try net.curve(curve, x) }
    } + [
      Chain("logarithm, square root and reciprocal of numbers above 0", channels: 5) {
        net, x throws(NetworkError) in
        let y = try net.curve(.squareRoot, net.curve(.exponential, x))
        return try net.combine(
          .product, net.curve(.logarithm, net.curve(.reciprocal, y)), x)
      },
      Chain("difference, quotient, maximum and minimum", channels: 7) {
        net, x throws(NetworkError) in
        let y = try net.convolution("a", x, outputs: 7, kernel: Extent(1))
        let z = try net.combine(
          .quotient, net.combine(.difference, x, y), net.curve(.exponential, x))
        return try net.combine(.maximum, z, net.combine(.minimum, x, y))
      },
      Chain("sides of 1 on both hands", channels: 6) { net, x throws(NetworkError) in
        let gate = try net.convolution("gate", x, outputs: 1, kernel: Extent(1))
        let mean = try net.globalAveragePool(x)
        return try net.combine(.difference, net.combine(.product, gate, x), mean)
      },
      Chain("an outer sum", channels: 3) { net, x throws(NetworkError) in
        let gate = try net.convolution("gate", x, outputs: 1, kernel: Extent(1))
        return try net.combine(.sum, gate, net.globalAveragePool(x))
      },
      Chain("a value times itself") { net, x throws(NetworkError) in
        try net.combine(.product, x, x)
      },
      Chain("log softmax", channels: 19) { net, x throws(NetworkError) in try net.logSoftmax(x) },
    ]

  private static let movements: [Chain] = [
    Chain("channels before pixels", image: Extent(4, 6), channels: 10) {
      net, x throws(NetworkError) in
      let order: [Rearrangement.Factor] = [
        .init(size: 10, stride: 1), .init(size: 24, stride: 10),
      ]
      let y = try net.rearrange(x, to: Shape(1, 10, 24), order: order)
      return try net.add(y, net.curve(.tanh, y))
    },
    Chain("channels shuffled", image: Extent(3, 5), channels: 12) {
      net, x throws(NetworkError) in
      try net.rearrange(
        x, to: Shape(3, 5, 12),
        order: [
          .init(size: 15, stride: 12), .init(size: 4, stride: 1), .init(size: 3, stride: 4),
        ])
    },
  ]

  private static let activations: [Chain] = [
    Chain("sigmoid", channels: 17) { net, x throws(NetworkError) in try net.sigmoid(x) },
    Chain("SiLU behind a batch norm") { net, x throws(NetworkError) in
      try net.silu(net.batchNorm("bn", x))
    },
    Chain("SiLU of a value read twice", channels: 16) { net, x throws(NetworkError) in
      try net.add(net.silu(x), x)
    },
    Chain("hard sigmoid", channels: 17) { net, x throws(NetworkError) in try net.hardSigmoid(x) },
    Chain("hard sigmoid, another slope") { net, x throws(NetworkError) in
      try net.hardSigmoid(x, slope: 0.4, offset: 0.3)
    },
    Chain("hard swish", channels: 24) { net, x throws(NetworkError) in
      try net.hardSwish(net.add(x, x))
    },
    Chain("clamp") { net, x throws(NetworkError) in try net.clamp(x, lower: -0.6, upper: 0.4) },
    Chain("conv-bn-add-clamp", channels: 3) { net, x throws(NetworkError) in
      let y = try net.convolution("conv", x, outputs: 3, kernel: Extent(1))
      return try net.clamp(net.add(net.batchNorm("bn", y), x), lower: 0.5, upper: 1.75)
    },
    Chain("squeeze and excitation", channels: 17) { net, x throws(NetworkError) in
      let squeezed = try net.convolution(
        "squeeze", net.globalAveragePool(x), outputs: 4, kernel: Extent(1), bias: true)
      let excited = try net.convolution(
        "excite", net.silu(squeezed), outputs: 17, kernel: Extent(1), bias: true)
      return try net.scaleChannels(x, by: net.sigmoid(excited))
    },
    Chain("a pixel scaled by itself", image: Extent(1, 1), channels: 5) {
      net, x throws(NetworkError) in
      try net.scaleChannels(x, by: x)
    },
  ]

  private static func convolution(
    _ text: String, _ outputs: Int, _ kernel: Extent, stride: Extent = Extent(1),
    padding: Padding = Padding(Extent(0)), dilation: Extent = Extent(1), groups: Int = 1,
    channels: Int = 5, image: Extent = Extent(9, 8)
  ) -> Chain {
    Chain(text, image: image, channels: channels) { net, x throws(NetworkError) in
      let y = try net.convolution(
        "layer", x, outputs: outputs, kernel: kernel, stride: stride, padding: padding,
        dilation: dilation, groups: groups, bias: true)
      return try net.batchNorm("bn", y)
    }
  }

  private static let same = Padding(top: 0, left: 0, bottom: 1, right: 1)

  private static let convolutions: [Chain] = [
    convolution("dilated", 6, Extent(3), padding: Padding(Extent(2)), dilation: Extent(2)),
    convolution("dilated unevenly", 17, Extent(2, 3), dilation: Extent(3, 2), channels: 24),
    convolution(
      "dilated and strided", 6, Extent(3), stride: Extent(2), padding: Padding(Extent(2)),
      dilation: Extent(2)),
    convolution(
      "dilated by 3, strided by 2", 5, Extent(3), stride: Extent(2, 1), padding: Padding(Extent(3)),
      dilation: Extent(3)),
    convolution("padded below and right", 6, Extent(3), stride: Extent(2), padding: same),
    convolution(
      "padded on one side", 9, Extent(3), padding: Padding(top: 2, left: 0, bottom: 0, right: 1)),
    convolution(
      "Winograd, padded on two sides", 16, Extent(3), padding: same, channels: 16,
      image: Extent(9, 9)),
    convolution(
      "Winograd, 1 x 7", 9, Extent(1, 7), padding: Padding(top: 0, left: 5, bottom: 0, right: 1),
      channels: 8),
    convolution(
      "depthwise, padded below and right", 17, Extent(3), stride: Extent(2), padding: same,
      groups: 17, channels: 17, image: Extent(8, 6)),
    convolution(
      "depthwise, dilated", 16, Extent(3), padding: Padding(Extent(2)), dilation: Extent(2),
      groups: 16, channels: 16),
    convolution(
      "depthwise, dilated, as large as its input", 16, Extent(3),
      padding: Padding(top: 1, left: 1, bottom: 3, right: 3), dilation: Extent(2), groups: 16,
      channels: 16),
    convolution(
      "depthwise with two outputs a group", 34, Extent(3), padding: same, groups: 17,
      channels: 17),
    convolution(
      "few pixels, padded on one side", 6, Extent(3),
      padding: Padding(top: 2, left: 1, bottom: 0, right: 1), image: Extent(2, 2)),
    convolution(
      "groups, dilated", 12, Extent(3), padding: Padding(Extent(2)), dilation: Extent(2),
      groups: 4, channels: 8),
  ]

  private static let pools: [Chain] = [
    Chain("mean without padding", channels: 17) { net, x throws(NetworkError) in
      try net.averagePool(
        "pool", x, kernel: Extent(3), stride: Extent(1), padding: Extent(1), countsPadding: false)
    },
    Chain("mean, rounded up, beyond the padding", image: Extent(6, 8)) {
      net, x throws(NetworkError) in
      try net.averagePool(
        "pool", x, kernel: Extent(3), stride: Extent(2), padding: Extent(1), roundsUp: true)
    },
    Chain("mean, rounded up, without padding", image: Extent(6, 8), channels: 16) {
      net, x throws(NetworkError) in
      try net.averagePool(
        "pool", x, kernel: Extent(3), stride: Extent(2), padding: Extent(1), roundsUp: true,
        countsPadding: false)
    },
    Chain("mean, padded below and right") { net, x throws(NetworkError) in
      try net.averagePool(
        "pool", x, PoolWindow(kernel: Extent(3, 2), stride: Extent(2), padding: same),
        countsPadding: false)
    },
    Chain("maximum, padded below and right") { net, x throws(NetworkError) in
      try net.maxPool(
        "pool", x,
        PoolWindow(kernel: Extent(3, 2), stride: Extent(2), padding: same, roundsUp: true))
    },
  ]

  private static let shared: [Chain] = [
    Chain("two convolutions of one weight", channels: 3) { net, x throws(NetworkError) in
      let y = try net.convolution(
        "a", x, outputs: 3, kernel: Extent(3), padding: Extent(1), bias: true)
      return try net.convolution(
        "b", net.silu(y), outputs: 3, kernel: Extent(3), stride: Extent(2), bias: true,
        weight: "a.weight", biasName: "a.bias")
    },
    Chain("a linear layer thrice", image: Extent(1, 1), channels: 5) {
      net, x throws(NetworkError) in
      var y = x
      for name in ["a", "b", "c"] {
        y = try net.sigmoid(
          net.linear(name, y, outputs: 5, weight: "shared", bias: name + ".bias"))
      }
      return y
    },
  ]
}
