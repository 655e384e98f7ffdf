import KernelInterface

/// Which of a network's first steps need not be computed anew, as a whole, for an image that
/// differs in one window.
///
/// After convolutions of stride 1 with kernels of 3 x 3, one pixel reaches a square of 3, 5, 7 … to
/// a side; outside it every value is that of the image before. The plan ends where what is reached
/// has grown to a good part of the image, or at the first step whose operation cannot say how far a
/// change spreads. The idea is that of incremental inference (Nakandala, Kumar & Papakonstantinou
/// 2019), without its approximations.
struct VariantPlan {
  /// An operation with what is fused to it.
  struct Stage {
    var operation: any Operation
    /// The same for an input with `half` pixels more on each side.
    var inner: any Operation
    var batchNorm: (any Operation)?
    /// Number of the value that it reads, and of the one that is added: 0 is the image, k + 1 what
    /// stage k puts out.
    var input: Int
    var residual: Int?
    var bounds: Bounds
    var inputShape: Shape
    var outputShape: Shape
    /// How far around a changed window the output differs.
    var reach: Int
    /// Rows and columns that are computed: the window and what it reaches.
    var size: Extent
    /// The node of the graph whose value it is.
    var node: Int
    /// How far a change of its input spreads.
    var half: Int
    /// Rows and columns that it is computed from.
    var inputSize: Extent { Extent(size.height + 2 * half, size.width + 2 * half) }
  }

  let stages: [Stage]
  /// The rest of the network, which reads what the last stage puts out.
  let rest: Graph

  /// Nil where fewer than two stages could be saved for windows of that size.
  init?(_ graph: Graph, window: Extent) {
    var stages: [Stage] = []
    var numbers = [0: 0]
    var chains: [Set<Int>] = []
    var plans: [(count: Int, rest: Graph)] = []
    let consumers = graph.consumers
    for step in Fusion.steps(of: graph, mode: .inference, leaving: .curve) {
      guard let stage = Self.stage(step, graph, window, numbers, stages) else { break }
      stages.append(stage)
      numbers[step.output] = stages.count
      var chain: Set<Int> = [step.main]
      var index = step.main
      while index != step.output {
        index = consumers[index][0]
        chain.insert(index)
      }
      chains.append((chains.last ?? []).union(chain))
      if let rest = Self.rest(of: graph, after: step.output, without: chains[stages.count - 1]) {
        plans.append((stages.count, rest))
      }
    }
    guard let plan = plans.last, plan.count > 1 else { return nil }
    self.stages = Array(stages.prefix(plan.count))
    rest = plan.rest
  }

  private static func stage(
    _ step: FusedNode, _ graph: Graph, _ window: Extent, _ numbers: [Int: Int],
    _ stages: [Stage]
  ) -> Stage? {
    let node = graph.nodes[step.main]
    guard case .within(let half, let inner) = node.operation.spread, node.inputs.count == 1,
      let input = numbers[node.inputs[0]]
    else { return nil }
    var residual: Int?
    if let added = step.residual {
      guard let number = numbers[added] else { return nil }
      residual = number
    }
    let before = input == 0 ? 0 : stages[input - 1].reach
    let reach = before + half
    let size = Extent(window.height + 2 * reach, window.width + 2 * reach)
    // Beyond this, gathering regions costs more than it saves.
    guard 2 * size.height * size.width <= node.shape.height * node.shape.width else { return nil }
    return Stage(
      operation: node.operation, inner: inner,
      batchNorm: step.batchNorm.map { graph.nodes[$0].operation },
      input: input, residual: residual, bounds: step.bounds,
      inputShape: graph.nodes[node.inputs[0]].shape, outputShape: node.shape,
      reach: reach, size: size, node: step.output, half: half)
  }

  /// The nodes behind a value as a network of its own; nil where they read anything else before it.
  private static func rest(of graph: Graph, after cut: Int, without gone: Set<Int>) -> Graph? {
    var places = [cut: 0]
    let shape = graph.nodes[cut].shape
    var nodes = [Node(name: "input", operation: Input(shape: shape), inputs: [], shape: shape)]
    for (index, node) in graph.nodes.enumerated() where index > 0 && !gone.contains(index) {
      var node = node
      var inputs: [Int] = []
      for input in node.inputs {
        guard let place = places[input] else { return nil }
        inputs.append(place)
      }
      node.inputs = inputs
      places[index] = nodes.count
      nodes.append(node)
    }
    guard let output = places[graph.output] else { return nil }
    return Graph(part: nodes, of: graph, output: output)
  }
}

extension VariantPlan.Stage {
  /// The operation, batch norm and activation alone: over the whole image, or around a window.
  ///
  /// The activation is left out where something is added before it.
  func graph(of network: Graph, aroundWindow: Bool) -> Graph {
    let input =
      aroundWindow
      ? Shape(inputSize.height, inputSize.width, inputShape.channels) : inputShape
    let shape =
      aroundWindow ? Shape(size.height, size.width, outputShape.channels) : outputShape
    var nodes = [Node(name: "input", operation: Input(shape: input), inputs: [], shape: input)]
    func append(_ name: String, _ operation: any Operation) {
      nodes.append(
        Node(name: name, operation: operation, inputs: [nodes.count - 1], shape: shape))
    }
    append("operation", aroundWindow ? inner : operation)
    if let batchNorm { append("norm", batchNorm) }
    if residual == nil, bounds != .none {
      append("clamp", Clamp(lower: bounds.lower, upper: bounds.upper))
    }
    return Graph(part: nodes, of: network, output: nodes.count - 1)
  }
}

extension Graph {
  /// Nodes of a graph, or made from them, as a network of their own.
  fileprivate init(part nodes: [Node], of graph: Graph, output: Int) {
    self.init(name: graph.name, nodes: nodes, parameters: [], output: output)
    let names = parameterNames
    parameters = graph.parameters.filter { names.contains($0.name) }
  }
}
