import Compute
import Images
import KernelInterface

/// A smooth activation, value by value.
final class CurveStep: Step {
  let name: String
  let kind = "activation"
  let output: Int
  var gradientUse: [GradientUse] = []
  private let input: Int
  private let count: Int
  private let curve: Curve

  init(_ fused: FusedNode, _ graph: Graph, _ curve: Curve) {
    let node = graph.nodes[fused.main]
    name = node.name
    input = node.inputs[0]
    output = fused.output
    count = node.shape.count
    self.curve = curve
  }

  var inputs: [Int] { [input] }
  /// The slope is not a function of the value: curves with a minimum take each value above it
  /// twice.
  var savedValues: [Int] { [input] }

  func forward(_ run: Run) {
    run.forEachStretch(of: count) { range in
      run.compute.kernels.curve(
        CurveValues(
          curve, x: run.value(input) + range.lowerBound, count: range.count,
          y: run.value(output) + range.lowerBound))
    }
  }

  func backward(_ run: Run) {
    guard gradientUse[0] != .none else { return }
    run.forEachStretch(of: count) { range in
      run.compute.kernels.curveGradient(
        CurveGradient(
          curve, x: run.value(input) + range.lowerBound,
          gradient: run.gradient(output) + range.lowerBound, count: range.count,
          dx: run.gradient(input) + range.lowerBound, accumulate: gradientUse[0] == .accumulate))
    }
  }
}
