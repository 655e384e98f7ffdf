import Compute
import Images

/// An image's numbers copied to other places.
final class RearrangementStep: Step {
  let name: String
  let kind = "rearrangement"
  let output: Int
  var gradientUse: [GradientUse] = []
  private let input: Int
  private let count: Int
  /// Where runs of `run` numbers, `stride` apart, begin in the input.
  private let starts: [Int]
  private let run: Int
  private let stride: Int

  init(_ fused: FusedNode, _ graph: Graph, _ order: [Rearrangement.Factor]) {
    let node = graph.nodes[fused.main]
    name = node.name
    input = node.inputs[0]
    output = fused.output
    count = node.shape.count
    let factors = order.filter { $0.size != 1 }
    run = factors.last?.size ?? 1
    stride = factors.last?.stride ?? 1
    starts = factors.dropLast().reduce([0]) { places, factor in
      places.flatMap { place in (0..<factor.size).map { place + $0 * factor.stride } }
    }
  }

  var inputs: [Int] { [input] }
  var savedValues: [Int] { [] }

  func forward(_ run: Run) {
    let (x, y) = (run.value(input), run.value(output))
    forEachPart(run) { image, part in
      var target = y + image * count + part.lowerBound * self.run
      for index in part {
        let source = x + image * count + starts[index]
        for step in 0..<self.run { target[step] = source[step &* stride] }
        target += self.run
      }
    }
  }

  func backward(_ run: Run) {
    guard gradientUse[0] != .none else { return }
    let (dx, dy) = (run.gradient(input), run.gradient(output))
    let accumulate = gradientUse[0] == .accumulate
    forEachPart(run) { image, part in
      var source = dy + image * count + part.lowerBound * self.run
      for index in part {
        let target = dx + image * count + starts[index]
        for step in 0..<self.run {
          target[step &* stride] = accumulate ? target[step &* stride] + source[step] : source[step]
        }
        source += self.run
      }
    }
  }

  /// Each run of each image once, in parts of some thousand numbers.
  private func forEachPart(_ run: Run, _ body: (_ image: Int, _ runs: Range<Int>) -> Void) {
    let length = max(1, 16384 / self.run)
    let parts = (starts.count + length - 1) / length
    run.compute.workers.forEach(pieces: run.images * parts) { piece, _ in
      let first = piece % parts * length
      body(piece / parts, first..<min(first + length, starts.count))
    }
  }
}
