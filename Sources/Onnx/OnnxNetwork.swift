import Interchange
package import NeuralNetwork

/// A classifier of images that an ONNX file holds, in our terms.
package struct OnnxNetwork {
  package let graph: Graph
  package let weights: [OnnxWeights]
  /// What the file's last operator would make of the scores.
  package let ending: Ending?
  /// What stands under `metadata_props`.
  package let metadata: [String: String]
}

extension OnnxNetwork {
  /// - Parameters:
  ///   - isBlueFirst: whether the model reads its channels as blue, green, red. Our graph reads red
  ///     first and turns them itself.
  ///   - size: height and width of the images, for a model that leaves them open.
  /// - Throws: `OnnxError` where the model has not one input of images and one output of scores, or
  ///   holds what is not computed here.
  package init(
    _ model: OnnxModel, isBlueFirst: Bool = false, size: Extent? = nil
  ) throws {
    guard model.opset <= Operator.latest else {
      throw OnnxError.unsuitable(
        file: model.file, expected: "opset 1 to \(Operator.latest)", found: "opset \(model.opset)")
    }
    guard model.inputs.count == 1, model.outputs.count == 1 else {
      let names = [model.inputs, model.outputs].map { $0.map(\.name).joined(separator: ", ") }
      throw OnnxError.unsuitable(
        file: model.file, expected: "one input of images and one output of scores",
        found: "the inputs \(names[0]) and the outputs \(names[1])")
    }
    let input = try ImageInput(model.inputs[0], size: size, file: model.file)
    let translation = Translation(
      model, image: model.inputs[0].name, batch: input.batch, view: input.view, shape: input.shape)
    if isBlueFirst { try translation.turnChannels(of: model.inputs[0].name) }
    let name = model.outputs[0].name
    try translation.run(for: [name])
    guard case .computed(let scores)? = translation.operand(name),
      scores.value != translation.builder.input
    else {
      throw OnnxError.unsuitable(
        file: model.file, expected: "scores that hang on the image", found: "none")
    }
    let value = try translation.classes(scores, file: model.file)
    graph = try translation.builder.graph(output: value)
    let names = Set(graph.parameters.map(\.name))
    weights = translation.weights.filter { names.contains($0.name) }
    ending = scores.ending
    metadata = model.metadata
  }

  /// Parameters of the graph with the file's values.
  ///
  /// - Throws: `NetworkError.tensorMismatch` where one holds what is no finite number.
  package func parameters() throws(NetworkError) -> Parameters {
    let parameters = Parameters(graph)
    try parameters.fill(
      from: weights.map { ($0.name, $0.shape, $0.values) }, source: graph.name,
      network: graph.name)
    return parameters
  }
}

/// The images that a model asks for.
struct ImageInput {
  /// Of one pass; nil where the file leaves that open.
  let batch: Int?
  let shape: Shape
  let view: View

  /// - Parameter size: for sides that the file leaves open.
  init(_ value: OnnxValue, size: Extent?, file: String) throws {
    let sizes = Self.completed(value.sizes ?? [], by: size)
    let text = "[" + sizes.map { $0.map(String.init) ?? "?" }.joined(separator: ", ") + "]"
    func fault(_ expected: String) -> OnnxError {
      .unsuitable(
        file: file, expected: expected, found: "input \(Excerpt.quoted(value.name)) of \(text)")
    }
    guard let type = value.type, type.isFloatingPoint else {
      throw fault("images of numbers with a fraction")
    }
    guard sizes.count == 4 else { throw fault("images N x 3 x H x W or N x H x W x 3") }
    let sides = sizes.dropFirst().compactMap { $0 }
    guard sides.count == 3, sides.allSatisfy({ (1...1 << 16).contains($0) }) else {
      throw fault(
        "images of a fixed height and width from 1 to 65536, or a 'size' in the properties or in a "
          + "file beside the model")
    }
    if sizes[0] == 0 { throw fault("at least one image") }
    batch = sizes[0]
    switch (sides[0] == 3, sides[2] == 3) {
    case (true, false):
      shape = Shape(sides[1], sides[2], 3)
      view = View(sizes: sides, order: [1, 2, 0])
    case (false, true):
      shape = Shape(sides[0], sides[1], 3)
      view = View(sizes: sides, order: [0, 1, 2])
    default: throw fault("three channels, either first or last")
    }
  }
}

extension ImageInput {
  fileprivate static func completed(_ sizes: [Int?], by size: Extent?) -> [Int?] {
    guard let size, sizes.count == 4 else { return sizes }
    var sizes = sizes
    let rows = sizes[3] == 3 && sizes[1] != 3 ? 1 : 2
    sizes[rows] = sizes[rows] ?? size.height
    sizes[rows + 1] = sizes[rows + 1] ?? size.width
    return sizes
  }
}

extension Translation {
  /// Red, green and blue made blue, green and red: by a convolution of zeros and ones.
  func turnChannels(of input: String) throws {
    guard case .computed(var image)? = operand(input) else { return }
    let name = unusedName("channels")
    image.value = try builder.convolution(name, image.value, outputs: 3, kernel: Extent(1))
    try addWeights(name + ".weight", shape: [3, 3, 1, 1], [0, 0, 1, 0, 1, 0, 1, 0, 0])
    set(input, to: image)
  }

  /// The scores as channels of one pixel.
  func classes(_ scores: Activation, file: String) throws -> GraphBuilder.Value {
    let count = scores.view.count
    let sizes = scores.view.sizes
    guard count >= 2, sizes.filter({ $0 != 1 }).count == 1 else {
      throw OnnxError.unsuitable(
        file: file, expected: "an output of one score for each of 2 classes or more",
        found: "N x \(sizes)")
    }
    return try arranged(
      scores, pixels: [], channels: Array(sizes.indices), shape: Shape(1, 1, count))
  }
}
