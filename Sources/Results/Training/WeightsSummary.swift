import Architectures
import Datasets
import Images
import Interchange
package import Models
import NeuralNetwork
import Text

/// What a weights file holds, in a few lines.
package struct WeightsSummary: Encodable {
  private var network: String
  private var stem: String
  private var tensors: Int
  private var parameters: Int
  private var classes: Int
  private var classNames: [String]
  private var mean: [Float]?
  private var std: [Float]?
  /// Images whose scores were compared with those of the program that the weights come from.
  private var checkedImages: Int
  /// Number types of the file that was read.
  private var types: [String]
  /// The number type of the file that was written, or its format; nil if none was.
  private var written: String?

  package init(_ weights: WeightsFile, writtenAs written: String?) {
    network = weights.architecture.family
    stem = weights.architecture.stem.rawValue
    tensors = weights.graph.parameters.count
    parameters = weights.graph.parameterCount
    classes = weights.graph.classes
    classNames = weights.metadata.classNames
    mean = weights.metadata.mean
    std = weights.metadata.deviation
    checkedImages = weights.check?.count ?? 0
    types = weights.types
    self.written = written
  }

  package var text: String {
    var table = TextTable([.words(""), .words("")])
    table.row(["network", "\(network), every tensor fits"])
    table.row([
      "made for", stem == "cifar" ? "small images" : "large images, as torchvision has it",
    ])
    table.row([
      "scores",
      checkedImages > 0
        ? "those of the program that it comes from, for \(checkedImages) images"
        : "not checked: strides, pooling and activations stand in no tensor; --check compares them",
    ])
    table.row(["tensors", "\(tensors)"])
    table.row(["parameters", "\(parameters)"])
    table.row(["classes", SummaryText.classes(classes, classNames)])
    table.row(["mean", SummaryText.channels(mean)])
    table.row(["std", SummaryText.channels(std)])
    table.row(["read as", types.joined(separator: ", ")])
    if let written { table.row(["written as", written]) }
    return table.description
  }
}

/// What an ONNX model is and says of itself, in a few lines.
package struct OnnxSummary: Encodable {
  private var network: String
  private var height: Int
  private var width: Int
  private var layers: Int
  private var parameters: Int
  private var classes: Int
  private var classNames: [String]
  /// Of red, green and blue, of pixels from 0 to 1.
  private var mean: [Float]?
  private var std: [Float]?
  private var channels: String
  private var preparation: String?
  private var endsIn: String?
  private var isChecked: Bool

  package init(_ model: LabelledOnnx, isChecked: Bool) throws {
    network = model.graph.name
    (height, width) = (model.graph.inputShape.height, model.graph.inputShape.width)
    layers = model.graph.nodes.count
    parameters = model.graph.parameterCount
    classes = model.graph.classes
    classNames = model.told.classes ?? []
    let normalization = try model.normalization()
    mean = normalization?.mean
    std = normalization?.deviation
    channels = model.channels.rawValue
    preparation = try model.preparation()?.description
    endsIn = model.endingText
    self.isChecked = isChecked
  }

  package var text: String {
    var table = TextTable([.words(""), .words("")])
    table.row(["network", "\(network), every operator is understood"])
    if let endsIn { table.row(["ends in", endsIn]) }
    if isChecked { table.row(["scores", "those that were given"]) }
    table.row(["images", "\(height) x \(width), \(channels)"])
    table.row(["pictures", preparation ?? "not told how they become images"])
    table.row(["layers", "\(layers)"])
    table.row(["parameters", "\(parameters)"])
    table.row(["classes", SummaryText.classes(classes, classNames)])
    table.row(["mean", SummaryText.channels(mean)])
    table.row(["std", SummaryText.channels(std)])
    return table.description
  }
}

private enum SummaryText {
  static func channels(_ values: [Float]?) -> String {
    values.map { $0.map(\.description).joined(separator: ", ") } ?? "not told"
  }

  static func classes(_ count: Int, _ names: [String]) -> String {
    "\(count): " + (names.isEmpty ? "not named" : names.joined(separator: ", "))
  }
}
