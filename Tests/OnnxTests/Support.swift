import Compute
import Foundation
import Images
import Interchange
import NeuralNetwork

@testable import Onnx

/// Folders of models, and what their networks compute.
enum OnnxModels {
  static let fixtures = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../Fixtures/Onnx").standardized.path

  /// A model with inputs, and what other programs make of them: NAME.onnx beside NAME.input.npy,
  /// NAME.logits.npy and NAME.gradient.npy (of the sum of the scores of class 1).
  struct Golden {
    let name: String
    let path: String
    let input: NumpyArray
    let logits: [Float]
    let gradient: [Float]
  }

  /// Names of all models of a folder that have expectations beside them.
  static func names(in folder: String) -> [String] {
    let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    let ending = ".gradient.npy"
    return files.filter { $0.hasSuffix(ending) }.map { String($0.dropLast(ending.count)) }.sorted()
  }

  static func golden(_ name: String, in folder: String) throws -> Golden {
    let base = folder + "/" + name
    func floats(_ ending: String) throws -> [Float] {
      floats(of: try NumpyArray(path: base + ending))
    }
    func floats(of array: NumpyArray) -> [Float] {
      if case .floats(let list) = array.elements { list } else { [] }
    }
    return Golden(
      name: name, path: base + ".onnx", input: try NumpyArray(path: base + ".input.npy"),
      logits: try floats(".logits.npy"), gradient: try floats(".gradient.npy"))
  }

  /// How far PyTorch's own gradients are apart in two precisions; 0 where no file tells.
  static func roughness(_ name: String, in folder: String) -> Double {
    let array = try? NumpyArray(path: folder + "/" + name + ".roughness.npy")
    guard case .floats(let list)? = array?.elements, let first = list.first else { return 0 }
    return Double(first)
  }

  static func network(_ path: String) throws -> OnnxNetwork {
    try OnnxNetwork(OnnxModel(FileReader.bytes(of: path), file: path))
  }
}

/// A network that computes on arrays in the model's own order.
struct NetworkRun {
  let graph: Graph
  let parameters: Parameters
  let compute: Compute

  init(_ network: OnnxNetwork, threads: Int = 2) throws {
    graph = network.graph
    parameters = try network.parameters()
    compute = try Compute(instructionSet: nil, threads: threads)
  }

  /// N x 3 x H x W (or N x H x W x 3, where the last axis is the shorter one) as N x H x W x 3.
  static func pixels(_ array: NumpyArray) -> [Float] {
    guard case .floats(let values) = array.elements else { return [] }
    guard array.shape[1] == 3 else { return values }
    return moved(values, array.shape, toChannelsLast: true)
  }

  static func moved(_ values: [Float], _ shape: [Int], toChannelsLast: Bool) -> [Float] {
    var result = values
    let (channels, pixels) = (shape[1], shape[2] * shape[3])
    for image in 0..<shape[0] {
      for pixel in 0..<pixels {
        for channel in 0..<channels {
          let first = (image * channels + channel) * pixels + pixel
          let last = (image * pixels + pixel) * channels + channel
          result[toChannelsLast ? last : first] = values[toChannelsLast ? first : last]
        }
      }
    }
    return result
  }

  func logits(_ pixels: [Float], images: Int) -> [Float] {
    let program = Program(
      graph, parameters: parameters, mode: .inference, capacity: images, compute: compute)
    program.input.update(from: pixels, count: pixels.count)
    program.forward(images: images)
    return Array(
      UnsafeBufferPointer(start: program.logits, count: images * graph.classes))
  }

  /// Scores, and the gradient of the sum of the scores of class 1, N x H x W x 3.
  func gradient(_ pixels: [Float], images: Int) -> (logits: [Float], gradient: [Float]) {
    let program = Program(
      graph, parameters: parameters, mode: .attribution, capacity: images, compute: compute)
    program.input.update(from: pixels, count: pixels.count)
    program.forward(images: images)
    let count = images * graph.classes
    let logits = Array(UnsafeBufferPointer(start: program.logits, count: count))
    let seeds = (0..<count).map { Float($0 % graph.classes == 1 ? 1 : 0) }
    program.logitsGradient.update(from: seeds, count: count)
    program.backward(images: images)
    return (
      logits, Array(UnsafeBufferPointer(start: program.inputGradient, count: pixels.count))
    )
  }
}

/// The length of a difference by the length of what is expected.
func relativeError(_ values: [Float], _ expected: [Float]) -> Double {
  guard values.count == expected.count else { return .infinity }
  let difference = zip(values, expected).reduce(0.0) { sum, pair in
    let difference = Double(pair.0) - Double(pair.1)
    return sum + difference * difference
  }
  let size = expected.reduce(0.0) { $0 + Double($1) * Double($1) }
  return (difference / max(size, 1e-30)).squareRoot()
}
