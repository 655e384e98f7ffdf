import Interchange

/// Gives several files' classes one numbering.
enum SharedClasses {
  /// The names of all classes; nil where the files number them and none were given.
  ///
  /// Their order is that given, else that of the columns of scores, else alphabetical.
  /// - Throws: `MisclassificationError` where one file names classes that another numbers, or that
  ///   another's scores lack.
  static func unify(
    _ predictions: inout [Predictions], _ given: inout GivenLabels?, classNames: [String]?
  ) throws -> [String]? {
    // With names given, the files were read by them.
    if let classNames { return classNames }
    let sources =
      predictions.map { ($0.source, $0.classNames) }
      + (given.map { [($0.source, $0.classNames)] } ?? [])
    guard let named = sources.first(where: { $0.1 != nil }) else { return nil }
    if let numbered = sources.first(where: { $0.1 == nil }) {
      throw MisclassificationError.classesNamedAndNumbered(
        named: named.0, numbered: numbered.0)
    }
    let scored = predictions.first { $0.scores != nil }
    let names = scored?.classNames ?? Set(sources.flatMap { $0.1 ?? [] }).sorted()
    let places = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, $0) })
    func moved(_ own: [String], _ source: String) throws -> [Int] {
      try own.map { name in
        guard let place = places[name] else {
          throw MisclassificationError.classWithoutScores(
            name: Excerpt.name(name), source: source, scores: scored?.source ?? "")
        }
        return place
      }
    }
    for index in predictions.indices {
      let found = predictions[index]
      guard let own = found.classNames, own != names else { continue }
      try predictions[index].move(moved(own, found.source), count: names.count)
    }
    if let labels = given, let own = labels.classNames, own != names {
      let moved = try moved(own, labels.source)
      given?.values = labels.values.map { moved[$0] }
    }
    return names
  }
}

extension Predictions {
  /// Numbers classes anew: class k becomes `places[k]` of `count`.
  fileprivate mutating func move(_ places: [Int], count classes: Int) throws {
    predicted = predicted.map { places[$0] }
    labels = labels?.map { places[$0] }
    guard let scores else { return }
    guard places.count == classes else {
      throw MisclassificationError.countMismatch(
        what: "scores for each image, one for each class", expected: classes,
        found: places.count, source: source)
    }
    var values = scores.values
    for start in stride(from: 0, to: values.count, by: classes) {
      for (label, place) in places.enumerated() {
        values[start + place] = scores.values[start + label]
      }
    }
    self.scores?.values = values
  }
}

/// The classes that are counted: of very many without names and scores, those that occur.
///
/// So two images of the classes 0 and 9,999 make two classes, not ten thousand.
struct OccurringClasses {
  /// With at most so many classes, those between that do not occur are listed as well.
  private static let listed = 1000

  let names: [String]
  /// Nil where classes keep their numbers.
  private let places: [Int: Int]?

  init(_ labels: [Int], _ predictions: [Predictions], observed: Int, names: [String]?) {
    if names == nil, observed > Self.listed, predictions.allSatisfy({ $0.scores == nil }) {
      var occurring = Set(labels)
      for found in predictions { occurring.formUnion(found.predicted) }
      let sorted = occurring.sorted()
      self.names = sorted.map(String.init)
      places = Dictionary(uniqueKeysWithValues: sorted.enumerated().map { ($1, $0) })
    } else {
      self.names = names ?? (0..<observed).map(String.init)
      places = nil
    }
  }

  func places(_ classes: [Int]) -> [Int] {
    guard let places else { return classes }
    return classes.map { places[$0] ?? 0 }
  }
}
