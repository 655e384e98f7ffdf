import Compute
import Images
import KernelInterface

/// Values limited to bounds, where no neighbour does it.
final class ActivationStep: Step {
  let name: String
  let kind = "activation"
  let output: Int
  var gradientUse: [GradientUse] = []
  private let input: Int
  private let count: Int
  private let bounds: Bounds

  init(_ fused: FusedNode, _ graph: Graph, _ bounds: Bounds) {
    let node = graph.nodes[fused.main]
    name = node.name
    input = node.inputs[0]
    output = fused.output
    count = node.shape.count
    self.bounds = bounds
  }

  var inputs: [Int] { [input] }
  var savedValues: [Int] { [output] }

  func forward(_ run: Run) {
    run.forEachStretch(of: count) { range in
      run.compute.kernels.add(
        AddRows(
          x: run.value(input) + range.lowerBound, xStride: 0,
          y: run.value(output) + range.lowerBound, yStride: 0, rows: 1, width: range.count,
          accumulate: false, bounds: bounds))
    }
  }

  func backward(_ run: Run) {
    guard gradientUse[0] != .none else { return }
    run.forEachStretch(of: count) { range in
      run.compute.kernels.maskGradient(
        MaskGradient(
          gradient: run.gradient(output) + range.lowerBound,
          y: run.value(output) + range.lowerBound, bounds: bounds, count: range.count,
          dx: run.gradient(input) + range.lowerBound, accumulate: gradientUse[0] == .accumulate))
    }
  }
}

/// Sum of two values that no batch norm has taken in.
final class AddStep: Step {
  let name: String
  let kind = "addition"
  let output: Int
  let inputs: [Int]
  var gradientUse: [GradientUse] = []
  private let count: Int

  init(_ fused: FusedNode, _ graph: Graph) {
    let node = graph.nodes[fused.main]
    name = node.name
    inputs = node.inputs
    output = fused.output
    count = node.shape.count
  }

  var savedValues: [Int] { [] }

  func forward(_ run: Run) {
    run.forEachStretch(of: count) { range in
      for (index, input) in inputs.enumerated() {
        add(run, from: run.value(input), to: run.value(output), range, accumulate: index > 0)
      }
    }
  }

  func backward(_ run: Run) {
    run.forEachStretch(of: count) { range in
      for (index, input) in inputs.enumerated() where gradientUse[index] != .none {
        add(
          run, from: run.gradient(output), to: run.gradient(input), range,
          accumulate: gradientUse[index] == .accumulate)
      }
    }
  }

  private func add(
    _ run: Run, from source: UnsafePointer<Float>, to target: UnsafeMutablePointer<Float>,
    _ range: Range<Int>, accumulate: Bool
  ) {
    run.compute.kernels.add(
      AddRows(
        x: source + range.lowerBound, xStride: 0, y: target + range.lowerBound, yStride: 0,
        rows: 1, width: range.count, accumulate: accumulate))
  }
}

/// Dropout: values kept with probability 1 - rate and divided by it, in training only.
final class DropoutStep: Step {
  let name: String
  let kind = "dropout"
  let output: Int
  var gradientUse: [GradientUse] = []
  private let input: Int
  private let count: Int
  private let rate: Float
  private let node: Int
  private let mode: Mode

  init(_ fused: FusedNode, _ graph: Graph, rate: Float, mode: Mode) {
    let node = graph.nodes[fused.main]
    name = node.name
    input = node.inputs[0]
    output = fused.output
    count = node.shape.count
    self.rate = rate
    self.node = fused.main
    self.mode = mode
  }

  var inputs: [Int] { [input] }
  var savedValues: [Int] { [] }
  private var isActive: Bool { mode == .training && rate > 0 }
  /// What each value was multiplied by.
  var savedPerImage: Int { isActive ? count : 0 }

  func forward(_ run: Run) {
    let x = run.value(input)
    let y = run.value(output)
    // One stream per image: the same factors whatever the threads.
    run.compute.workers.forEach(pieces: run.images) { image, _ in
      let range = image * count..<(image + 1) * count
      guard isActive, let factors = run.saved else {
        for index in range { y[index] = x[index] }
        return
      }
      var stream = RandomStream(
        run.randomKey.seed, run.randomKey.step, UInt64(node), UInt64(image))
      for index in range {
        factors[index] = stream.uniform() < rate ? 0 : 1 / (1 - rate)
        y[index] = x[index] * factors[index]
      }
    }
  }

  func backward(_ run: Run) {
    guard gradientUse[0] != .none else { return }
    let dy = run.gradient(output)
    let dx = run.gradient(input)
    run.forEachStretch(of: count) { range in
      for index in range {
        let gradient = isActive ? dy[index] * (run.saved?[index] ?? 1) : dy[index]
        dx[index] = gradientUse[0] == .accumulate ? dx[index] + gradient : gradient
      }
    }
  }
}

extension Run {
  /// Works on all floats of the batch in stretches that fit the first cache.
  func forEachStretch(of countPerImage: Int, _ body: (Range<Int>) -> Void) {
    compute.workers.forEachRun(of: images * countPerImage, length: 16384) { range, _ in
      body(range)
    }
  }
}
