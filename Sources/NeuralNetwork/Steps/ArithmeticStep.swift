import Compute
import Images

/// Two values joined number by number; sides of 1 are met again and again.
final class ArithmeticStep: Step {
  let name: String
  let kind = "arithmetic"
  let output: Int
  let inputs: [Int]
  var gradientUse: [GradientUse] = []
  private let operation: Arithmetic.Kind
  private let shape: Shape
  private let operands: [Operand]

  /// How an operand is read along the sides of the result: 0 floats further where its side is 1.
  private struct Operand {
    let count: Int
    let line: Int
    let pixel: Int
    let channel: Int

    init(_ shape: Shape) {
      count = shape.count
      line = shape.height == 1 ? 0 : shape.width * shape.channels
      pixel = shape.width == 1 ? 0 : shape.channels
      channel = shape.channels == 1 ? 0 : 1
    }
  }

  init(_ fused: FusedNode, _ graph: Graph, _ operation: Arithmetic.Kind) {
    let node = graph.nodes[fused.main]
    name = node.name
    inputs = node.inputs
    output = fused.output
    shape = node.shape
    operands = node.inputs.map { Operand(graph.nodes[$0].shape) }
    self.operation = operation
  }

  var savedValues: [Int] {
    switch operation {
    case .sum, .difference: []
    default: inputs
    }
  }

  func forward(_ run: Run) {
    switch operation {
    case .sum: forward(run) { $0 + $1 }
    case .difference: forward(run) { $0 - $1 }
    case .product: forward(run) { $0 * $1 }
    case .quotient: forward(run) { $0 / $1 }
    case .maximum: forward(run) { $0 > $1 || $0.isNaN ? $0 : $1 }
    case .minimum: forward(run) { $0 < $1 || $0.isNaN ? $0 : $1 }
    }
  }

  @inline(__always)
  private func forward(_ run: Run, _ function: (Float, Float) -> Float) {
    let (a, b) = (UnsafePointer(run.value(inputs[0])), UnsafePointer(run.value(inputs[1])))
    let y = run.value(output)
    let (left, right) = (operands[0], operands[1])
    run.compute.workers.forEach(pieces: run.images * shape.height) { piece, _ in
      let (image, line) = piece.quotientAndRemainder(dividingBy: shape.height)
      var one = a + image * left.count + line * left.line
      var other = b + image * right.count + line * right.line
      var target = y + piece * shape.width * shape.channels
      for _ in 0..<shape.width {
        for channel in 0..<shape.channels {
          target[channel] = function(one[channel &* left.channel], other[channel &* right.channel])
        }
        one += left.pixel
        other += right.pixel
        target += shape.channels
      }
    }
  }

  func backward(_ run: Run) {
    for side in 0...1 where gradientUse[side] != .none {
      switch operation {
      case .sum: backward(run, side) { gradient, _, _ in gradient }
      case .difference: backward(run, side) { gradient, _, _ in side == 0 ? gradient : -gradient }
      case .product: backward(run, side) { gradient, _, other in gradient * other }
      case .quotient:
        backward(run, side) { gradient, own, other in
          side == 0 ? gradient / other : -gradient * other / (own * own)
        }
      // Equal numbers share the gradient, as in PyTorch.
      case .maximum:
        backward(run, side) { own, mine, other in
          mine > other ? own : mine == other ? own / 2 : 0
        }
      case .minimum:
        backward(run, side) { own, mine, other in
          mine < other ? own : mine == other ? own / 2 : 0
        }
      }
    }
  }

  /// - Parameter function: of the result's gradient, this side's number and the other side's.
  @inline(__always)
  private func backward(
    _ run: Run, _ side: Int, _ function: (Float, Float, Float) -> Float
  ) {
    let dy = UnsafePointer(run.gradient(output))
    let target = run.gradient(inputs[side])
    let readsValues = !savedValues.isEmpty
    // Sums need no values, and the program need not have kept them.
    let a = readsValues ? UnsafePointer(run.value(inputs[side])) : nil
    let b = readsValues ? UnsafePointer(run.value(inputs[1 - side])) : nil
    let (own, other) = (operands[side], operands[1 - side])
    let overwrites = gradientUse[side] == .overwrite
    // An image's sums are taken in one piece, so that they do not depend on the batch.
    run.compute.workers.forEach(pieces: run.images) { image, _ in
      let sums = target + image * own.count
      if overwrites { sums.update(repeating: 0, count: own.count) }
      var gradient = dy + image * shape.count
      for line in 0..<shape.height {
        for column in 0..<shape.width {
          let place = line * own.line + column * own.pixel
          let otherPlace = image * other.count + line * other.line + column * other.pixel
          for channel in 0..<shape.channels {
            let mine = place &+ channel &* own.channel
            let value = a.map { $0[image &* own.count &+ mine] } ?? 0
            let opposite = b.map { $0[otherPlace &+ channel &* other.channel] } ?? 0
            sums[mine] += function(gradient[channel], value, opposite)
          }
          gradient += shape.channels
        }
      }
    }
  }
}
