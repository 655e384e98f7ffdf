import Datasets
import Foundation
import Images

/// What a checkpoint belongs to: the settings of its run, and digests (SHA-256) of its images.
///
/// Where files lie is not part of it: data that were moved are the same data.
package struct RunFingerprint: Sendable, Equatable, Codable {
  /// Digests of the images of one part.
  struct Part: Sendable, Equatable, Codable {
    var size: String
    var pixels: String
    var labels: String
    /// Which pixels are shown; nil where all are.
    var shown: String?

    init(_ set: ImageSet) throws {
      let images = set.images
      size = "\(images.count) x \(images.height) x \(images.width)"
      var digest = SHA256()
      try images.forEachIdentity { digest.update($0) }
      pixels = digest.hexadecimal()
      labels = SHA256.hexadecimal(of: set.labels.flatMap { RunFingerprint.bytes(UInt64($0)) })
      shown = set.shown.map { SHA256.hexadecimal(of: $0) }
    }

    /// What of it differs, in a word; nil if nothing does.
    func difference(from other: Part) -> String? {
      if size != other.size { return "images (\(other.size), now \(size))" }
      if pixels != other.pixels { return "pixels" }
      if labels != other.labels { return "labels" }
      return shown == other.shown ? nil : "shown pixels"
    }
  }

  var settings: TrainingSettings
  var classNames: String
  var training: Part
  var validation: Part?
  var test: Part?
  /// Digests of what probes measure with; nil where an earlier version kept none.
  var probes: [String]?

  /// - Parameters:
  ///   - settings: resolved, with the normalisation that the run has.
  ///   - training: what is trained on, without the validation images.
  init(
    _ settings: TrainingSettings, training: ImageSet, validation: ImageSet?, test: ImageSet?,
    probes: [TrainingProbe] = []
  ) throws {
    self.settings = settings.withoutPlaces
    // Each with its length, lest names run into one another.
    classNames = SHA256.hexadecimal(
      of: training.classNames.flatMap { Self.bytes(UInt64($0.utf8.count)) + Array($0.utf8) })
    self.training = try Part(training)
    self.validation = try validation.map(Part.init)
    self.test = try test.map(Part.init)
    self.probes = probes.map(\.digest)
  }

  /// What a run with this fingerprint has otherwise than the one that wrote `former`; nil if
  /// nothing.
  func difference(from former: RunFingerprint) -> String? {
    if let setting = settings.difference(from: former.settings) { return setting }
    if classNames != former.classNames { return "the names of the classes are others" }
    let parts = [
      ("training", training as Part?, former.training as Part?),
      ("validation", validation, former.validation), ("test", test, former.test),
    ]
    for (name, now, before) in parts {
      switch (now, before) {
      case (let now?, let before?):
        guard let what = now.difference(from: before) else { continue }
        return "the \(name) images have other \(what)"
      case (nil, nil): continue
      case (nil, _): return "there are no \(name) images any more"
      case (_, nil): return "there were no \(name) images"
      }
    }
    if let probes, let before = former.probes, probes != before {
      return "the masks of the objects on which explanations are measured are others"
    }
    return nil
  }

  private static func bytes(_ value: UInt64) -> [UInt8] {
    (0..<8).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }
}

extension TrainingSettings {
  /// Without the names of files, whose content counts.
  fileprivate var withoutPlaces: TrainingSettings {
    var settings = self
    settings.data = ""
    settings.initialWeights = nil
    settings.backgroundMasks = backgroundMasks.map { _ in "" }
    settings.subset?.training = ""
    settings.subset?.test = ""
    settings.alignment?.masks = ""
    return settings
  }

  /// The first setting that differs, and both values; nil if all are equal.
  fileprivate func difference(from former: TrainingSettings) -> String? {
    let (now, before) = (leaves, former.leaves)
    let names = Set(now.keys).union(before.keys).sorted()
    guard let name = names.first(where: { now[$0] != before[$0] }) else { return nil }
    return "\(name) was \(before[name] ?? "not set"), now it is \(now[name] ?? "not set")"
  }

  /// Every value by its path, as `config.json` names it.
  private var leaves: [String: String] {
    guard let data = try? JSONEncoder().encode(self),
      let object = try? JSONSerialization.jsonObject(with: data)
    else { return [:] }
    var leaves: [String: String] = [:]
    func visit(_ value: Any, _ path: [String]) {
      if let members = value as? [String: Any] {
        for (key, member) in members { visit(member, path + [key]) }
      } else if let elements = value as? [Any] {
        leaves[path.joined(separator: ".")] =
          "[\(elements.map { "\($0)" }.joined(separator: ", "))]"
      } else {
        leaves[path.joined(separator: ".")] = "\(value)"
      }
    }
    visit(object, [])
    return leaves
  }
}
