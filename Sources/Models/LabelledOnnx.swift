package import Datasets
import Foundation
package import Images
package import Interchange
package import NeuralNetwork
import Onnx

/// An ONNX model, and what is said of the images and classes that it is for.
package struct LabelledOnnx {
  package let path: String
  /// Reads red first, whatever the model does.
  package let graph: Graph
  private let bytes: [UInt8]
  private let model: OnnxModel
  private let ending: Ending?
  /// From the file beside it and from its own properties.
  package private(set) var told: Preprocessing

  /// - Throws: `OnnxError` and `ModelError` for what is no such model or is not computed here.
  package init(path: String) throws {
    self.path = path
    bytes = try FileReader.bytes(of: path)
    model = try OnnxModel(bytes, file: path)
    told = try Model.preprocessing(of: model, path).told
    let network = try OnnxNetwork(model, isBlueFirst: told.channels == .bgr, size: told.extent)
    graph = network.graph
    ending = network.ending
  }

  package var channels: Preprocessing.Channels { told.channels ?? .rgb }

  /// Of red, green and blue, of pixels from 0 to 1; nil where nothing is told.
  package func normalization() throws(ModelError) -> Normalization? {
    try told.normalization(path: path)
  }

  package func preparation() throws(ModelError) -> PicturePreparation? {
    try told.preparation(path: path)
  }

  /// What comes at the end of it and is no score: in words; nil for nothing.
  package var endingText: String? {
    switch ending {
    case .softmax: "Softmax, which is left out: scores are what goes into it"
    case .logSoftmax: "LogSoftmax: scores are log-probabilities"
    case nil: nil
    }
  }

  /// Sets what is given and keeps the rest.
  ///
  /// - Parameters:
  ///   - mean: of red, green and blue, of pixels from 0 to 1; so is the deviation.
  ///   - channels: the order in which the model reads them.
  /// - Throws: `ModelError` where names and outputs differ in number, or what is then said is no
  ///   normalisation.
  package mutating func relabel(
    classNames: [String]?, mean: [Float]?, deviation: [Float]?, channels: Preprocessing.Channels?,
    preparation: PicturePreparation?
  ) throws(ModelError) {
    let old = try normalization()
    told.channels = channels ?? told.channels
    let (mean, deviation) = (mean ?? old?.mean, deviation ?? old?.deviation)
    if let mean, let deviation {
      let isBlueFirst = told.channels == .bgr
      told.mean = isBlueFirst ? mean.reversed() : mean
      told.std = isBlueFirst ? deviation.reversed() : deviation
      told.scale = 1
      _ = try normalization()
    } else if mean != nil || deviation != nil {
      throw .badPreprocessing(path: path, problem: "expected both mean and std, found one of them")
    }
    told.classes = classNames ?? told.classes
    if let preparation { told.set(preparation) }
    if let names = told.classes {
      if let problem = ClassNames.problem(of: names) {
        throw .badClassNames(path: path, problem: problem)
      }
      guard names.count == graph.classes else {
        throw .classCount(path: path, names: names.count, outputs: graph.classes)
      }
    }
    let size = [graph.inputShape.height, graph.inputShape.width]
    if let own = told.size, own != size {
      throw .badPreprocessing(path: path, problem: "expected the size \(size), found \(own)")
    }
    told.size = size
  }

  /// Compares it with another program's answers.
  ///
  /// - Parameter images: pixels as bytes N x H x W x 3, red first, or floats N x 3 x H x W just as
  ///   the model reads them.
  /// - Throws: `ModelError` where it computes otherwise.
  package func verify(images: NumpyArray, scores: NumpyArray, path check: String) throws {
    let answers = try CheckedAnswers(
      images: images, scores: scores, normalization: try normalization(), path: check)
    let readsPixels = if case .bytes = images.elements { true } else { false }
    let network = try OnnxNetwork(
      model, isBlueFirst: readsPixels && told.channels == .bgr, size: told.extent)
    try answers.verify(
      network.graph, try network.parameters(), name: "its graph", path: path,
      asProbabilities: ending == .softmax)
  }

  /// Writes the model with what is said of it.
  ///
  /// - Throws: `ModelError` where its weights would not be found from there.
  package func write(to out: String) throws {
    func folder(_ path: String) -> URL {
      URL(filePath: path).deletingLastPathComponent().standardizedFileURL
    }
    guard !model.readsBeside || folder(out) == folder(path) else {
      throw ModelError.weightsBeside(path: path, out: out)
    }
    try AtomicFile.write(
      OnnxRelabelling.bytes(of: bytes, file: path, properties: told.properties), to: out)
  }
}
