import Compute
import Foundation
import Images
import Interchange
import NeuralNetwork
import Testing

@testable import Onnx

/// The tests that the Python package `onnx` 1.17.0 holds (Scripts/onnx-conformance): of single
/// nodes, of parts of networks as PyTorch wrote them, and of whole networks.
///
/// Each must be passed, or refused by name.
@Suite struct NodeConformanceTests {
  /// The folder `onnx/backend/test/data`.
  private static let data = ProcessInfo.processInfo.environment["MISCLASS_ONNX_TESTS"]

  private enum Outcome: Equatable {
    /// Through our network, or where all inputs are known.
    case passed(isNetwork: Bool)
    case refused(String)
    case wrong(String)
  }

  /// - Parameter fewest: that must be passed.
  @Test(
    .enabled(if: data != nil),
    arguments: [("node", 300), ("pytorch-converted", 40), ("pytorch-operator", 10)])
  func tests(of kind: String, fewest: Int) throws {
    let folder = "\(Self.data ?? "")/\(kind)"
    let compute = try Compute(instructionSet: nil, threads: 1)
    var outcomes: [(name: String, outcome: Outcome)] = []
    for name in try FileManager.default.contentsOfDirectory(atPath: folder).sorted() {
      outcomes.append((name, Self.outcome(folder + "/" + name, compute)))
    }
    for (name, outcome) in outcomes {
      switch outcome {
      case .passed(let isNetwork): print("passed \(isNetwork ? "network" : "folding"): \(name)")
      case .refused(let reason): print("refused: \(name): \(reason.prefix(200))")
      case .wrong(let reason): print("WRONG: \(name): \(reason)")
      }
    }
    func count(_ isCounted: (Outcome) -> Bool) -> Int {
      outcomes.filter { isCounted($0.outcome) }.count
    }
    let network = count { $0 == .passed(isNetwork: true) }
    let folding = count { $0 == .passed(isNetwork: false) }
    let refused = count { if case .refused = $0 { true } else { false } }
    let wrong = count { if case .wrong = $0 { true } else { false } }
    print(
      "\(kind) tests: \(outcomes.count); passed \(network + folding) (\(network) through the "
        + "network, \(folding) by folding), refused \(refused), wrong \(wrong)")
    #expect(wrong == 0)
    #expect(network + folding >= fewest)
  }

  /// ImageNet networks whose weights are constants, on one image of rising numbers: the stored
  /// scores within 1e-3, relative.
  @Test(.enabled(if: data != nil))
  func lightNetworks() throws {
    let folder = (Self.data ?? "") + "/light"
    let ending = "_output_0.pb"
    let names = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
      .filter { $0.hasSuffix(ending) }.map { String($0.dropLast(ending.count)) }
    #expect(names.count == 9)
    for name in names {
      let network = try OnnxModels.network("\(folder)/\(name).onnx")
      let run = try NetworkRun(network)
      let shape = run.graph.inputShape
      let count = shape.count
      let input = NumpyArray(
        shape: [1, shape.channels, shape.height, shape.width],
        elements: .floats((0..<count).map { Float(Double($0) / Double(count)) }))
      var scores = run.logits(NetworkRun.pixels(input), images: 1)
      if network.ending == .softmax { scores = NodeRun.softmax(scores, 1) }
      let error = relativeError(
        scores, try NodeRun.tensor("\(folder)/\(name)\(ending)").floats())
      print("\(name): \(error)")
      #expect(error < 1e-3, "\(name)")
    }
  }

  private static func outcome(_ path: String, _ compute: Compute) -> Outcome {
    do {
      let file = path + "/model.onnx"
      let model = try OnnxModel(FileReader.bytes(of: file), file: file)
      let data = path + "/test_data_set_0"
      func tensors(_ kind: String, _ count: Int) throws -> [Tensor] {
        try (0..<count).map { try NodeRun.tensor("\(data)/\(kind)_\($0).pb") }
      }
      let inputs = try tensors("input", model.inputs.count)
      let outputs = try tensors("output", model.outputs.count)
      let run = NodeRun(
        model: model, inputs: zip(inputs, model.inputs).map(Self.declared), compute: compute)
      let expected = zip(outputs, model.outputs).map(Self.declared)
      do {
        return judge(try run.network(), expected, isNetwork: true)
      } catch {
        let first = "\(error)"
        do {
          return judge(try run.folded(), expected, isNetwork: false)
        } catch {
          return .refused(first)
        }
      }
    } catch {
      return .refused("\(error)")
    }
  }

  /// Brain floats stand in the tests' files as whole numbers with their bits.
  private static func declared(_ tensor: Tensor, _ value: OnnxValue) -> Tensor {
    guard value.type == .bfloat16, tensor.type == .uint16,
      case .integers(let bits) = tensor.elements
    else { return tensor }
    return Tensor(
      type: .bfloat16, shape: tensor.shape,
      elements: .floats(bits.map { Float(bitPattern: UInt32($0) << 16) }))
  }

  /// With the standard's own tolerances.
  private static func judge(
    _ results: [Tensor], _ expected: [Tensor], isNetwork: Bool
  ) -> Outcome {
    for (result, wanted) in zip(results, expected) {
      guard result.shape == wanted.shape else {
        return .wrong("shape \(result.shape), not \(wanted.shape)")
      }
      guard let one = try? result.doubles(), let other = try? wanted.doubles() else {
        return .wrong("no numbers")
      }
      for (value, right) in zip(one, other) {
        let isRight =
          value == right || (value.isNaN && right.isNaN)
          || abs(value - right) <= 1e-7 + 1e-3 * abs(right)
        if !isRight { return .wrong("\(value), not \(right)") }
      }
    }
    return .passed(isNetwork: isNetwork)
  }
}
