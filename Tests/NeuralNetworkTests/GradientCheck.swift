import Compute
import Images
import NeuralNetwork
import Testing

/// Holds the engine's outputs and gradients of one graph to the Double reference.
///
/// The objective is the sum of the outputs times fixed coefficients. Its derivatives are central
/// differences of the reference with a step of 1e-6: good to about 1e-8, and small enough that
/// hardly ever a ReLU's input changes sign within a step. Of each tensor, derivatives along random
/// ±1 directions are compared, and along single elements: the root mean square of the former's
/// differences estimates the L2 norm of the whole tensor's error.
struct GradientCheck {
  static let step = 1e-6
  static let directions = 4
  static let elements = 12

  let graph: Graph
  let images: Int
  let parameters: Parameters
  let input: [Float]
  private let coefficients: [Float]

  init(_ graph: Graph, images: Int = 2) {
    self.graph = graph
    self.images = images
    parameters = Parameters(graph)
    HashedValues.fill(parameters)
    input = HashedValues.images("image", count: images, shape: graph.inputShape)
    coefficients = HashedValues.uniform(
      "coefficients", count: images * graph.nodes[graph.output].shape.count, -1, 1)
  }

  /// What one program computes: outputs and gradients by name ("input" for the image's).
  struct Result {
    var outputs: [Double]
    var gradients: [String: [Double]]
  }

  func run(_ mode: Mode, _ compute: Compute, capacity: Int? = nil) -> Result {
    // Training moves the running statistics: on a copy.
    let copy = Parameters(graph)
    copy.values.pointer.update(from: parameters.values.pointer, count: parameters.values.count)
    let program = Program(
      graph, parameters: copy, mode: mode, capacity: capacity ?? images, compute: compute)
    program.input.update(from: input, count: input.count)
    program.forward(images: images, randomKey: (7, 3))
    var result = Result(outputs: program.logits.doubles(coefficients.count), gradients: [:])
    guard mode != .inference else { return result }
    program.logitsGradient.update(from: coefficients, count: coefficients.count)
    program.backward(images: images, randomKey: (7, 3))
    if mode == .attribution {
      result.gradients["input"] = program.inputGradient.doubles(input.count)
    }
    for (index, description) in parameters.descriptions.enumerated() {
      if let gradients = program.parameterGradients, description.isLearned {
        result.gradients[description.name] = copy.tensor(index, in: gradients).map(Double.init)
      } else if mode == .training {
        result.gradients[description.name] = copy.tensor(index).map(Double.init)
      }
    }
    return result
  }

  /// Checks all three modes on every instruction set.
  ///
  /// - Parameter capacity: images that the programs are planned for, if more.
  func callAsFunction(tolerance: Double = 2e-5, capacity: Int? = nil) {
    let stored = Reference(self, .attribution)
    let batch = Reference(self, .training)
    for set in InstructionSet.available {
      let compute = Compute(kernels: set.kernels, workers: Workers(threads: 2))
      stored.check(run(.inference, compute, capacity: capacity), set, .inference, tolerance)
      stored.check(run(.attribution, compute, capacity: capacity), set, .attribution, tolerance)
      batch.check(run(.training, compute, capacity: capacity), set, .training, tolerance)
    }
  }

  /// Outputs, running statistics and central differences of one mode.
  struct Reference {
    private var outputs: [Double] = []
    private var statistics: [String: [Double]] = [:]
    private var derivatives: [(name: String, direction: [Int: Double], value: Double)] = []

    init(_ check: GradientCheck, _ mode: Mode) {
      var network = ReferenceNetwork(check.graph, check.parameters)
      let input = check.input.map(Double.init)
      let batch = mode == .training
      func objective(_ network: inout ReferenceNetwork, _ input: [Double]) -> Double {
        let values = network.values(of: input, images: check.images, batchStatistics: batch)
        return zip(values[check.graph.output], check.coefficients).reduce(0) {
          $0 + $1.0 * Double($1.1)
        }
      }
      outputs =
        network.values(of: input, images: check.images, batchStatistics: batch)[
          check.graph.output]
      if batch { statistics = Self.moved(network) }
      let learned = check.parameters.descriptions.filter(\.isLearned)
      let tensors = batch ? learned.map { ($0.name, $0.count) } : [("input", input.count)]
      for (name, count) in tensors {
        for direction in Self.directions(name, count) {
          let pair = [1, -1].map { sign in
            var moved = network
            var movedInput = input
            for (index, amount) in direction {
              let change = Double(sign) * amount * GradientCheck.step
              if batch {
                moved.parameters[name]?[index] += change
              } else {
                movedInput[index] += change
              }
            }
            return objective(&moved, movedInput)
          }
          derivatives.append((name, direction, (pair[0] - pair[1]) / (2 * GradientCheck.step)))
        }
      }
    }

    /// Running statistics after one pass, as PyTorch moves them.
    private static func moved(_ network: ReferenceNetwork) -> [String: [Double]] {
      var result: [String: [Double]] = [:]
      for case let operation as BatchNorm in network.graph.nodes.map(\.operation) {
        let momentum = Double(operation.momentum)
        for name in [operation.runningMean, operation.runningVariance] {
          result[name] = zip(network.parameters[name] ?? [], network.statistics[name] ?? []).map {
            (1 - momentum) * $0 + momentum * $1
          }
        }
      }
      return result
    }

    private static func directions(_ name: String, _ count: Int) -> [[Int: Double]] {
      let key = HashedValues.key("direction " + name)
      let whole = (0..<GradientCheck.directions).map { direction in
        Dictionary(
          uniqueKeysWithValues: (0..<count).map { index in
            (index, HashedValues.hash(key, index) >> UInt64(direction) & 1 == 0 ? 1.0 : -1)
          })
      }
      let elements =
        count <= GradientCheck.elements
        ? Array(0..<count)
        : HashedValues.integers(
          "element " + name, count: GradientCheck.elements, below: count)
      return whole + elements.map { [$0: 1] }
    }

    func check(_ result: Result, _ set: InstructionSet, _ mode: Mode, _ tolerance: Double) {
      let error = relativeL2(result.outputs, outputs)
      #expect(error <= tolerance, "outputs, \(set), \(mode)")
      if mode == .inference { return }
      for (name, values) in statistics {
        let error = relativeL2(result.gradients[name] ?? [], values)
        #expect(error <= tolerance, "\(name), \(set)")
      }
      let norms = result.gradients.mapValues { $0.reduce(0) { $0 + $1 * $1 }.squareRoot() }
      let largest = norms.filter { statistics[$0.key] == nil }.map(\.value).max() ?? 0
      for (name, group) in Dictionary(grouping: derivatives, by: \.name) {
        let gradient = result.gradients[name] ?? []
        // A derivative that is 0 but for rounding (a bias before batch norm) by the others' length.
        let isZero = group.allSatisfy { abs($0.value) < 1e-6 * largest }
        let norm = isZero ? largest : norms[name] ?? 0
        func distance(_ part: [(name: String, direction: [Int: Double], value: Double)]) -> Double {
          let squares = part.map { derivative in
            let found = derivative.direction.reduce(0) { $0 + gradient[$1.key] * $1.value }
            return (found - derivative.value) * (found - derivative.value)
          }
          return (squares.reduce(0, +) / Double(max(part.count, 1))).squareRoot()
        }
        let whole = group.filter { $0.direction.count == gradient.count }
        #expect(distance(whole) / norm <= tolerance, "\(name), \(set), \(mode)")
        let elements = group.filter { $0.direction.count == 1 }
        let size = norm / Double(gradient.count).squareRoot()
        #expect(distance(elements) / size <= 5 * tolerance, "elements of \(name), \(set), \(mode)")
      }
    }
  }
}
