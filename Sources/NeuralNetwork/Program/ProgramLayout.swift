/// Where every value, gradient and region of a program lies.
///
/// Time runs 0, 1 … through the forward steps (the input is there at 0), one tick for the loss, and
/// back through the steps in reverse; a buffer lives from its first write to its last read.
struct ProgramLayout {
  /// Offsets into the arena by node; nil where nothing is kept.
  private(set) var values: [Int?]
  /// Nodes whose values only one image at a time has, in a region of each worker's own.
  private(set) var ownValues: Set<Int> = []
  /// Floats of such a region: from one worker's to the next.
  private(set) var ownCount = 0
  /// Offset of the first worker's region.
  private var own: Int?
  private(set) var gradients: [Int?]
  /// Offsets of the batch norms' sums, by the node that they put out (training).
  private(set) var moments: [Int?]
  private(set) var gradientSums: [Int?]
  /// Offsets into the arena by step.
  private(set) var saved: [Int?]
  /// Offsets into the workspace by step.
  private(set) var packed: [(forward: Int, backward: Int)]
  private(set) var partials = 0
  private(set) var scratch = 0
  private(set) var scratchPerWorker = 0
  private(set) var arenaCount = 0
  private(set) var workspaceCount = 0

  /// - Parameters:
  ///   - lead: the number of first steps through which each worker takes images by itself.
  ///   - kept: nodes whose values are read once the backward pass has come down to them.
  init(
    _ steps: [any Step], graph: Graph, mode: Mode, capacity: Int, threads: Int, lead: Int = 0,
    keeping kept: Set<Int> = []
  ) {
    let nodes = graph.nodes.count
    values = [Int?](repeating: nil, count: nodes)
    gradients = values
    moments = values
    gradientSums = values
    saved = [Int?](repeating: nil, count: steps.count)
    packed = []
    planGradientUse(steps, nodes: nodes, mode: mode)
    planArena(steps, graph, mode, capacity, (lead, threads), kept)
    planWorkspace(steps, mode, capacity, threads)
  }

  /// The first step (in backward order) that writes a value's gradient overwrites, the others add.
  private func planGradientUse(_ steps: [any Step], nodes: Int, mode: Mode) {
    var isWritten = [Bool](repeating: false, count: nodes)
    for step in steps.reversed() {
      step.gradientUse = step.inputs.map { input in
        // The input image's gradient is wanted only when something is explained by it.
        guard mode.hasBackward, input != 0 || mode == .attribution else { return .none }
        defer { isWritten[input] = true }
        return isWritten[input] ? .accumulate : .overwrite
      }
    }
  }

  private mutating func planArena(
    _ steps: [any Step], _ graph: Graph, _ mode: Mode, _ capacity: Int,
    _ lead: (steps: Int, threads: Int), _ kept: Set<Int>
  ) {
    let end = 2 * steps.count + 2
    let loss = steps.count + 1
    func forwardTime(_ step: Int) -> Int { step + 1 }
    func backwardTime(_ step: Int) -> Int { end - step }
    var born = [Int](repeating: 0, count: graph.nodes.count)
    var lastRead = born
    var gradientBorn = [Int](repeating: end, count: graph.nodes.count)
    var gradientEnd = [Int](repeating: 0, count: graph.nodes.count)
    for (index, step) in steps.enumerated() {
      born[step.output] = forwardTime(index)
      lastRead[step.output] = max(lastRead[step.output], forwardTime(index))
      for value in step.valuesRead { lastRead[value] = max(lastRead[value], forwardTime(index)) }
      guard mode.hasBackward else { continue }
      for value in step.savedValues { lastRead[value] = max(lastRead[value], backwardTime(index)) }
      if kept.contains(step.output) { lastRead[step.output] = backwardTime(index) }
      gradientEnd[step.gradientRead] = max(gradientEnd[step.gradientRead], backwardTime(index))
      for (input, use) in zip(step.inputs, step.gradientUse) where use != .none {
        gradientBorn[input] = min(gradientBorn[input], backwardTime(index))
      }
    }
    lastRead[graph.output] = max(lastRead[graph.output], loss)
    gradientBorn[graph.output] = loss
    if mode == .attribution { gradientEnd[0] = end + 1 }

    var requests: [ArenaPlan.Request] = []
    var places: [WritableKeyPath<ProgramLayout, Int?>] = []
    func request(
      _ place: WritableKeyPath<ProgramLayout, Int?>, _ count: Int, _ times: ClosedRange<Int>
    ) {
      requests.append(.init(count: count, first: times.lowerBound, last: times.upperBound))
      places.append(place)
    }
    let produced = [0] + steps.filter(\.storesOutput).map(\.output)
    let inLead = produced.filter { $0 != 0 && born[$0] <= lead.steps }
    ownValues = Set(inLead.filter { lastRead[$0] <= lead.steps })
    planOwnValues(graph, born, lastRead)
    if lead.steps > 0 { request(\.own, ownCount * lead.threads, 1...lead.steps) }
    // The first image has come there while others have hardly begun.
    for node in inLead where !ownValues.contains(node) { born[node] = 1 }
    for node in produced where !ownValues.contains(node) {
      let count = graph.nodes[node].shape.count * capacity
      // The image is filled in before the pass begins and may be read again after it.
      request(
        \.values[node], count, born[node]...(node == 0 ? max(lastRead[0], loss) : lastRead[node]))
    }
    for node in [0] + steps.map(\.output)
    where mode.hasBackward && gradientBorn[node] <= gradientEnd[node] {
      request(
        \.gradients[node], graph.nodes[node].shape.count * capacity,
        gradientBorn[node]...gradientEnd[node])
    }
    if mode == .training {
      for (index, step) in steps.enumerated() {
        guard let norm = step as? BatchNormStep else { continue }
        // Whoever gathers the sums does so between the writing of the value and the batch norm's
        // own time.
        request(
          \.moments[norm.output], norm.momentCount(images: capacity),
          born[norm.input]...forwardTime(index))
        request(
          \.gradientSums[norm.output], norm.gradientSumCount(images: capacity),
          min(gradientBorn[norm.output], backwardTime(index))...backwardTime(index))
      }
    }
    for (index, step) in steps.enumerated() where step.savedPerImage > 0 {
      request(
        \.saved[index], step.savedPerImage * capacity, forwardTime(index)...backwardTime(index))
    }
    let plan = ArenaPlan(requests)
    for (place, offset) in zip(places, plan.offsets) { self[keyPath: place] = offset }
    for node in ownValues { values[node] = values[node].map { $0 + (own ?? 0) } }
    arenaCount = plan.count
  }

  /// Places the values that only one image at a time has into one worker's region.
  private mutating func planOwnValues(_ graph: Graph, _ born: [Int], _ lastRead: [Int]) {
    let nodes = ownValues.sorted()
    let plan = ArenaPlan(
      nodes.map {
        .init(count: graph.nodes[$0].shape.count, first: born[$0], last: lastRead[$0])
      })
    for (node, offset) in zip(nodes, plan.offsets) { values[node] = offset }
    ownCount = plan.count
  }

  private mutating func planWorkspace(
    _ steps: [any Step], _ mode: Mode, _ capacity: Int, _ threads: Int
  ) {
    var end = 0
    func take(_ count: Int) -> Int {
      defer { end += (count + 15) / 16 * 16 }
      return end
    }
    if mode == .training {
      // Weights change with every step, so packed ones are used at once and share one place.
      let shared = take(steps.map { $0.packedCount(images: capacity) }.max() ?? 0)
      packed = steps.map { _ in (shared, shared) }
    } else {
      packed = steps.map { step in
        (
          take(step.packedCount(images: capacity)),
          mode.hasBackward ? take(step.packedCount(images: capacity)) : 0
        )
      }
    }
    partials = take(steps.map { $0.partialCount(images: capacity) }.max() ?? 0)
    scratchPerWorker = ((steps.map(\.scratchPerWorker).max() ?? 0) + 15) / 16 * 16
    scratch = take(scratchPerWorker * threads)
    workspaceCount = end
  }
}
