import KernelInterface

/// Which of a network's first steps need not be computed anew, as a whole, for an image that differs in one
/// window.
///
/// After convolutions of stride 1 with kernels of 3 x 3, one pixel reaches a square of 3, 5, 7 … to a side;
/// outside it every value is that of the image before. The plan ends where what is reached has grown to a good
/// part of the image, or at the first step that is no such convolution. The idea is that of incremental
/// inference (Nakandala, Kumar & Papakonstantinou 2019), without its approximations.
struct VariantPlan {
  /// A convolution with what is fused to it.
  struct Stage {
    var convolution: Convolution
    var batchNorm: BatchNorm?
    /// Number of the value that is convolved, and of the one that is added: 0 is the image, k + 1 what
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

    var half: Int { convolution.kernel.height / 2 }
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
    for step in Fusion.steps(of: graph, mode: .inference) {
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
    guard case .convolution(let convolution) = node.operation, convolution.groups == 1,
      convolution.stride == Extent(1), convolution.kernel.height == convolution.kernel.width,
      convolution.kernel.height % 2 == 1,
      convolution.padding == Extent(convolution.kernel.height / 2),
      let input = numbers[node.inputs[0]]
    else { return nil }
    var residual: Int?
    if let added = step.residual {
      guard let number = numbers[added] else { return nil }
      residual = number
    }
    let before = input == 0 ? 0 : stages[input - 1].reach
    let reach = before + convolution.kernel.height / 2
    let size = Extent(window.height + 2 * reach, window.width + 2 * reach)
    // Beyond this, gathering regions costs more than it saves.
    guard 2 * size.height * size.width <= node.shape.height * node.shape.width else { return nil }
    return Stage(
      convolution: convolution, batchNorm: step.batchNorm.flatMap { graph.nodes[$0].batchNorm },
      input: input, residual: residual, bounds: step.bounds,
      inputShape: graph.nodes[node.inputs[0]].shape, outputShape: node.shape,
      reach: reach, size: size, node: step.output)
  }

  /// The nodes behind a value as a network of its own; nil where they read anything else before it.
  private static func rest(of graph: Graph, after cut: Int, without gone: Set<Int>) -> Graph? {
    var places = [cut: 0]
    var nodes = [
      Node(name: "input", operation: .input, inputs: [], shape: graph.nodes[cut].shape)
    ]
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
    let names = Set(nodes.flatMap { $0.operation.parameterNames })
    var rest = graph
    rest.nodes = nodes
    rest.parameters = graph.parameters.filter { names.contains($0.name) }
    return rest
  }
}

extension VariantPlan.Stage {
  /// The convolution, batch norm and activation alone, over an input of a size and with a padding.
  ///
  /// The activation is left out where something is added before it.
  func graph(of network: Graph, input: Shape, padding: Int) -> Graph {
    var convolution = convolution
    convolution.padding = Extent(padding)
    let taken = 2 * (half - padding)
    let shape = Shape(
      input.height - taken, input.width - taken, outputShape.channels)
    var nodes = [
      Node(name: "input", operation: .input, inputs: [], shape: input),
      Node(name: "convolution", operation: .convolution(convolution), inputs: [0], shape: shape),
    ]
    var names: Set<String> = [convolution.weight]
    if let bias = convolution.bias { names.insert(bias) }
    if let norm = batchNorm {
      nodes.append(
        Node(name: "norm", operation: .batchNorm(norm), inputs: [nodes.count - 1], shape: shape))
      names.formUnion([norm.scale, norm.shift, norm.runningMean, norm.runningVariance])
    }
    if residual == nil, bounds.lower == 0 {
      nodes.append(
        Node(
          name: "relu", operation: .relu(limit: bounds.upper), inputs: [nodes.count - 1],
          shape: shape))
    }
    var graph = network
    graph.nodes = nodes
    graph.parameters = network.parameters.filter { names.contains($0.name) }
    return graph
  }
}
