import Compute
import Foundation
import Images
import Interchange
import NeuralNetwork

@testable import Onnx

/// A model of the standard's node tests, run on given tensors.
struct NodeRun {
  let model: OnnxModel
  let inputs: [Tensor]
  let compute: Compute

  /// Tensors as the standard's tests store them: a message each.
  static func tensor(_ path: String) throws -> Tensor {
    let bytes = try FileReader.bytes(of: path)
    var reader = TensorReader(bytes, file: path)
    return try reader.tensor(try WrittenTensor(WireReader(bytes, file: path)))
  }

  /// The results through our network: the first input is the image, all others are known.
  func network() throws -> [Tensor] {
    guard let image = inputs.first, image.type.isFloatingPoint, let batch = image.shape.first,
      image.count > 0
    else { throw Fault("has no image as its first input") }
    let sizes = Array(image.shape.dropFirst())
    let (shape, view) = Self.layout(sizes)
    var known: [String: Tensor] = [:]
    for (value, tensor) in zip(model.inputs, inputs).dropFirst() { known[value.name] = tensor }
    let translation = Translation(
      model, image: model.inputs[0].name, batch: batch, view: view, shape: shape, known: known)
    let names = model.outputs.map(\.name)
    try translation.run(for: names)
    return try names.map { name in
      switch translation.operand(name) {
      case .known(let tensor): return try resolved(tensor, batch)
      case .computed(let result):
        return try computed(result, translation, image, view, batch)
      case nil: throw Fault("gives no result")
      }
    }
  }

  /// The results where all inputs are known.
  func folded() throws -> [Tensor] {
    let known = Dictionary(
      zip(model.inputs.map(\.name), inputs), uniquingKeysWith: { first, _ in first })
    let translation = Translation(
      model, image: "\0", batch: 1, view: View(sizes: [3], order: [0]), shape: Shape(1, 1, 3),
      known: known)
    let names = model.outputs.map(\.name)
    try translation.run(for: names)
    return try names.map { name in
      guard case .known(let tensor)? = translation.operand(name) else {
        throw Fault("gives no known result")
      }
      return tensor
    }
  }

  private static func layout(_ sizes: [Int]) -> (Shape, View) {
    switch sizes.count {
    case 0: (Shape(1, 1, 1), View(sizes: [], order: []))
    case 1: (Shape(1, 1, sizes[0]), View(sizes: sizes, order: [0]))
    case 2: (Shape(1, sizes[1], sizes[0]), View(sizes: sizes, order: [1, 0]))
    case 3: (Shape(sizes[1], sizes[2], sizes[0]), View(sizes: sizes, order: [1, 2, 0]))
    default:
      (Shape(1, 1, sizes.reduce(1, *)), View(sizes: sizes, order: Array(sizes.indices)))
    }
  }

  /// Sizes that hang on the batch, with the test's own.
  private func resolved(_ tensor: Tensor, _ batch: Int) throws -> Tensor {
    guard case .sizes(let sizes) = tensor.elements else { return tensor }
    return Tensor(
      type: tensor.type, shape: tensor.shape,
      elements: .integers(sizes.map { $0.isPerImage ? $0.factor * batch : $0.factor }))
  }

  private func computed(
    _ result: Activation, _ translation: Translation, _ image: Tensor, _ view: View, _ batch: Int
  ) throws -> Tensor {
    let shape = [batch] + result.view.sizes
    var values = try image.floats()
    if result.value != translation.builder.input {
      let graph = try translation.builder.graph(output: result.value)
      let parameters = Parameters(graph)
      let names = Set(graph.parameters.map(\.name))
      try parameters.fill(
        from: translation.weights.filter { names.contains($0.name) }.map {
          ($0.name, $0.shape, $0.values)
        }, source: "test", network: "test")
      let pixels = Self.moved(values, view, batch, toMemory: true)
      let runs = [Mode.inference, .attribution].map { mode in
        forward(graph, parameters, mode, pixels, batch)
      }
      guard relativeError(runs[0], runs[1]) < 1e-4 || runs[0].contains(where: { !$0.isFinite })
      else { throw Fault("differs between its modes") }
      values = Self.moved(runs[0], result.view, batch, toMemory: false)
    } else {
      values = Self.moved(
        Self.moved(values, view, batch, toMemory: true), result.view, batch, toMemory: false)
    }
    if result.ending == .softmax { values = Self.softmax(values, batch) }
    return Tensor(values, shape: shape)
  }

  private func forward(
    _ graph: Graph, _ parameters: Parameters, _ mode: Mode, _ pixels: [Float], _ images: Int
  ) -> [Float] {
    let program = Program(
      graph, parameters: parameters, mode: mode, capacity: images, compute: compute)
    program.input.update(from: pixels, count: pixels.count)
    program.forward(images: images)
    let count = images * graph.nodes[graph.output].shape.count
    return Array(UnsafeBufferPointer(start: program.logits, count: count))
  }

  /// Numbers between ONNX's order and that of memory.
  private static func moved(
    _ values: [Float], _ view: View, _ images: Int, toMemory: Bool
  ) -> [Float] {
    let places = View.places(Array(view.axes.joined()))
    var result = values
    for image in 0..<images {
      for (number, place) in places.enumerated() {
        let (inner, outer) = (image * places.count + place, image * places.count + number)
        result[toMemory ? inner : outer] = values[toMemory ? outer : inner]
      }
    }
    return result
  }

  static func softmax(_ values: [Float], _ images: Int) -> [Float] {
    let count = values.count / images
    return (0..<images).flatMap { image in
      let own = values[image * count..<(image + 1) * count].map { Double($0) }
      let most = own.max() ?? 0
      let powers = own.map { exp($0 - most) }
      let sum = powers.reduce(0, +)
      return powers.map { Float($0 / sum) }
    }
  }
}
