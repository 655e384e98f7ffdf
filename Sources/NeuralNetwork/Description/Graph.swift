/// Height, width and channels of one image's activation.
package struct Shape: Equatable, Sendable, CustomStringConvertible {
  package var height: Int
  package var width: Int
  package var channels: Int

  package init(_ height: Int, _ width: Int, _ channels: Int) {
    self.height = height
    self.width = width
    self.channels = channels
  }

  /// Floats of one image.
  package var count: Int { height * width * channels }
  package var description: String { "\(height)x\(width)x\(channels)" }
}

/// What one node computes; attributes only, no arithmetic.
package enum Operation: Equatable, Sendable {
  case input
  case convolution(Convolution)
  case batchNorm(BatchNorm)
  /// The input limited to 0 ... limit.
  case relu(limit: Float)
  case maxPool(Pool)
  /// Mean over the window, padding counted as zeros (PyTorch's default).
  case averagePool(Pool)
  case globalAveragePool
  /// `weight` is outputs x inputs, `bias` has one value per output.
  case linear(outputs: Int, weight: String, bias: String)
  case add
  case concatenate
  case dropout(rate: Float)
  /// He et al. 2015, option A: every stride-th pixel, with zero channels before and after.
  case parameterFreeShortcut(stride: Int, before: Int, after: Int)
}

/// A convolution without dilation; `weight` is outputs x inputs / groups x height x width.
package struct Convolution: Equatable, Sendable {
  package var outputs: Int
  package var kernel: Extent
  package var stride: Extent
  package var padding: Extent
  package var groups: Int
  package var weight: String
  package var bias: String?
}

/// A pooling window; padding is ignored by the maximum and counts as zeros in the mean.
package struct Pool: Equatable, Sendable {
  package var kernel: Extent
  package var stride: Extent
  package var padding: Extent
  /// Rounds the output size up, as PyTorch's `ceil_mode`.
  package var roundsUp: Bool
}

/// Batch normalisation with the names of its four parameter tensors.
package struct BatchNorm: Equatable, Sendable {
  package var epsilon: Float
  /// Weight of the newest batch in the running statistics.
  package var momentum: Float
  package var scale: String
  package var shift: String
  package var runningMean: String
  package var runningVariance: String
}

/// A height and a width.
package struct Extent: Equatable, Sendable {
  package var height: Int
  package var width: Int

  package init(_ height: Int, _ width: Int) {
    self.height = height
    self.width = width
  }

  package init(_ side: Int) {
    self.init(side, side)
  }
}

/// One operation applied to earlier nodes.
package struct Node: Sendable {
  /// Where it stands in the network, as in PyTorch's module names.
  package var name: String
  package var operation: Operation
  /// Numbers of the nodes it reads; each below its own.
  package var inputs: [Int]
  package var shape: Shape
}

/// A network as a value: nodes in order of computation, and the parameters that they name.
///
/// Nothing in it computes. It is what is printed, counted and compiled into a `Program`.
package struct Graph: Sendable {
  package var name: String
  package internal(set) var nodes: [Node]
  package internal(set) var parameters: [ParameterDescription]

  /// The last node: logits, 1 x 1 x classes.
  package var output: Int { nodes.count - 1 }
  package var inputShape: Shape { nodes[0].shape }
  package var classes: Int { nodes[output].shape.channels }

  /// Numbers of the nodes that read each node.
  package var consumers: [[Int]] {
    var consumers = [[Int]](repeating: [], count: nodes.count)
    for (index, node) in nodes.enumerated() {
      for input in node.inputs { consumers[input].append(index) }
    }
    return consumers
  }
}
