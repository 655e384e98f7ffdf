package import Datasets
import Foundation
package import Images
import Interchange
import NeuralNetwork

/// How a network from a file wants its images, as far as the file or one beside it tells.
package struct Preprocessing: Equatable, Decodable {
  /// In the order of `channels`, and in the units of `scale`.
  package var mean: [Float]?
  package var std: [Float]?
  /// What the largest value of a pixel is before `mean` and `std`: 1 or 255.
  package var scale: Float?
  package var channels: Channels?
  /// Height and width.
  package var size: [Int]?
  package var classes: [String]?
  /// How pictures become images of that size, as `PicturePreparation` writes it.
  var resize: Lengths?
  var crop: Lengths?
  var interpolation: String?

  /// One length, or height and width: `256`, `"224x224"` or `[224, 224]`.
  struct Lengths: Equatable, Decodable {
    let text: String

    init(_ text: String) { self.text = text }

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let length = try? container.decode(Int.self) {
        text = "\(length)"
      } else if let lengths = try? container.decode([Int].self) {
        text = lengths.map(String.init).joined(separator: "x")
      } else {
        text = try container.decode(String.self)
      }
    }
  }

  package enum Channels: String, Decodable, CaseIterable, Sendable {
    case rgb = "RGB"
    case bgr = "BGR"
  }

  package init() {}

  /// - Throws: `ModelError` for values that are none.
  package init(properties: [String: String], path: String) throws(ModelError) {
    func values<Value: Decodable>(_ key: String, _ type: Value.Type) throws(ModelError) -> Value? {
      guard let text = properties[key] else { return nil }
      // Lists stand as JSON, or with commas alone.
      let decoder = JSONDecoder()
      if let value = (try? decoder.decode(type, from: Data(text.utf8)))
        ?? (try? decoder.decode(type, from: Data("[\(text)]".utf8)))
        ?? (try? decoder.decode(type, from: Data("\"\(text)\"".utf8)))
      {
        return value
      }
      throw .badPreprocessing(
        path: path, problem: "property '\(key)' is " + Excerpt.quoted(text))
    }
    mean = try values("mean", [Float].self)
    std = try values("std", [Float].self)
    scale = try values("scale", Float.self)
    channels = try values("channels", Channels.self)
    size = try values("size", [Int].self)
    classes = try values("classes", [String].self)
    resize = try values("resize", Lengths.self)
    crop = try values("crop", Lengths.self)
    interpolation = try values("interpolation", String.self)
  }

  /// What stands in `NAME.json` beside `NAME.onnx`; nil where there is no such file.
  ///
  /// - Throws: `InterchangeError` where it cannot be read, `ModelError` where it is no JSON object
  ///   of these keys.
  package init?(beside path: String) throws {
    let file = Self.file(beside: path)
    guard FileManager.default.fileExists(atPath: file) else { return nil }
    let data = Data(try FileReader.bytes(of: file))
    do {
      let keys = try JSONDecoder().decode([String: Anything].self, from: data).keys
      if let unknown = keys.sorted().first(where: { CodingKeys(stringValue: $0) == nil }) {
        throw ModelError.badPreprocessing(
          path: file,
          problem: "expected the keys mean, std, scale, channels, size, resize, crop, "
            + "interpolation and classes, found " + Excerpt.quoted(unknown))
      }
      self = try JSONDecoder().decode(Self.self, from: data)
    } catch let error as DecodingError {
      throw ModelError.badPreprocessing(path: file, problem: Self.text(of: error))
    }
  }

  private enum CodingKeys: String, CodingKey {
    case mean, std, scale, channels, size, classes, resize, crop, interpolation
  }

  private struct Anything: Decodable {
    init(from decoder: any Decoder) {}
  }

  package static func file(beside path: String) -> String {
    path.dropLast(path.lowercased().hasSuffix(".onnx") ? 5 : 0) + ".json"
  }

  private static func text(of error: DecodingError) -> String {
    switch error {
    case .typeMismatch(let type, let context) where !context.codingPath.isEmpty:
      "expected \(type) at "
        + Excerpt.quoted(context.codingPath.map(\.stringValue).joined(separator: "."))
    case .dataCorrupted(let context) where !context.codingPath.isEmpty:
      "expected another value at "
        + Excerpt.quoted(context.codingPath.map(\.stringValue).joined(separator: "."))
    default: "expected a JSON object"
    }
  }

  /// The size as a network is asked for it; nil where none is told, or none that images can have.
  var extent: Extent? {
    guard let size, size.count == 2, size.allSatisfy({ $0 > 0 }) else { return nil }
    return Extent(size[0], size[1])
  }

  mutating func set(_ preparation: PicturePreparation) {
    let table = preparation.table
    (resize, crop) = (table["resize"].map(Lengths.init), table["crop"].map(Lengths.init))
    interpolation = table["interpolation"]
  }

  /// As an ONNX file holds it.
  var properties: [String: String] {
    var table: [String: String] = [:]
    table["mean"] = mean.map(ModelMetadata.text)
    table["std"] = std.map(ModelMetadata.text)
    table["scale"] = scale?.description
    table["channels"] = channels?.rawValue
    table["size"] = size.map { $0.map(String.init).joined(separator: ",") }
    if let classes, let data = try? JSONEncoder().encode(classes) {
      table["classes"] = String(decoding: data, as: UTF8.self)
    }
    table["resize"] = resize?.text
    table["crop"] = crop?.text
    table["interpolation"] = interpolation
    return table
  }

  /// This where it tells something, else the other.
  package func completed(by other: Preprocessing) -> Preprocessing {
    var result = self
    // Mean, deviation and scale belong together.
    if mean == nil, std == nil, scale == nil {
      (result.mean, result.std, result.scale) = (other.mean, other.std, other.scale)
    }
    result.channels = channels ?? other.channels
    result.size = size ?? other.size
    result.classes = classes ?? other.classes
    // So do the steps by which pictures are made smaller.
    if resize == nil, crop == nil {
      (result.resize, result.crop, result.interpolation) =
        (other.resize, other.crop, other.interpolation)
    }
    return result
  }

  /// How pictures are prepared; nil where nothing is told.
  ///
  /// - Throws: `ModelError` for what is no preparation.
  package func preparation(path: String) throws(ModelError) -> PicturePreparation? {
    var table: [String: String] = [:]
    table["resize"] = resize?.text
    table["crop"] = crop?.text
    table["interpolation"] = interpolation
    do {
      return try PicturePreparation(table: table)
    } catch {
      throw .badPreprocessing(path: path, problem: "\(error)")
    }
  }

  /// Mean and deviation of red, green and blue, of pixels from 0 to 1; nil where nothing is told.
  ///
  /// - Throws: `ModelError` for what is no normalisation.
  package func normalization(path: String) throws(ModelError) -> Normalization? {
    if mean == nil, std == nil, scale == nil { return nil }
    let scale = scale ?? 1
    guard scale == 1 || scale == 255 else {
      throw .badPreprocessing(path: path, problem: "expected a scale of 1 or 255, found \(scale)")
    }
    guard (mean == nil) == (std == nil), mean?.count ?? 3 == 3, std?.count ?? 3 == 3 else {
      throw .badPreprocessing(path: path, problem: "expected mean and std of three numbers each")
    }
    var means = (mean ?? [0, 0, 0]).map { $0 / scale }
    var deviations = (std ?? [1, 1, 1]).map { $0 / scale }
    if channels == .bgr {
      means.reverse()
      deviations.reverse()
    }
    return try ModelMetadata(architecture: nil, classNames: [], mean: means, deviation: deviations)
      .normalization(path: path)
  }
}
