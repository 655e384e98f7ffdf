import KernelInterface
import NeuralNetwork

/// What a node of ours is written with.
struct WrittenNode {
  let inputs: [String]
  /// Shapes of the inputs.
  let shapes: [Shape]
  let output: String
  let parameters: Parameters
}

/// An operation that ONNX can say.
protocol WrittenOperation {
  /// - Throws: `Fault` where its attributes go beyond what ONNX can say.
  func write(_ node: WrittenNode, to writer: inout NodeWriter) throws(Fault)
}

extension Padding {
  /// As ONNX orders them.
  fileprivate var pads: [Int] { [top, left, bottom, right] }
}

extension Extent {
  fileprivate var sides: [Int] { [height, width] }
}

extension Convolution: WrittenOperation {
  func write(_ node: WrittenNode, to writer: inout NodeWriter) {
    let tensors = [weight, bias].compactMap { $0 }.map { writer.tensor($0, of: node.parameters) }
    writer.node(
      "Conv", node.inputs + tensors, to: node.output,
      [
        "kernel_shape": .wholes(kernel.sides), "strides": .wholes(stride.sides),
        "pads": .wholes(padding.pads), "dilations": .wholes(dilation.sides),
        "group": .whole(groups),
      ])
  }
}

extension BatchNorm: WrittenOperation {
  func write(_ node: WrittenNode, to writer: inout NodeWriter) {
    let tensors = [scale, shift, runningMean, runningVariance].map {
      writer.tensor($0, of: node.parameters)
    }
    writer.node(
      "BatchNormalization", node.inputs + tensors, to: node.output, ["epsilon": .float(epsilon)])
  }
}

extension Linear: WrittenOperation {
  func write(_ node: WrittenNode, to writer: inout NodeWriter) {
    let flat = writer.node("Flatten", node.inputs, to: writer.helper(), ["axis": .whole(1)])
    let tensors = [weight, bias].compactMap { $0 }.map { writer.tensor($0, of: node.parameters) }
    writer.node("Gemm", [flat] + tensors, to: node.output, ["transB": .whole(1)])
  }
}

extension MaxPool: WrittenOperation {
  func write(_ node: WrittenNode, to writer: inout NodeWriter) {
    writer.node(
      "MaxPool", node.inputs, to: node.output,
      [
        "kernel_shape": .wholes(window.kernel.sides), "strides": .wholes(window.stride.sides),
        "pads": .wholes(window.padding.pads), "dilations": .wholes(window.dilation.sides),
        "ceil_mode": .whole(window.roundsUp ? 1 : 0),
      ])
  }
}

extension AveragePool: WrittenOperation {
  func write(_ node: WrittenNode, to writer: inout NodeWriter) throws(Fault) {
    // Only later versions of the operator dilate, and runtimes differ in how they round up.
    guard window.dilation == Extent(1), !window.roundsUp else {
      throw Fault("a mean whose windows are dilated or rounded up")
    }
    writer.node(
      "AveragePool", node.inputs, to: node.output,
      [
        "kernel_shape": .wholes(window.kernel.sides), "strides": .wholes(window.stride.sides),
        "pads": .wholes(window.padding.pads), "count_include_pad": .whole(countsPadding ? 1 : 0),
      ])
  }
}

extension GlobalAveragePool: WrittenOperation {
  func write(_ node: WrittenNode, to writer: inout NodeWriter) {
    writer.node("GlobalAveragePool", node.inputs, to: node.output)
  }
}

extension Concatenation: WrittenOperation {
  func write(_ node: WrittenNode, to writer: inout NodeWriter) {
    writer.node("Concat", node.inputs, to: node.output, ["axis": .whole(1)])
  }
}

extension Sum: WrittenOperation {
  func write(_ node: WrittenNode, to writer: inout NodeWriter) {
    writer.node("Add", node.inputs, to: node.output)
  }
}

extension ChannelScale: WrittenOperation {
  func write(_ node: WrittenNode, to writer: inout NodeWriter) {
    writer.node("Mul", node.inputs, to: node.output)
  }
}

extension Clamp: WrittenOperation {
  func write(_ node: WrittenNode, to writer: inout NodeWriter) {
    if lower == 0, upper == .infinity {
      writer.node("Relu", node.inputs, to: node.output)
    } else {
      writer.node(
        "Clip", node.inputs + [writer.scalar(lower), writer.scalar(upper)], to: node.output)
    }
  }
}

extension Dropout: WrittenOperation {
  /// Without effect when images are classified.
  func write(_ node: WrittenNode, to writer: inout NodeWriter) {
    writer.node("Identity", node.inputs, to: node.output)
  }
}

extension Rearrangement: WrittenOperation {
  /// In memory's order, cut into the factors, those ordered, and back.
  func write(_ node: WrittenNode, to writer: inout NodeWriter) {
    func transposed(_ value: String, _ axes: [Int], to output: String? = nil) -> String {
      writer.node(
        "Transpose", [value], to: output ?? writer.helper(), ["perm": .wholes([0] + axes)])
    }
    func reshaped(_ value: String, _ sizes: [Int]) -> String {
      // A size of 0 is that of the value before: the batch.
      writer.node("Reshape", [value, writer.list([0] + sizes)], to: writer.helper())
    }
    let factors = order.filter { $0.size != 1 }
    let inMemory = factors.indices.sorted { factors[$0].stride > factors[$1].stride }
    var value = transposed(node.inputs[0], [2, 3, 1])
    value = reshaped(value, inMemory.map { factors[$0].size })
    value = transposed(
      value, factors.indices.map { (inMemory.firstIndex(of: $0) ?? 0) + 1 })
    value = reshaped(value, [shape.height, shape.width, shape.channels])
    _ = transposed(value, [3, 1, 2], to: node.output)
  }
}

extension LogSoftmax: WrittenOperation {
  func write(_ node: WrittenNode, to writer: inout NodeWriter) {
    writer.node("LogSoftmax", node.inputs, to: node.output, ["axis": .whole(1)])
  }
}

extension ParameterFreeShortcut: WrittenOperation {
  func write(_ node: WrittenNode, to writer: inout NodeWriter) {
    var value = node.inputs[0]
    if stride > 1 {
      let ends = [node.shapes[0].height, node.shapes[0].width]
      value = writer.node(
        "Slice",
        [
          value, writer.list([0, 0]), writer.list(ends), writer.list([2, 3]),
          writer.list([stride, stride]),
        ], to: writer.helper())
    }
    writer.node(
      "Pad", [value, writer.list([0, before, 0, 0, 0, after, 0, 0])], to: node.output)
  }
}

extension CurveOperation: WrittenOperation {
  func write(_ node: WrittenNode, to writer: inout NodeWriter) {
    switch curve {
    case .sigmoid: writer.node("Sigmoid", node.inputs, to: node.output)
    case .silu:
      let sigmoid = writer.node("Sigmoid", node.inputs, to: writer.helper())
      writer.node("Mul", node.inputs + [sigmoid], to: node.output)
    case .hardSigmoid(let slope, let offset):
      writer.node(
        "HardSigmoid", node.inputs, to: node.output,
        ["alpha": .float(slope), "beta": .float(offset)])
    case .hardSwish: writer.node("HardSwish", node.inputs, to: node.output)
    case .tanh: writer.node("Tanh", node.inputs, to: node.output)
    case .elu(let scale):
      writer.node("Elu", node.inputs, to: node.output, ["alpha": .float(scale)])
    case .leakyReLU(let slope):
      writer.node("LeakyRelu", node.inputs, to: node.output, ["alpha": .float(slope)])
    case .exponential: writer.node("Exp", node.inputs, to: node.output)
    case .errorFunction: writer.node("Erf", node.inputs, to: node.output)
    case .reciprocal: writer.node("Reciprocal", node.inputs, to: node.output)
    case .squareRoot: writer.node("Sqrt", node.inputs, to: node.output)
    case .logarithm: writer.node("Log", node.inputs, to: node.output)
    case .softplus: writer.node("Softplus", node.inputs, to: node.output)
    case .magnitude: writer.node("Abs", node.inputs, to: node.output)
    case .multiple(let factor):
      writer.node("Mul", node.inputs + [writer.scalar(factor)], to: node.output)
    case .gelu: writeGELU(node, to: &writer)
    }
  }

  /// x / 2 (1 + erf(x / √2)), as opset 17 has no operator of its own for it.
  private func writeGELU(_ node: WrittenNode, to writer: inout NodeWriter) {
    func joined(_ type: String, _ value: String, _ other: String) -> String {
      writer.node(type, [value, other], to: writer.helper())
    }
    let x = node.inputs[0]
    let scaled = joined("Mul", x, writer.scalar(Float(0.5).squareRoot()))
    let share = joined(
      "Add", writer.node("Erf", [scaled], to: writer.helper()), writer.scalar(1))
    let half = joined("Mul", x, writer.scalar(0.5))
    writer.node("Mul", [half, share], to: node.output)
  }
}
