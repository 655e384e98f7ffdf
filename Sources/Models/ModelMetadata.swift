import Architectures
package import Datasets
import Foundation
package import Images
import Interchange

/// The `__metadata__` of a weights file.
package struct ModelMetadata: Equatable {
  package var architecture: String?
  /// What the network's first layers are made for; nil where the file does not say.
  package var stem: String?
  package var classNames: [String]
  /// What is wrong with the file's own names of classes; nil where nothing is.
  package private(set) var classNamesProblem: String?
  package var mean: [Float]?
  package var deviation: [Float]?
  /// How pictures are prepared for the network; nil where the file does not say.
  package var preparation: PicturePreparation?

  package init(
    architecture: String?, stem: String? = nil, classNames: [String], mean: [Float]?,
    deviation: [Float]?, preparation: PicturePreparation? = nil
  ) {
    self.stem = stem
    self.preparation = preparation
    self.architecture = architecture
    self.classNames = classNames
    self.mean = mean
    self.deviation = deviation
  }

  package init(_ table: [String: String]) {
    architecture = table["arch"]
    stem = table["stem"]
    classNames = []
    if let classes = table["classes"] {
      if let names = try? JSONDecoder().decode([String].self, from: Data(classes.utf8)) {
        classNames = names
        classNamesProblem = ClassNames.problem(of: names)
      } else {
        classNamesProblem = "expected a JSON array of names, found " + Excerpt.quoted(classes)
      }
    }
    mean = table["mean"].flatMap(Self.numbers)
    deviation = table["std"].flatMap(Self.numbers)
    preparation = try? PicturePreparation(table: table)
  }

  /// Numbers parted by commas; nil if any is not one.
  package static func numbers(_ text: String) -> [Float]? {
    let numbers = text.split(separator: ",", omittingEmptySubsequences: false).map {
      Float($0.trimmingCharacters(in: .whitespaces))
    }
    return numbers.contains(nil) ? nil : numbers.compactMap { $0 }
  }

  /// The same the other way round.
  static func text(_ numbers: [Float]) -> String {
    numbers.map(\.description).joined(separator: ",")
  }

  /// Means that pixels from 0 to 1 may have been shifted by; those of pixels from 0 to 255 lie
  /// above.
  package static let means: ClosedRange<Float> = -1...2
  package static let largestDeviation: Float = 10

  /// - Throws: `ModelError` where the names of classes are no such names.
  package func checkClassNames(path: String) throws(ModelError) {
    if let classNamesProblem {
      throw .badClassNames(path: path, problem: classNamesProblem)
    }
  }

  /// The networks that the file may mean, of which the tensors tell one.
  ///
  /// - Throws: `ModelError` where the file names no network, or one that is not known.
  func knownArchitectures(path: String) throws(ModelError) -> [Architecture] {
    guard let name = architecture else { throw .unknownArchitecture(path: path) }
    let variants = Architecture.variants(of: name).filter {
      stem == nil || $0.stem.rawValue == stem
    }
    guard !variants.isEmpty else {
      throw .unsupportedArchitecture(
        path: path, name: stem.map { "\(name)', stem '\($0)" } ?? name)
    }
    return variants
  }

  /// How images are normalised: as the caller says, or else the file.
  ///
  /// - Throws: `ModelError` where neither says, or what is said is no normalisation.
  package func normalization(
    path: String, mean: [Float]? = nil, deviation: [Float]? = nil
  ) throws(ModelError) -> Normalization {
    guard let mean = mean ?? self.mean, let deviation = deviation ?? self.deviation else {
      throw .unknownNormalization(path: path)
    }
    guard mean.count == 3, deviation.count == 3, mean.allSatisfy(Self.means.contains),
      deviation.allSatisfy({ $0 > 0 && $0 <= Self.largestDeviation })
    else { throw .badNormalization(path: path, mean: mean, deviation: deviation) }
    return Normalization(mean: mean, deviation: deviation)
  }

  package var table: [String: String] {
    var table = ["format": "pt"]
    table["arch"] = architecture
    table["stem"] = stem
    if let data = try? JSONEncoder().encode(classNames), !classNames.isEmpty {
      table["classes"] = String(decoding: data, as: UTF8.self)
    }
    table["mean"] = mean.map(Self.text)
    table["std"] = deviation.map(Self.text)
    return table.merging(preparation?.table ?? [:]) { $1 }
  }
}
