package import Explanations
import Interchange

/// A correction as it lies beside its model: JSON.
package struct CorrectionFile: Codable, Sendable {
  /// The layout of the file.
  package static let version = 1

  package struct View: Codable, Sendable {
    package var view: String
    package var weight: Double
  }

  /// What it was fitted to.
  package struct Fitting: Codable, Sendable, Equatable {
    package var data: String
    package var split: String
    package var images: Int
    package var penalty: Double

    package init(data: String, split: String, images: Int, penalty: Double) {
      self.data = data
      self.split = split
      self.images = images
      self.penalty = penalty
    }
  }

  private let correctionVersion: Int
  /// Digest of the model that it was fitted for.
  package let model: String
  package let classes: Int
  package let views: [View]
  package let offsets: [Double]?
  package let threshold: Double?
  package let fitted: Fitting

  private enum CodingKeys: String, CodingKey {
    case correctionVersion = "correction_version"
    case model, classes, views, offsets, threshold, fitted
  }

  package init(_ correction: Correction, of scorer: Scorer, fitted: Fitting) {
    correctionVersion = Self.version
    model = scorer.modelDigest
    classes = scorer.classCount
    views = zip(correction.views, correction.weights).map { View(view: $0.text, weight: $1) }
    offsets = correction.offsets.isEmpty ? nil : correction.offsets
    threshold = correction.threshold
    self.fitted = fitted
  }

  /// - Throws: `InterchangeError` for a file that is no correction, `ModelError` for one of a later
  ///   layout or with views or numbers that are none.
  package static func read(_ path: String) throws -> CorrectionFile {
    let version = try JSON.read(Version.self, from: path).correctionVersion
    guard version == Self.version else {
      throw ModelError.badCorrection(
        path: path,
        problem: "expected correction_version \(Self.version), found \(version)")
    }
    let file = try JSON.read(CorrectionFile.self, from: path)
    _ = try file.correction(path: path)
    return file
  }

  private struct Version: Decodable {
    let correctionVersion: Int

    enum CodingKeys: String, CodingKey {
      case correctionVersion = "correction_version"
    }
  }

  /// - Throws: `ModelError` naming what is wrong.
  package func correction(path: String) throws(ModelError) -> Correction {
    guard !views.isEmpty, views.count <= 10_000 else {
      throw .badCorrection(
        path: path, problem: "views: expected from 1 to 10000, found \(views.count)")
    }
    guard classes > 1, offsets.map({ $0.count == classes }) ?? true else {
      throw .badCorrection(
        path: path,
        problem: "offsets: expected one for each of \(classes) classes, found "
          + "\(offsets?.count ?? 0)")
    }
    let numbers = views.map(\.weight) + (offsets ?? []) + [threshold ?? 0]
    guard numbers.allSatisfy({ $0.magnitude < 1e6 }) else {
      throw .badCorrection(path: path, problem: "expected weights and offsets below 1000000")
    }
    var parsed: [ImageView] = []
    for view in views {
      do {
        parsed.append(try ImageView(parsing: view.view))
      } catch {
        throw .badCorrection(path: path, problem: "\(error)")
      }
    }
    return Correction(
      views: parsed, weights: views.map(\.weight), offsets: offsets ?? [], threshold: threshold)
  }
}
