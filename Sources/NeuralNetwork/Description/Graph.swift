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
  package var operation: any Operation
  /// Numbers of the nodes it reads; each below its own.
  package var inputs: [Int]
  package var shape: Shape
}

/// A network as a value: nodes in order of computation, and the parameters that they name.
///
/// Nothing in it computes. It is what is printed, counted and compiled into a `Program`. The first
/// node is the image; every node leads to the output.
package struct Graph: Sendable {
  package var name: String
  package internal(set) var nodes: [Node]
  package internal(set) var parameters: [ParameterDescription]

  /// The node of the logits, 1 x 1 x classes.
  package internal(set) var output: Int
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
