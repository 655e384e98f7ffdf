package import KernelInterface

/// One step of a program: a node of the graph, with the neighbours that are computed along with it.
package struct FusedNode {
  /// The node that gives the step its kind.
  package var main: Int
  /// A batch norm whose scale and shift are folded into `main` (inference).
  package var batchNorm: Int?
  /// A node added to the result before the activation.
  package var residual: Int?
  package var bounds: Bounds = .none
  package var curve: Curve?
  /// The last node of the chain: the value that others read.
  package var output: Int
}

/// Rewrites of the graph on the way to a program: chains that one step can compute.
///
/// Everywhere: batch norm → (add →) bounds. In inference also convolution or linear → (batch
/// norm →) (add →) activation; an operation says itself what it carries. A link is fused only if
/// nothing else reads the value between, and nobody asks for it.
package enum Fusion {
  /// - Parameters:
  ///   - kept: nodes whose own values are wanted, so that no chain runs past them.
  ///   - left: what is to have a step of its own in any case.
  package static func steps(
    of graph: Graph, mode: Mode, keeping kept: Set<Int> = [], leaving left: Carriage = []
  ) -> [FusedNode] {
    let consumers = graph.consumers
    var absorbed = Set<Int>()
    var steps: [FusedNode] = []
    for index in graph.nodes.indices.dropFirst() {
      if absorbed.contains(index) { continue }
      var step = FusedNode(main: index, output: index)
      let carriage = graph.nodes[index].operation.carries(in: mode).subtracting(left)
      extend(&step, graph, consumers, carriage, absorbed, kept)
      for inner in chain(of: step, graph, consumers) { absorbed.insert(inner) }
      steps.append(step)
    }
    // A step runs where the last node of its chain stands: all that it reads is ready then.
    return steps.sorted { $0.output < $1.output }
  }

  private static func extend(
    _ step: inout FusedNode, _ graph: Graph, _ consumers: [[Int]], _ carriage: Carriage,
    _ absorbed: Set<Int>, _ kept: Set<Int>
  ) {
    func next() -> Int? {
      guard !kept.contains(step.output), let only = consumers[step.output].first,
        consumers[step.output].count == 1,
        !absorbed.contains(only)
      else { return nil }
      return only
    }
    // Riders take their seats in this order, each at most once.
    if carriage.contains(.batchNorm), let index = next(),
      graph.nodes[index].operation.rider == .batchNorm
    {
      step.batchNorm = index
      step.output = index
    }
    if carriage.contains(.sum), let index = next(), graph.nodes[index].operation.rider == .sum,
      let other = graph.nodes[index].inputs.first(where: { $0 != step.output })
    {
      step.residual = other
      step.output = index
    }
    if carriage.contains(.bounds), let index = next(),
      case .bounds(let bounds) = graph.nodes[index].operation.rider
    {
      step.bounds = bounds
      step.output = index
    } else if carriage.contains(.curve), let index = next(),
      case .curve(let curve) = graph.nodes[index].operation.rider
    {
      step.curve = curve
      step.output = index
    }
  }

  private static func chain(
    of step: FusedNode, _ graph: Graph, _ consumers: [[Int]]
  ) -> [Int] {
    var nodes: [Int] = []
    var index = step.main
    while index != step.output {
      index = consumers[index][0]
      nodes.append(index)
    }
    return nodes
  }
}
